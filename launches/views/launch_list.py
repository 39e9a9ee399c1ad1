"""The list of launches: searched, filtered, in pages whose addresses can be shared."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url

from launches.forms.filters import LaunchFilter
from launches.models import Agent, Launch
from launches.models.agent import PODS
from launches.models.launch import ANSWERS
from launches.statuses import LaunchState, look
from launches.views.polling import is_unchanged, latest_change, unchanged
from launches.views.request import Request

PAGE = 50
NOT_LISTED = (*ANSWERS, "video_uris", "screenshot_uris")


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def launch_list(request: Request) -> HttpResponse:
    """The page."""
    agents = Agent.objects.values_list("id", "name", "agent_no")
    return render(request, "launches/launch_list.html", _listing(request) | {"agents": agents, "pods": PODS})


@require_safe
def launch_rows(request: Request) -> HttpResponse:
    """The rows alone. Whether anything changed at all is no secret, so it is told first."""
    if is_unchanged(request, latest_change()):
        return unchanged()
    return _rows(request)


@permission_required("launches.view_launch", raise_exception=True)
def _rows(request: Request) -> HttpResponse:
    listing = _listing(request)
    response = render(
        request, "launches/_launch_rows.html", listing | {"announce": "seen" not in request.GET}
    )
    # Whoever filters as they type can share the address bar.
    return response if "seen" in request.GET else replace_url(response, listing["address"])


def _listing(request: Request) -> dict[str, Any]:
    wanted = LaunchFilter(request.GET).wanted()
    marker = latest_change()
    found = _narrowed(wanted)
    page = found.filter(state=wanted["state"]) if "state" in wanted else found
    if "before" in wanted:
        page = page.filter(pk__lt=wanted["before"])
    launches = list(page.select_related("agent", "created_by").defer(*NOT_LISTED).order_by("-id")[: PAGE + 1])
    kept = {name: value for name, value in wanted.items() if name != "before"}
    return {
        "launches": launches[:PAGE],
        "older": _query(kept | {"before": launches[PAGE - 1].pk}) if len(launches) > PAGE else "",
        "newest": _query(kept),
        "tabs": _tabs(found, kept),
        "wanted": wanted,
        "query": _query(wanted),
        "address": reverse("launch_list") + _query(wanted),
        "marker": marker,
        "is_filtered": bool(kept),
    }


def _narrowed(wanted: dict[str, Any]) -> QuerySet[Launch]:
    """Everything that fits, whatever its state."""
    found = Launch.objects.active()
    for word in wanted.get("q", "").split():
        found = found.filter(
            Q(launch_name__icontains=word)
            | Q(agent__name__icontains=word)
            | Q(agent__agent_no__icontains=word)
        )
    if "agent" in wanted:
        found = found.filter(agent=wanted["agent"])
    if "pod" in wanted:
        found = found.filter(agent__pod=wanted["pod"])
    return found


def _tabs(found: QuerySet[Launch], kept: dict[str, Any]) -> list[dict[str, Any]]:
    """All, then each state that some launch is in, and the chosen one even when none is."""
    counts = dict(found.order_by().values_list("state").annotate(Count("id")))
    chosen = kept.get("state", "")
    others = {name: value for name, value in kept.items() if name != "state"}
    tabs = [{"label": "All", "count": sum(counts.values()), "query": _query(others), "is_chosen": not chosen}]
    for state in LaunchState:
        if counts.get(state) or state == chosen:
            tab = {"state": state.value, "label": look(state).label, "count": counts.get(state, 0)}
            tabs.append(
                tab | {"query": _query(others | {"state": state.value}), "is_chosen": state == chosen}
            )
    return tabs


def _query(wanted: dict[str, Any]) -> str:
    return f"?{urlencode(wanted)}" if wanted else ""
