"""The carrier picker: a fragment of the launch form that is asked for again at every change of mind."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from launches.forms.fields import chosen_numbers
from launches.forms.launch import CarriersForm, LaunchForm
from launches.forms.picker import PickerForm, chosen_in, in_order
from launches.models import Agent
from launches.services import drafts, picking


@require_safe
@permission_required("launches.add_submission", raise_exception=True)
def picker(request: HttpRequest) -> HttpResponse:
    """The carriers that fit what is asked for, with those chosen so far."""
    context = {"picker": _asked_for(request), "is_fragment": True, "has_removed": "remove" in request.GET}
    return render(request, "launches/_picker.html", context)


@require_safe
@permission_required("launches.add_launch", raise_exception=True)
def agent_facts(request: HttpRequest) -> HttpResponse:
    """What another agent brings with it: its carriers, its pod and brand checklist, and a name for the launch."""
    shown = _asked_for(request)
    # A name that somebody chose is left alone.
    form = propose_name(LaunchForm(), shown.agent) if LaunchForm.names_itself(request.GET) else None
    context = {"picker": shown, "agent": shown.agent, "form": form, "is_fragment": True}
    return render(request, "launches/_agent_chosen.html", context)


def _asked_for(request: HttpRequest) -> picking.Picker:
    asked = PickerForm(request.GET)
    asked.is_valid()
    choice = chosen_in(request.GET)
    return picking.open_picker(
        asked.cleaned_data.get("agent"),
        chosen=choice.now,
        later=choice.later,
        wanted=_wanted(asked),
        drop_other_pods=True,
    )


def propose_name(form: LaunchForm, agent: Agent | None) -> LaunchForm:
    """The form with a free name for a launch of this agent, which people may change."""
    name = drafts.suggest_name(agent) if agent else ""
    form.initial.update(launch_name=name, suggested=name)
    return form


def picker_beside(
    agent: Agent | None, form: CarriersForm, *, typed: QueryDict, drop_other_pods: bool = False
) -> picking.Picker:
    """The picker inside a whole page, with the search that was typed there."""
    asked = PickerForm(typed)
    asked.is_valid()
    return picking.open_picker(
        agent,
        chosen=in_order(chosen_numbers(form["regions"].value() or ()), typed.get("order", "")),
        later=in_order(chosen_numbers(form["later"].value() or ()), typed.get("order", "")),
        wanted=_wanted(asked),
        drop_other_pods=drop_other_pods,
    )


def _wanted(asked: PickerForm) -> picking.Wanted:
    found = asked.cleaned_data
    return picking.Wanted(found.get("q", ""), found.get("hosting", ""), found.get("managed", ""))
