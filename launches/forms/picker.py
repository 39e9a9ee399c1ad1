"""What a browser asks of the carrier picker. Shape only: what cannot be read asks for nothing."""

from collections.abc import Iterable
from typing import NamedTuple

from django import forms
from django.http import QueryDict

from launches.forms.fields import AgentField, chosen_numbers
from launches.models import Agent
from launches.models.submission import MOST_REGIONS

LONGEST_ORDER = 2000  # characters: some hundred row numbers


class PickerForm(forms.Form):
    """The agent, the words searched for and the filters; each may be absent."""

    agent = AgentField(queryset=Agent.objects.all(), required=False)
    q = forms.CharField(max_length=80, required=False)
    hosting = forms.CharField(max_length=60, required=False)
    managed = forms.CharField(max_length=40, required=False)


class Ticked(NamedTuple):
    """The row numbers of the carriers that go now, and of those beyond the five, that are asked later."""

    now: list[int]
    later: list[int]


def chosen_in(typed: QueryDict) -> Ticked:
    """What is chosen, in the order of choosing, without what was just removed: five now, the rest later."""
    removed = set(chosen_numbers(typed.getlist("remove")))
    chosen = chosen_numbers([*typed.getlist("regions"), *typed.getlist("later")])
    left = in_order((number for number in chosen if number not in removed), typed.get("order", ""))
    return Ticked(left[:MOST_REGIONS], left[MOST_REGIONS:])


def in_order(numbers: Iterable[int], order: str) -> list[int]:
    """The numbers as they were chosen: first those that the page knew, then the new ones as they come."""
    places = {number: place for place, number in enumerate(chosen_numbers(order[:LONGEST_ORDER].split(",")))}
    return sorted(numbers, key=lambda number: places.get(number, len(places)))
