"""What people know of a carrier beyond what Kaleyra says: mostly why it refused, as they got it by mail.

A note is a row of history about one carrier of one launch. Gathered over all launches, they are a notebook.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.contrib.auth.models import User
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from launches import access, transitions
from launches.models import CarrierRegion, Launch, LaunchRegion, StatusEvent
from launches.problems import NotAllowed
from launches.services import reasons
from launches.statuses import NOTED

LATEST = 3  # beside a carrier among others
NOTEBOOK = 50  # on the carrier's own page


def add(carrier: LaunchRegion, *, by: User, text: str) -> StatusEvent:
    """The note stands beside the carrier, for good, and the launch's followers are told. Kaleyra never is.

    Raises NotAllowed, or Problem when there is nothing to note or too much.
    """
    if not access.may_comment(by):
        raise NotAllowed("Only those who see the launch note something about its carriers.")
    text = reasons.demanded(text, or_say="Write what you know first.", what="A note")
    return transitions.note_carrier(carrier, by=transitions.person(by), reason=text)


def of(launch: Launch) -> dict[int, list[StatusEvent]]:
    """By carrier of this launch: what was noted about it, latest first. One query."""
    return by_carrier(_notes().filter(launch=launch))


def by_carrier(found: Iterable[StatusEvent]) -> dict[int, list[StatusEvent]]:
    """These notes by the carrier of a launch that they are about, in their order."""
    noted: defaultdict[int, list[StatusEvent]] = defaultdict(list)
    for event in found:
        noted[event.launch_region_id or 0].append(event)
    return dict(noted)


def about(regions: Collection[CarrierRegion]) -> dict[int, list[StatusEvent]]:
    """By carrier: the latest that was noted about it, over all launches. One query, however much there is."""
    place = Window(RowNumber(), partition_by=F("launch_region__region"), order_by=F("id").desc())
    found = _notes().filter(launch_region__region__in=regions).annotate(place=place).filter(place__lte=LATEST)
    noted: defaultdict[int, list[StatusEvent]] = defaultdict(list)
    for event in found.select_related("launch", "launch_region"):
        assert event.launch_region is not None
        noted[event.launch_region.region_id or 0].append(event)
    return dict(noted)


def notebook(region: CarrierRegion) -> list[StatusEvent]:
    """Everything that was lately noted about this carrier, latest first, each with its launch. One query."""
    return list(_notes().filter(launch_region__region=region).select_related("launch")[:NOTEBOOK])


def _notes() -> QuerySet[StatusEvent]:
    return StatusEvent.objects.filter(subject="launch_region", to_state=NOTED).order_by("-id")
