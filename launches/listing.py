"""What the list of launches shows: narrowed, counted per state, a page at a time. Read-only, few queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from launches.models import Agent, Launch, StatusEvent
from launches.models.launch import ANSWERS
from launches.statuses import LaunchState, look

PAGE = 50
NOT_LISTED = (*ANSWERS, "video_uris", "screenshot_uris")
WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class Listing:
    """One page of the list, and the way to the others."""

    launches: list[Launch]
    tabs: list[dict[str, Any]]
    older: str  # the query of the next page; empty on the last
    newest: str
    query: str
    marker: str
    is_filtered: bool


def listing(wanted: Mapping[str, Any]) -> Listing:
    """The page of the list that was asked for. Two queries."""
    found = narrowed(wanted)
    # The marker is read first: what comes in between is shown twice rather than never.
    counts, marker = _counted(found)
    page = found.filter(state=wanted["state"]) if "state" in wanted else found
    if "before" in wanted:
        page = page.filter(pk__lt=wanted["before"])
    rows = page.select_related("agent", "created_by").defer(*NOT_LISTED).order_by("-id")
    launches = list(rows[: PAGE + 1]) if counts else []
    kept = {name: value for name, value in wanted.items() if name != "before"}
    return Listing(
        launches=launches[:PAGE],
        tabs=_tabs(counts, kept),
        older=query_of(kept | {"before": launches[PAGE - 1].pk}) if len(launches) > PAGE else "",
        newest=query_of(kept),
        query=query_of(wanted),
        marker=marker,
        is_filtered=bool(kept),
    )


def narrowed(wanted: Mapping[str, Any]) -> QuerySet[Launch]:
    """Everything that fits, whatever its state."""
    found = Launch.objects.filter(archived_at__isnull="archived" not in wanted)
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
    if "by" in wanted:
        found = found.filter(created_by=wanted["by"])
    return _aged(found, wanted.get("age"))


def choices() -> dict[str, list[tuple[int, str, str]]]:
    """The agents, and the people who started launches, each as (id, name, number or user name). One query."""
    agents = Agent.objects.order_by().values_list(Value("agents"), "id", "name", "agent_no")
    full_name = Concat(F("first_name"), Value(" "), F("last_name"))
    authors = User.objects.filter(Exists(Launch.objects.filter(created_by=OuterRef("pk"))))
    people = authors.order_by().values_list(Value("people"), "id", full_name, "username")
    found: dict[str, list[tuple[int, str, str]]] = {"agents": [], "people": []}
    for kind, pk, name, other in agents.union(people, all=True):
        found[kind].append((pk, name.strip() or other, other))
    return {kind: sorted(rows, key=lambda row: row[1].casefold()) for kind, rows in found.items()}


def query_of(wanted: Mapping[str, Any]) -> str:
    """What was wanted as the end of an address."""
    return f"?{urlencode(wanted)}" if wanted else ""


def _aged(found: QuerySet[Launch], age: str | None) -> QuerySet[Launch]:
    now = timezone.now()
    if age == "new":
        return found.filter(created_at__gte=now - WEEK)
    if age in ("week", "month"):
        return found.filter(state_since__lte=now - (WEEK if age == "week" else MONTH))
    return found


def _counted(found: QuerySet[Launch]) -> tuple[dict[str, int], str]:
    """How many are in each state, and the number of the latest event anywhere."""
    latest = Subquery(StatusEvent.objects.order_by("-id").values("id")[:1])
    rows = list(found.order_by().values_list("state").annotate(Count("id"), latest=latest))
    if not rows:
        return {}, str(StatusEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0)
    return {state: count for state, count, _ in rows}, str(rows[0][2] or 0)


def _tabs(counts: Mapping[str, int], kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All, then each state that some launch is in, and the chosen one even when none is."""
    chosen = kept.get("state", "")
    others = {name: value for name, value in kept.items() if name != "state"}
    tabs = [
        {"label": "All", "count": sum(counts.values()), "query": query_of(others), "is_chosen": not chosen}
    ]
    for state in LaunchState:
        if counts.get(state) or state == chosen:
            tab = {"state": state.value, "label": look(state).label, "count": counts.get(state, 0)}
            query = query_of(others | {"state": state.value})
            tabs.append(tab | {"query": query, "is_chosen": state == chosen})
    return tabs
