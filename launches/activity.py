"""What the activity shows: every event of history as a sentence, narrowed, a page at a time. Read-only, few queries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from launches.listing import query_of
from launches.models import Agent, CarrierRegion, Launch, LaunchRegion, StatusEvent
from launches.models.answers import ANSWERS, LINKS
from launches.narrowing import is_called
from launches.services.timeline import ECHO, Entry, entry_of
from launches.spreadsheet import moment, whole
from launches.words import midnight, name_of

PAGE = 50
AT_ONCE = 2_000  # events of an export are read at once: no statement takes long, and few are in memory
MOST_LAUNCHES = 500  # above this, they are not passed to the database one by one
MOST_ROWS = 2_000  # of carriers at launches; above this, events are asked one after the other
NOT_LISTED = (*ANSWERS, *LINKS)
HEAD = ("When", "Who", "Source", "What", "Why", "Code", "Launch", "Agent", "Agent number", "Pod")


class Moment(NamedTuple):
    """One event, and the launch that it belongs to; the catalogue has none."""

    entry: Entry
    launch: Launch | None


@dataclass(frozen=True)
class Activity:
    """One page of the activity, by day, and the way to what is older."""

    days: list[tuple[date, list[Moment]]]
    count: int
    older: str  # the query of the next page; empty on the last
    newest: str
    query: str
    is_filtered: bool


def activity(wanted: Mapping[str, Any]) -> Activity:
    """The page that was asked for, newest first. One query, one more for a launch by its words, two for a carrier."""
    events = _page(wanted, wanted.get("before"), PAGE + 1)
    moments = [Moment(entry_of(event), event.launch) for event in events[:PAGE]]
    kept = {name: value for name, value in wanted.items() if name != "before"}
    return Activity(
        days=[(day, list(of_day)) for day, of_day in groupby(moments, key=_day)],
        count=len(moments),
        older=query_of(kept | {"before": events[PAGE - 1].pk}) if len(events) > PAGE else "",
        newest=query_of(kept),
        query=query_of(wanted),
        is_filtered=bool(kept),
    )


def lines_of(wanted: Mapping[str, Any]) -> Iterator[str]:
    """Everything that fits as a sheet, newest first, as it is read from the database."""
    return whole(HEAD, (_line(event) for event in _all(wanted)))


def people() -> list[tuple[int, str]]:
    """Whoever ever did something, as (id, name), by name. One query."""
    known = User.objects.filter(Exists(StatusEvent.objects.filter(actor=OuterRef("pk"))))
    return sorted(((user.pk, name_of(user)) for user in known), key=lambda row: row[1].casefold())


def agents() -> list[tuple[int, str, str]]:
    """Every agent as (id, name, number), by name. One query."""
    return list(Agent.objects.values_list("id", "name", "agent_no"))


def _all(wanted: Mapping[str, Any]) -> Iterator[StatusEvent]:
    events = _page(wanted, None, AT_ONCE)
    yield from events
    while len(events) == AT_ONCE:
        events = _page(wanted, events[-1].pk, AT_ONCE)
        yield from events


def _page(wanted: Mapping[str, Any], before: int | None, most: int) -> list[StatusEvent]:
    """So many of what fits, newest first, that come after this event. Where days are wanted, in the order of time:
    then an index leads to them, however many came before and after.
    """
    found, order = _narrowed(wanted), ["-at", "-id"] if {"since", "until"} & wanted.keys() else ["-id"]
    if before is not None and len(order) == 1:
        found = found.filter(pk__lt=before)
    elif before is not None:
        at = StatusEvent.objects.filter(pk=before).values("at")
        found = found.filter(at__lte=Subquery(at)).exclude(at=Subquery(at), pk__gte=before)
    # Their ids first: sorting whole rows with all their names, only to drop most of them, takes long.
    newest = found.order_by(*order).values("pk")[:most]
    return list(_with_names(StatusEvent.objects.filter(pk__in=newest)).order_by(*order))


def _narrowed(wanted: Mapping[str, Any]) -> QuerySet[StatusEvent]:
    """What fits, but for the states of a launch that only repeat what its submission has just said."""
    found = StatusEvent.objects.exclude(ECHO)
    same = {"by": "actor", "source": "source", "kind": "subject"}
    found = found.filter(**{same[name]: value for name, value in wanted.items() if name in same})
    if "agent" in wanted:
        found = _of_launches(found, Launch.objects.filter(agent=wanted["agent"]))
    if "launch" in wanted:
        words = wanted["launch"].split()
        found = _of_launches(found, reduce(QuerySet.filter, map(is_called, words), Launch.objects.all()))
    if "carrier" in wanted:
        found = found.filter(
            _about_carriers(wanted["carrier"], is_all=wanted.keys() <= {"carrier", "before"})
        )
    if "since" in wanted:
        found = found.filter(at__gte=midnight(wanted["since"]))
    if "until" in wanted:
        found = found.filter(at__lt=midnight(wanted["until"] + timedelta(days=1)))
    return found


def _of_launches(found: QuerySet[StatusEvent], launches: QuerySet[Launch]) -> QuerySet[StatusEvent]:
    """Those of these launches. Few launches name their events; of many, events are asked."""
    launches = launches.order_by()
    few = list(launches.values_list("pk", flat=True)[: MOST_LAUNCHES + 1])
    if len(few) > MOST_LAUNCHES:
        return found.filter(Exists(launches.filter(pk=OuterRef("launch"))))
    return found.filter(launch__in=few)


def _about_carriers(words: str, *, is_all: bool) -> Q:
    """It is about one of their rows at a launch, or in the catalogue; perhaps that is all that is asked."""
    regions = CarrierRegion.objects.numbers_of(words)
    rows = LaunchRegion.objects.filter(region__in=regions).order_by()
    if is_all and rows[: MOST_ROWS + 1].count() > MOST_ROWS:
        # Asked of one event after the other, newest first: of so many a page is soon full.
        return Q(launch_region__region__in=regions) | Q(carrier_region__in=regions)
    # One set of ids, as for launches.
    events = StatusEvent.objects.order_by().values("pk")
    return Q(pk__in=events.filter(launch_region__in=rows).union(events.filter(carrier_region__in=regions)))


def _with_names(events: QuerySet[StatusEvent]) -> QuerySet[StatusEvent]:
    """With everything that the sentences name and nothing that is long."""
    related = ("launch__agent", "submission", "launch_region__region", "carrier_region")
    long = [f"launch__{name}" for name in NOT_LISTED]
    return events.select_related(*related).defer(*long, "submission__payload")


def _day(happened: Moment) -> date:
    return timezone.localtime(happened.entry.at).date()


def _line(event: StatusEvent) -> tuple[object, ...]:
    entry, launch = entry_of(event), event.launch
    agent = launch.agent if launch else None
    what = entry.sentence[:1].upper() + entry.sentence[1:]
    happened = (moment(entry.at), entry.who, event.get_source_display(), what, entry.reason, entry.raw_code)
    if launch is None or agent is None:
        return (*happened, "", "", "", "")
    return (*happened, launch.launch_name, agent.name, agent.agent_no, agent.pod)
