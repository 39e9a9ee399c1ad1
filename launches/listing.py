"""What the list of launches shows: counted per state, a page at a time. Read-only, few queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from heapq import nlargest
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value

from launches import counting
from launches.models import Agent, Launch
from launches.narrowing import narrowed
from launches.statuses import LaunchState, look
from launches.written import LARGEST, Written

PAGE = 50
AT_ONCE = PAGE + 1  # launches: a page, and one more if there is another page
NOT_NARROWING = {"state", "before"}


class Row(NamedTuple):
    """One line of the list. Plain values: making fifty model instances would take longer than reading them."""

    pk: int
    launch_name: str
    agent_name: str
    agent_no: str
    pod: str
    state: str
    state_since: datetime
    total: int
    live: int
    troubled: int
    first_name: str
    last_name: str
    username: str

    @property
    def author(self) -> str:
        """What people call who started it."""
        return f"{self.first_name} {self.last_name}".strip() or self.username


# In the order of Row.
COLUMNS = (
    "pk", "launch_name", "agent__name", "agent__agent_no", "agent__pod", "state", "state_since",
    "regions_total", "regions_live", "regions_troubled",
    "created_by__first_name", "created_by__last_name", "created_by__username",
)  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """One page of the list, and the way to the others."""

    launches: list[Row]
    tabs: list[dict[str, Any]]
    older: str  # the query of the next page; empty on the last
    newest: str
    query: str
    marker: str
    is_filtered: bool
    are_all_archived: bool


def listing(wanted: Mapping[str, Any]) -> Listing:
    """The page of the list that was asked for. Two queries; where it is narrowed three, and a few for the narrowing."""
    # The marker is read first: what comes in between is shown twice rather than never.
    if wanted.keys() <= NOT_NARROWING:
        counts, marker = counting.counted_active()
        rows = _latest(wanted) if wanted.keys() <= {"before"} else _page(Launch.objects.active(), wanted)
    else:
        marker = counting.latest_change()
        counts, rows = _narrowed(wanted)
    kept = {name: value for name, value in wanted.items() if name != "before"}
    return Listing(
        launches=rows[:PAGE],
        tabs=_tabs(counts, kept),
        older=query_of(kept | {"before": rows[PAGE - 1].pk}) if len(rows) > PAGE else "",
        newest=query_of(kept),
        query=query_of(wanted),
        marker=marker,
        is_filtered=bool(kept),
        are_all_archived=not rows and not wanted and Launch.objects.exists(),
    )


def choices(user: User) -> dict[str, list[tuple[int, str]]]:
    """The agents, and the people who started launches, each as (id, words). One query."""
    with connection.cursor() as cursor:
        cursor.execute(*_all_choices())
        return _in_words(tuple(cursor.fetchall()), user.pk)


@lru_cache(maxsize=32)  # They are read far more often than they change.
def _in_words(
    rows: tuple[tuple[str, int, str, str, str], ...], reader: int
) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {"agents": [], "people": []}
    for kind, pk, name, other, last_name in rows:
        if kind == "agents":
            words = f"{name} ({other})"
        else:
            words = f"{name} {last_name}".strip() or other
            words = f"Me ({words})" if pk == reader else words
        found[kind].append((pk, words))
    return {kind: sorted(some, key=lambda row: row[1].casefold()) for kind, some in found.items()}


@cache
def _all_choices() -> tuple[str, tuple[Any, ...]]:
    """The query for them: always the same, and writing it takes four times as long as answering it."""
    agents = Agent.objects.order_by().values_list(Value("agents"), "id", "name", "agent_no", Value(""))
    authors = User.objects.filter(Exists(Launch.objects.filter(created_by=OuterRef("pk"))))
    people = authors.order_by().values_list(Value("people"), "id", "first_name", "username", "last_name")
    return agents.union(people, all=True).query.sql_with_params()


def query_of(wanted: Mapping[str, Any]) -> str:
    """What was wanted as the end of an address."""
    return f"?{urlencode(wanted)}" if wanted else ""


def _narrowed(wanted: Mapping[str, Any]) -> tuple[dict[LaunchState, int], list[Row]]:
    """How many of those that fit are in each state, and the rows of the page."""
    # Matching a carrier takes long: it is done once, for as many launches as can be held.
    most = counting.MANY if "carrier" in wanted else counting.FEW
    some = list(narrowed(wanted).order_by().values_list("pk", "state")[: most + 1])
    if len(some) <= most:
        counts = Counter(LaunchState(state) for _, state in some)
        before, chosen = wanted.get("before", LARGEST), wanted.get("state")
        return counts, _newest(pk for pk, state in some if pk < before and chosen in (None, state))
    # Of so many, a page is found sooner by looking through the newest than by the index of words.
    found = narrowed(wanted, is_rare=False)
    counted = counting.counted_together if "carrier" in wanted else counting.counted
    return counted(found), _page(found, wanted)


def _newest(pks: Iterable[int]) -> list[Row]:
    """The rows of the newest of these launches, as many as a page takes and one more."""
    newest = nlargest(PAGE + 1, pks)
    none = [0] * (AT_ONCE - len(newest))
    return [Row(*values) for values in _THESE.rows(*newest, *none)] if newest else []


def _latest(wanted: Mapping[str, Any]) -> list[Row]:
    """The rows of a page of the whole list, and one more if there is another page."""
    return [Row(*values) for values in _OF_ALL.rows(wanted.get("before", LARGEST))]


def _page(found: QuerySet[Launch], wanted: Mapping[str, Any]) -> list[Row]:
    """The same of those found."""
    if "state" in wanted:
        found = found.filter(state=wanted["state"])
    return [Row(*values) for values in _rows(found.filter(pk__lt=wanted.get("before", LARGEST)))[: PAGE + 1]]


def _rows(found: QuerySet[Launch]) -> QuerySet[Launch, Any]:
    return found.order_by("-id").values_list(*COLUMNS)


# The list as most people open it.
_OF_ALL = Written(lambda before: _rows(Launch.objects.active().filter(pk__lt=before))[:AT_ONCE], int)
# Launches that are known already.
_THESE = Written(lambda *pks: _rows(Launch.objects.filter(pk__in=pks)), *[int] * AT_ONCE)


def _tabs(counts: Mapping[LaunchState, int], kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All, then each state that some launch is in, and the chosen one even when none is."""
    chosen = kept.get("state", "")
    others = {name: value for name, value in kept.items() if name != "state"}
    everything = {"label": "All", "count": counting.sum_in_words(counts)}
    tabs = [everything | {"query": query_of(others), "is_chosen": not chosen}]
    for state in LaunchState:
        count = counts.get(state, 0)
        if count or state == chosen:
            tab = {"state": state.value, "label": look(state).label, "count": counting.in_words(count)}
            query = query_of(others | {"state": state.value})
            tabs.append(tab | {"query": query, "is_chosen": state == chosen})
    return tabs
