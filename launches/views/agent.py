"""The agents and their brand checklists."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from launches import access
from launches.counting import Size
from launches.forms.agent import AgentForm
from launches.models import Agent, Launch
from launches.models.answers import ANSWERS
from launches.problems import NotAllowed, Problem
from launches.services import agents
from launches.statuses import LaunchState
from launches.views.polling import is_unchanged, unchanged
from launches.views.request import Request


@require_safe
@permission_required("launches.view_agent", raise_exception=True)
def agent_list(request: Request) -> HttpResponse:
    """Every agent with what its brand lacks; the archived ones last."""
    return render(request, "launches/agent_list.html", _listing(request))


@require_safe
def agent_rows(request: Request) -> HttpResponse:
    """The agents alone, for as long as an import is under way."""
    if is_unchanged(request, agents.latest_import()):
        return unchanged()
    return _rows(request)


@permission_required("launches.view_agent", raise_exception=True)
def _rows(request: Request) -> HttpResponse:
    return render(request, "launches/_agent_rows.html", _listing(request) | {"announce": True})


@require_POST
def agent_import(request: Request) -> HttpResponse:
    """The worker is asked for the agents of every pod; they appear on the list by themselves."""
    try:
        for pod in sorted(settings.KALEYRA_PODS):
            agents.request_import(pod, by=request.user)
    except NotAllowed:
        raise PermissionDenied from None
    asked = "Asked Kaleyra for its agents. The new ones appear in this list by themselves."
    messages.info(request, asked if settings.KALEYRA_PODS else "No Kaleyra account is configured.")
    return redirect("agent_list")


def _listing(request: Request) -> dict[str, Any]:
    # The marker is read first: what comes in between is shown twice rather than never.
    marker = agents.latest_import()
    # Counted in an index: a join looked up and sorted every one of a hundred thousand launches.
    launches = Launch.objects.filter(agent=OuterRef("pk")).order_by().values("pk")
    live = launches.filter(state__in=[LaunchState.LIVE, LaunchState.PARTLY_LIVE])
    counted = Agent.objects.annotate(launches_total=Size(launches), launches_live=Size(live))
    everybody = list(counted.order_by("name", "id"))
    imports = agents.imports()
    return {
        "agents": [agent for agent in everybody if agent.archived_at is None],
        "archived": [agent for agent in everybody if agent.archived_at is not None],
        "imports": imports,
        "is_importing": any(standing.is_waiting() for standing in imports),
        "may_add": access.may_add_agents(request.user),
        "marker": marker,
    }


@require_safe
def agent_detail(request: Request, pk: int) -> HttpResponse:
    """One agent, its checklist and its launches."""
    agent = access.get_agent_for(request.user, pk)
    launches = agent.launches.select_related("created_by").defer(*ANSWERS).order_by("-id")[:50]
    context = {
        "agent": agent,
        "launches": launches,
        "missing": agent.missing_brand_data(),
        "may_change": access.may_change_agents(request.user),
        "may_launch": access.may_begin_launches(request.user) and agent.archived_at is None,
    }
    return render(request, "launches/agent_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("launches.add_agent", raise_exception=True)
def agent_new(request: Request) -> HttpResponse:
    """An empty form; or a new agent."""
    return _form(request, Agent())


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("launches.change_agent", raise_exception=True)
def agent_edit(request: Request, pk: int) -> HttpResponse:
    """The agent as stored; or as changed."""
    return _form(request, access.get_agent_for(request.user, pk))


@require_POST
def agent_archive(request: Request, pk: int) -> HttpResponse:
    """The agent is no longer offered for new launches."""
    return _put(request, pk, agents.archive, "{} is archived: it is no longer offered for new launches.")


@require_POST
def agent_restore(request: Request, pk: int) -> HttpResponse:
    """The agent is offered again."""
    return _put(request, pk, agents.restore, "{} is offered for new launches again.")


def _put(request: Request, pk: int, verb: Callable[..., None], words: str) -> HttpResponse:
    agent = access.get_agent_for(request.user, pk)
    if not access.may_change_agents(request.user):
        raise PermissionDenied("Only Marketing changes agents.")
    try:
        verb(agent, by=request.user)
    except Problem as problem:
        messages.warning(request, problem.sentence)
    else:
        messages.success(request, words.format(agent.name))
    return redirect("agent_detail", pk)


def _form(request: Request, agent: Agent) -> HttpResponse:
    form = AgentForm(request.POST or None, instance=agent)
    title = agent.name if agent.pk else "Add an agent"
    if request.method == "POST" and form.is_valid():
        try:
            agents.save(form.instance, by=request.user)
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"{form.instance.name} is saved.")
            return redirect("agent_detail", form.instance.pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "launches/agent_form.html", {"form": form, "agent": agent, "title": title}, status=status
    )
