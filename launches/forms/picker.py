"""What a browser asks of the carrier picker. Shape only: what cannot be read asks for nothing."""

from django import forms
from django.http import QueryDict

from launches.forms.fields import AgentField, chosen_numbers
from launches.models import Agent


class PickerForm(forms.Form):
    """The agent, the words searched for and the filters; each may be absent."""

    agent = AgentField(queryset=Agent.objects.all(), required=False)
    q = forms.CharField(max_length=80, required=False)
    hosting = forms.CharField(max_length=60, required=False)
    managed = forms.CharField(max_length=40, required=False)


def chosen_in(typed: QueryDict) -> list[int]:
    """The carriers that are chosen, without the one whose remove button was pressed."""
    removed = set(chosen_numbers(typed.getlist("remove")))
    return [number for number in chosen_numbers(typed.getlist("regions")) if number not in removed]
