"""How carriers decided about our launches before: how long it took, how often they refused. From our own history."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import OuterRef, QuerySet, Subquery

from launches.models import CarrierRegion, Launch, StatusEvent
from launches.statuses import CarrierState
from launches.words import so_many

DECISIONS = (CarrierState.LIVE, CarrierState.REJECTED)
# What happened longer ago says little about today, and a page must not read a history of years.
LATEST = 1000
LATEST_OF_ALL = 10_000
# A page that names what is usual may be so old: what is usual does not change within minutes.
FRESH = timedelta(minutes=10)
DAY = timedelta(days=1)


class Decision(NamedTuple):
    """The first decision of a carrier about a launch."""

    region_id: int | None  # none when the catalogue does not know the carrier
    wait: timedelta  # from the day Kaleyra had it to the decision
    is_rejected: bool
    at: datetime


class Record(NamedTuple):
    """The decisions of one carrier; of a launch that it decided about more than once, the first counts."""

    decided: int = 0
    rejected: int = 0
    typical: timedelta | None = None  # half of the decisions took longer than this
    late: timedelta | None = None  # one decision of ten took longer than this

    def __str__(self) -> str:
        if self.typical is None:
            return "No decision of this carrier on record"
        decisions, rejected = so_many(self.decided, "decision"), self.rejected or "none"
        return f"{decisions} on record, {rejected} rejected, typically {after(self.typical)}"


def track_records(regions: Collection[CarrierRegion], *, but: Launch) -> defaultdict[int, Record]:
    """By carrier: what it decided about our launches, leaving one out. One query, of the latest decisions."""
    theirs = StatusEvent.objects.filter(launch_region__region__in=regions).exclude(launch=but)
    return _by_carrier(decisions(theirs, most=LATEST))


def usual() -> defaultdict[int, Record]:
    """By carrier: what it decided lately about all of our launches. One query, at most every ten minutes."""
    known: dict[int, Record] | None = cache.get_or_set("usual", _usual, FRESH.total_seconds())
    return defaultdict(Record, known or {})


def decisions(events: QuerySet[StatusEvent], *, most: int) -> list[Decision]:
    """The first decision about each launch among these events, of the latest so many decisions. One query."""
    began = StatusEvent.objects.filter(subject="launch_region", launch_region=OuterRef("launch_region"))
    rows = (
        events.filter(subject="launch_region", to_state__in=DECISIONS)
        .order_by("-id")
        .values_list("launch_region", "launch_region__region", "to_state", "at")
        .annotate(began=Subquery(began.order_by("id").values("at")[:1]))[:most]
    )
    # Newest first, so that the first decision is the one that stays.
    first = {
        row: Decision(region, at - since, state == CarrierState.REJECTED, at)
        for row, region, state, at, since in rows
    }
    return list(first.values())


def record_of(decided: Collection[Decision]) -> Record:
    """These decisions in four figures."""
    waits = sorted(decision.wait for decision in decided)
    if not waits:
        return Record()
    typical = timedelta(seconds=median(wait.total_seconds() for wait in waits))
    rejected = sum(decision.is_rejected for decision in decided)
    # The nearest rank: a wait that really happened, not one between two.
    return Record(len(waits), rejected, typical, waits[ceil(len(waits) * 0.9) - 1])


def after(wait: timedelta) -> str:
    """When that is, in the days that people count."""
    days = round(wait / DAY)
    return "within a day" if days < 1 else f"after {so_many(days, 'day')}"


def _usual() -> dict[int, Record]:
    return dict(_by_carrier(decisions(StatusEvent.objects.all(), most=LATEST_OF_ALL)))


def _by_carrier(decided: Iterable[Decision]) -> defaultdict[int, Record]:
    theirs: defaultdict[int, list[Decision]] = defaultdict(list)
    for decision in decided:
        if decision.region_id is not None:
            theirs[decision.region_id].append(decision)
    records: defaultdict[int, Record] = defaultdict(Record)
    records.update({region: record_of(of_region) for region, of_region in theirs.items()})
    return records
