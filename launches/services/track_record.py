"""How carriers decided about our launches before: how long it took, how often they refused. From our own history."""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from statistics import median
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from launches.models import CarrierRegion, Launch, StatusEvent
from launches.statuses import CarrierState

DECISIONS = (CarrierState.LIVE, CarrierState.REJECTED)
# What happened longer ago says little about today, and a page must not read a history of years.
LATEST = 1000


class Record(NamedTuple):
    """The decisions of one carrier; of a launch that it decided about more than once, the first counts."""

    waits: tuple[timedelta, ...] = ()  # from the day Kaleyra had it to the decision
    rejected: int = 0

    @property
    def typical(self) -> timedelta | None:
        """Half of the decisions took longer than this."""
        if not self.waits:
            return None
        return timedelta(seconds=median(wait.total_seconds() for wait in self.waits))

    def __str__(self) -> str:
        if not self.waits:
            return "No decision of this carrier on record"
        decided = len(self.waits)
        decisions = "decision" if decided == 1 else "decisions"
        rejected = self.rejected or "none"
        return f"{decided} {decisions} on record, {rejected} rejected, typically {_in_days(self.typical)}"


def track_records(regions: Collection[CarrierRegion], *, but: Launch) -> defaultdict[int, Record]:
    """By carrier: what it decided about our launches, leaving one out. One query, of the latest decisions."""
    moments = StatusEvent.objects.filter(subject="launch_region")
    began = moments.filter(launch_region=OuterRef("launch_region")).order_by("id").values("at")[:1]
    decisions = (
        moments.filter(launch_region__region__in=regions, to_state__in=DECISIONS)
        .exclude(launch=but)
        .order_by("-id")
        .values_list("launch_region__region", "launch_region", "to_state", "at", Subquery(began))[:LATEST]
    )
    first = {row: (region, state, at - since) for region, row, state, at, since in decisions}
    records: defaultdict[int, Record] = defaultdict(Record)
    for region, state, wait in first.values():
        known = records[region]
        is_rejected = state == CarrierState.REJECTED
        records[region] = Record((*known.waits, wait), known.rejected + is_rejected)
    return records


def _in_days(wait: timedelta | None) -> str:
    assert wait is not None
    days = round(wait / timedelta(days=1))
    return "within a day" if days < 1 else f"after {days} day{'' if days == 1 else 's'}"
