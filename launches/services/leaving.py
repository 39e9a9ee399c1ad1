"""Leaving at that what went wrong: its author knows, and is not asked to do anything about it any more."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from launches import access, transitions
from launches.models import Launch, StatusEvent
from launches.problems import NotAllowed
from launches.statuses import KNOWN, TROUBLED, SubmissionStatus

WENT_WRONG = (*TROUBLED, SubmissionStatus.REFUSED)


@transaction.atomic
def leave(launch: Launch, *, by: User) -> None:
    """The launch is off what needs its author until something goes wrong anew; its state stays. Raises NotAllowed."""
    stored = transitions.lock(launch.pk)
    if reason := access.why_not_leave(by, stored):
        raise NotAllowed(reason)
    if not_left(Launch.objects.filter(pk=stored.pk)).exists():
        transitions.note_launch(stored, stored.state, KNOWN, by=transitions.person(by))


def not_left(launches: QuerySet[Launch]) -> QuerySet[Launch]:
    """Those of these whose author has not said that they know, or with which something went wrong since."""
    told = StatusEvent.objects.filter(launch=OuterRef("pk"), to_state__in=[KNOWN, *WENT_WRONG])
    latest = Subquery(told.order_by("-id").values("to_state")[:1])
    # Of an unconfirmed one history says nothing of the kind: no word is not "known" either.
    return launches.alias(told=Coalesce(latest, Value(""))).exclude(told=KNOWN)
