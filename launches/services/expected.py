"""When a carrier can be expected to decide, and which are overdue. Computed whenever somebody asks, never stored."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from launches.models import CarrierRegion, Launch, LaunchRegion, StatusEvent
from launches.services.track_record import DAY, Record, after, usual
from launches.statuses import WAITING, LaunchState
from launches.written import Written

ENOUGH = 5  # decisions; fewer say little about one in ten
# Google's published time is one to three business days, which a weekend makes five.
GOOGLE_LATE = timedelta(days=5)
# Of other carriers only "weeks" is published; after so many it is worth asking.
OTHERS_LATE = timedelta(weeks=6)
# The columns that a wait shows, and no others: there may be hundreds of rows, and a launch has long texts.
OF_WAIT = (
    *("launch__launch_name", "region__display_name", "region__management_type"),
    *("remote_region_id", "remote_region", "state", "state_since"),
)
UNDECIDED = (LaunchState.WITH_CARRIERS, LaunchState.PARTLY_LIVE, LaunchState.NEEDS_ATTENTION)


class Expected(NamedTuple):
    """What is usual for a carrier, in words, and the wait from which on it is overdue."""

    words: str
    late: timedelta


class Wait(NamedTuple):
    """One carrier that has yet to decide."""

    row: LaunchRegion
    since: datetime
    expected: Expected

    @property
    def is_overdue(self) -> bool:
        """Does it take longer than it usually does?"""
        return timezone.now() - self.since > self.expected.late


def with_waits(rows: QuerySet[LaunchRegion]) -> QuerySet[LaunchRegion]:
    """The same rows, each knowing since when its carrier has had to decide: when it last came to be asked."""
    asked = StatusEvent.objects.filter(
        subject="launch_region", launch_region=OuterRef("pk"), to_state__in=WAITING
    )
    since = asked.exclude(from_state__in=WAITING).order_by("-id").values("at")[:1]
    return rows.annotate(waiting_since=Subquery(since))


def carriers_of(launch: Launch) -> list[LaunchRegion]:
    """What each carrier says about the launch, knowing since when it has had to decide. One query."""
    carriers: list[LaunchRegion] = _CARRIERS.rows(launch.pk)
    for carrier in carriers:
        carrier.launch = launch
    return carriers


_CARRIERS = Written(
    lambda pk: with_waits(LaunchRegion.objects.filter(launch=pk).select_related("region")), int
)


def waits(rows: Iterable[LaunchRegion]) -> list[Wait]:
    """Those that have yet to decide, longest wait first. The rows come from `with_waits`."""
    waiting = [row for row in rows if row.carrier_state in WAITING]
    if not waiting:
        return []
    records = usual()
    found = [Wait(row, _since(row), expected(row.region, records)) for row in waiting]
    return sorted(found, key=lambda wait: wait.since)


def overdue(rows: QuerySet[LaunchRegion], *, most: int) -> list[Wait]:
    """The carriers among these rows that are overdue, longest wait first: the rule for every page and message.

    Looks at the `most` that have been in their state longest. One query, and the one of what is usual.
    """
    # The launch says it first: of most launches, no carrier has to decide any more.
    open_rows = rows.filter(launch__state__in=UNDECIDED, state__in=WAITING)
    longest = LaunchRegion.objects.filter(pk__in=open_rows.order_by("state_since", "id").values("pk")[:most])
    waiting = with_waits(longest).select_related("region", "launch").only(*OF_WAIT).order_by("id")
    return [wait for wait in waits(waiting) if wait.is_overdue]


def expected(region: CarrierRegion | None, records: dict[int, Record]) -> Expected:
    """What is usual for this carrier: from our own history, else from what is published."""
    record = records.get(region.pk, Record()) if region is not None else Record()
    is_google = region is not None and region.management_type == "GOOGLE_MANAGED"
    late = GOOGLE_LATE if is_google else OTHERS_LATE
    if record.typical is None or record.late is None:
        return Expected(_published(is_google=is_google), late)
    if record.decided == 1:
        return Expected(f"The one decision on record came {after(record.typical)}.", max(late, record.late))
    if record.decided < ENOUGH:
        words = f"Usually {after(record.typical)}, from only {record.decided} decisions."
        return Expected(words, max(late, record.late))
    # Nobody counts hours where carriers count days.
    days = max(ceil(record.late / DAY), 1)
    within = "a day" if days == 1 else f"{days} days"
    words = f"Usually {after(record.typical)}; nine of ten within {within}. From {record.decided} decisions."
    return Expected(words, days * DAY)


def _published(*, is_google: bool) -> str:
    if is_google:
        return "Google decides: 1 to 3 business days, as published. No decision on record yet."
    return "It can take weeks, as published. No decision on record yet."


def _since(row: LaunchRegion) -> datetime:
    since: datetime | None = row.waiting_since  # type: ignore[attr-defined]  # annotated by with_waits
    return since or row.state_since
