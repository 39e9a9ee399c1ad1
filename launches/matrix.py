"""What the matrix shows: agents down, carriers across, what each says and for how long. Read-only, few queries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from launches.counting import Size
from launches.listing import query_of
from launches.models import Agent, CarrierRegion, Launch, LaunchRegion
from launches.narrowing import agent_goes_by
from launches.services.expected import overdue
from launches.spreadsheet import moment, whole
from launches.statuses import OCCUPIED, OVERDUE, WAITING, CarrierState, LaunchState, Look, look
from launches.words import days_since
from launches.written import LARGEST

PAGE, MOST_CELLS = 25, 250  # agents on a page, and cells: what a browser draws without a pause
MOST_IN_CELL = 2  # launches of one agent with one carrier; the rest is a link away
UNKNOWN = "Not in the catalogue"
WITH_LIVE = (
    LaunchState.LIVE,
    LaunchState.PARTLY_LIVE,
    LaunchState.NEEDS_ATTENTION,
)  # of no other is a carrier live
HEAD = (
    "Agent",
    "Agent number",
    "Pod",
    "Country",
    "Carrier",
    "State",
    "In this state since",
    "Days",
    "Launch",
)
CELL = (
    "pk",
    "launch__agent_id",
    "region__country",
    "region__carrier",
    "remote_region",
    "remote_region_id",
    "launch_id",
    "launch__launch_name",
    "state",
    "state_since",
)


class Carrier(NamedTuple):
    """One column. Carriers of the same name on both pods share it: an agent is on one of them."""

    country: str
    name: str

    def __str__(self) -> str:
        return f"{self.country}: {self.name}"


class Cell(NamedTuple):
    """What one carrier says about one launch of an agent."""

    pk: int
    agent_id: int
    carrier: Carrier
    launch_id: int
    launch_name: str
    state: CarrierState
    since: datetime

    @property
    def look(self) -> Look:
        """How the state is drawn."""
        return look(self.state)

    @property
    def days(self) -> int:
        """Whole days in this state."""
        return days_since(self.since)


class Row(NamedTuple):
    """One agent, and for each column what that carrier says: nothing, or once for each launch that it knows."""

    agent: Agent
    cells: list[list[Cell]]


@dataclass(frozen=True)
class Matrix:
    """One page of the matrix, and the way to the next."""

    carriers: list[Carrier]
    rows: list[Row]
    legend: list[Look]
    overdue: set[int]  # the cells whose carrier takes longer than it usually does
    further: str  # the query of the next page; empty on the last
    first: str
    query: str
    is_filtered: bool


def matrix(wanted: Mapping[str, Any]) -> Matrix:
    """The page of the matrix that was asked for. Three queries, one more when it is not the first page, and
    one or two where a carrier has yet to decide.
    """
    kept = {name: value for name, value in wanted.items() if name != "after"}
    found = _agents(wanted).order_by("name", "id")
    if "after" in wanted:
        found = _behind(found, wanted["after"])
    agents = list(found[: PAGE + 1])
    shown = _fitting(agents[:PAGE], wanted)
    found_rows = _launch_regions(wanted).filter(launch__agent__in=shown)
    cells = _cells(found_rows) if shown else []
    carriers = sorted({cell.carrier for cell in cells})
    is_waiting = any(cell.state in WAITING for cell in cells)
    late = {wait.row.pk for wait in overdue(found_rows, most=MOST_CELLS)} if is_waiting else set()
    return Matrix(
        carriers=carriers,
        rows=_rows(shown, carriers, cells),
        legend=[look(state) for state in CarrierState if any(cell.state == state for cell in cells)]
        + [OVERDUE] * bool(late),
        overdue=late,
        further=query_of(kept | {"after": shown[-1].pk}) if len(agents) > len(shown) else "",
        first=query_of(kept),
        query=query_of(wanted),
        is_filtered=bool(kept),
    )


def lines_of(wanted: Mapping[str, Any]) -> Iterator[str]:
    """The matrix as a sheet: a line for each filled cell, by agent and carrier."""
    found = _launch_regions(wanted).filter(launch__agent__in=_agents(wanted).order_by())
    order = ("launch__agent__name", "launch__agent", "region__country", "region__carrier", "id")
    agent = ("launch__agent__name", "launch__agent__agent_no", "launch__agent__pod")
    facts = found.order_by(*order).values_list(*agent, *CELL).iterator(chunk_size=500)
    return whole(HEAD, (_line(row[: len(agent)], _cell(*row[len(agent) :])) for row in facts))


def countries() -> list[str]:
    """Every country in which some launch is with a carrier. One query."""
    known = CarrierRegion.objects.filter(Exists(LaunchRegion.objects.filter(region=OuterRef("pk"))))
    return list(known.order_by("country").values_list("country", flat=True).distinct())


def _agents(wanted: Mapping[str, Any]) -> QuerySet[Agent]:
    """Those with anything to show."""
    found = Agent.objects.active().filter(_with_cells(wanted))
    for word in wanted.get("q", "").split():
        found = found.filter(agent_goes_by(word))
    if "pod" in wanted:
        found = found.filter(pod=wanted["pod"])
    if "trouble" in wanted:
        # What a carrier rejected or suspended needs attention: few launches do, and an index knows them.
        in_trouble = Launch.objects.active().filter(state=LaunchState.NEEDS_ATTENTION, regions_troubled__gt=0)
        found = found.filter(pk__in=in_trouble.order_by().values("agent"))
    return found


def _with_cells(wanted: Mapping[str, Any]) -> Q:
    """Is there anything to show? A country or a state of few names the agents; else a launch's counter does."""
    if _are_few(wanted):
        # The limit keeps nothing out: it makes PostgreSQL ask once, not for each agent.
        return Q(pk__in=_launch_regions(wanted).order_by().values("launch__agent")[:LARGEST])
    launches = Launch.objects.active().filter(agent=OuterRef("pk"))
    if "state" in wanted:  # An index of each agent's launches tells their states.
        return Q(Exists(launches.filter(state__in=WITH_LIVE, regions_live__gt=0)))
    return Q(Exists(launches.filter(regions_total__gt=0)))


def _are_few(wanted: Mapping[str, Any]) -> bool:
    """Is a country or a state wanted that few carriers of launches are in?"""
    return "country" in wanted or wanted.get("state", CarrierState.LIVE) != CarrierState.LIVE


def _fitting(agents: list[Agent], wanted: Mapping[str, Any]) -> list[Agent]:
    """As many of these agents, at least one, as have room on a page together."""
    rows, ids = _launch_regions(wanted).order_by(), [agent.pk for agent in agents]
    if _are_few(wanted):
        of_each = rows.filter(launch__agent__in=ids).values("launch__agent")
        counts = dict(of_each.annotate(cells=Count("pk")).values_list("launch__agent", "cells"))
    else:  # Nobody counts on where one page is full.
        most = rows.filter(launch__agent=OuterRef("pk")).values("pk")[: MOST_CELLS + 1]
        counts = dict(Agent.objects.filter(pk__in=ids).values_list("pk", Size(most)))
    together = accumulate(counts.get(agent.pk, 0) for agent in agents)
    fitting = sum(cells <= MOST_CELLS for cells in together)
    return agents[: max(fitting, 1)]


def _behind(found: QuerySet[Agent], last: int) -> QuerySet[Agent]:
    """Those that come after this one in the order of the page."""
    name = Agent.objects.filter(pk=last).values_list("name", flat=True).first()
    return found.filter(Q(name__gt=name) | Q(name=name, pk__gt=last)) if name is not None else found


def _launch_regions(wanted: Mapping[str, Any]) -> QuerySet[LaunchRegion]:
    found = LaunchRegion.objects.filter(launch__archived_at=None)
    if "country" in wanted:
        found = found.filter(region__country=wanted["country"])
    if wanted.get("state") == CarrierState.LIVE:
        # Most are: said so that SQLite begins with the agent's launches, not with an index of states.
        return found.exclude(state__in=[state for state in CarrierState if state != CarrierState.LIVE])
    return found.filter(state=wanted["state"]) if "state" in wanted else found


def _cells(rows: QuerySet[LaunchRegion]) -> list[Cell]:
    """Each filled cell; of several for one carrier, the one that occupies it first, then the newest."""
    cells = [_cell(*facts) for facts in rows.order_by("-launch_id").values_list(*CELL)]
    return sorted(cells, key=lambda cell: cell.state not in OCCUPIED)


def _cell(
    pk: int, agent: int, country: str | None, name: str | None, remote: str, remote_id: str, *of_launch: Any
) -> Cell:
    launch, title, state, since = of_launch
    carrier = Carrier(country or UNKNOWN, name or remote or remote_id)
    return Cell(pk, agent, carrier, launch, title, CarrierState(state), since)


def _rows(agents: list[Agent], carriers: list[Carrier], cells: list[Cell]) -> list[Row]:
    filled: defaultdict[tuple[int, Carrier], list[Cell]] = defaultdict(list)
    for cell in cells:
        filled[cell.agent_id, cell.carrier].append(cell)
    return [Row(agent, [filled.get((agent.pk, carrier), []) for carrier in carriers]) for agent in agents]


def _line(agent: tuple[str, ...], cell: Cell) -> tuple[object, ...]:
    state = (cell.look.label, moment(cell.since), cell.days, cell.launch_name)
    return (*agent, cell.carrier.country, cell.carrier.name, *state)
