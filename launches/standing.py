"""Where a launch stands, for its page, which asks every few seconds: with the right to see it, in two queries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404

from launches import access
from launches.models import (
    CarrierRegion,
    Follow,
    Launch,
    PlannedRegion,
    StatusEvent,
    Submission,
    SubmissionRegion,
)
from launches.services import attempts
from launches.written import Written


@dataclass(frozen=True)
class Standing:
    """Where a launch stands, as two queries tell it."""

    submissions: list[Submission]  # latest first, each with the launch
    chosen: Mapping[int, list[CarrierRegion]]  # the carriers of each submission, by name
    latest_event: int
    has_plan: bool
    has_earlier: bool  # was this agent launched before this launch?
    is_followed: bool  # by the person who asked


def get_standing_for(user: User, pk: int) -> Standing:
    """Where the launch stands. 404 when there is no such launch or this person may not see it."""
    if not access.may_see_launches(user):
        raise Http404
    submissions = _STANDING.rows(pk, user.pk)
    if not submissions:
        raise Http404
    latest = submissions[0]
    for submission in submissions[1:]:
        submission.launch = latest.launch
    chosen = defaultdict(list)
    for row in _CHOSEN.rows(pk):
        chosen[row.submission_id].append(row.region)
    return Standing(
        submissions,
        chosen,
        latest.latest_event,
        latest.has_plan,
        submissions[-1].has_earlier,
        latest.is_followed,
    )


def _standing(pk: int, person: int) -> QuerySet[Any, Any]:
    latest = StatusEvent.objects.filter(launch=OuterRef("launch")).order_by("-id").values("id")[:1]
    people = (
        "launch__agent",
        "launch__created_by",
        "launch__checking",
        "submitted_by",
        "reviewed_by",
        "created_by",
    )
    of_agent = Launch.objects.filter(agent=OuterRef("launch__agent"))
    earlier = of_agent.filter(created_at__lt=OuterRef("launch__created_at"))
    found = Submission.objects.filter(launch=pk).select_related(*people).order_by("-number")
    return found.annotate(
        latest_event=Subquery(latest),
        has_plan=Exists(PlannedRegion.objects.filter(launch=OuterRef("launch"))),
        has_earlier=Exists(earlier.exclude(state__in=attempts.UNDECIDED)),
        is_followed=Exists(Follow.objects.on().filter(launch=OuterRef("launch"), person=person)),
    )


_STANDING = Written(_standing, int, int)
_CHOSEN = Written(
    lambda pk: (
        SubmissionRegion.objects.filter(submission__launch=pk).select_related("region").order_by("region")
    ),
    int,
)
