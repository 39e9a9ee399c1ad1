"""The carriers that a launch asks for later: what is planned, and what people change about it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from launches import access, transitions
from launches.models import CarrierRegion, Launch, PlannedRegion
from launches.models.submission import MOST_REGIONS
from launches.problems import NotAllowed
from launches.services import versions
from launches.statuses import EDITABLE

Regions = list[CarrierRegion]


class Going(NamedTuple):
    """How many carriers of a launch go with its next request, and how many later."""

    now: int
    later: int

    @property
    def requests(self) -> int:
        """In how many more submissions those of later go, as things stand."""
        return -(-self.later // MOST_REGIONS)


def planned_for(launch: Launch) -> Regions:
    """The carriers that are asked later, in that order."""
    rows = launch.planned_regions.select_related("region").order_by("place")
    return [row.region for row in rows]


def write(launch: Launch, later: Sequence[CarrierRegion]) -> None:
    """The plan of the launch is this one, in this order. For callers that hold its lock."""
    PlannedRegion.objects.filter(launch=launch).delete()
    PlannedRegion.objects.bulk_create(
        PlannedRegion(launch=launch, region=region, place=place) for place, region in enumerate(later, 1)
    )


def drop(launch: Launch, regions: Sequence[CarrierRegion]) -> None:
    """These are no longer asked later, for instance because they are asked now."""
    PlannedRegion.objects.filter(launch=launch, region__in=regions).delete()


def remove(launch: Launch, region_id: int, *, by: User) -> None:
    """This carrier is not asked later. Raises NotAllowed."""
    _change(launch, lambda plan: [region for region in plan if region.pk != region_id], by=by)


def put_earlier(launch: Launch, region_id: int, *, by: User) -> None:
    """This carrier is asked before the one that stood before it. Raises NotAllowed."""

    def moved(plan: Regions) -> Regions:
        for place, region in enumerate(plan[1:], 1):
            if region.pk == region_id:
                return [*plan[: place - 1], region, plan[place - 1], *plan[place + 1 :]]
        return plan

    _change(launch, moved, by=by)


def _change(launch: Launch, change: Callable[[Regions], Regions], *, by: User) -> None:
    with transaction.atomic():
        stored = transitions.lock(launch.pk)  # What stands there now is changed, not what the page shows.
        if not access.may_plan(by, stored):
            raise NotAllowed(
                "Only its author changes what a launch asks for later; once accepted, Marketing."
            )
        before = planned_for(stored)
        after = change(before)
        if after == before:
            return
        write(stored, after)
        if _is_being_written(stored):
            # A form that shows the old plan must not bring it back unseen.
            Launch.objects.filter(pk=stored.pk).update(**versions.next_one(by))


def _is_being_written(launch: Launch) -> bool:
    """May a form of it be open somewhere? What is in review stays as the reviewer saw it: its version too."""
    submission = launch.open_submission()
    return submission is None or submission.status in EDITABLE
