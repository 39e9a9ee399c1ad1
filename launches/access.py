"""What this person may see and do. Buttons come from the same rules that guard the actions."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404

from launches.models import (
    Agent,
    AnswerSet,
    CarrierRegion,
    Follow,
    Launch,
    LaunchRegion,
    PlannedRegion,
    SecondFactor,
    StatusEvent,
    Submission,
)
from launches.statuses import EDITABLE, OPEN, UNDER_WAY, CarrierState, SubmissionStatus
from launches.written import Written

# Whoever has one of these sends something to carriers, or lets it be sent.
APPROVES = ("review_submission", "change_podhealth")


@dataclass(frozen=True)
class Moves:
    """What one person may do with one launch right now."""

    edit: bool
    submit: bool
    add_carriers: bool
    try_again: bool
    check_now: bool
    revise: bool
    withdraw: bool
    review: bool
    settle: bool
    see_exchanges: bool


@dataclass(frozen=True)
class Standing:
    """Where a launch stands, as one query tells it."""

    submissions: list[Submission]  # latest first, each with the launch
    latest_event: int
    has_plan: bool
    is_followed: bool  # by the person who asked


def get_launch_for(user: User, pk: int) -> Launch:
    """The launch, if this person may see it; 404 otherwise."""
    if not user.has_perm("launches.view_launch"):
        raise Http404
    launch = Launch.objects.select_related("agent", "created_by").filter(pk=pk).first()
    if launch is None:
        raise Http404
    return launch


def get_standing_for(user: User, pk: int) -> Standing:
    """Where the launch stands. 404 when there is no such launch or this person may not see it.

    One query, because the page asks every few seconds.
    """
    if not user.has_perm("launches.view_launch"):
        raise Http404
    submissions = _STANDING.rows(pk, user.pk)
    if not submissions:
        raise Http404
    latest = submissions[0]
    for submission in submissions[1:]:
        submission.launch = latest.launch
    return Standing(submissions, latest.latest_event, latest.has_plan, latest.is_followed)


def _standing(pk: int, person: int) -> QuerySet[Any, Any]:
    latest = StatusEvent.objects.filter(launch=OuterRef("launch")).order_by("-id").values("id")[:1]
    people = ("launch__agent", "launch__created_by", "submitted_by", "reviewed_by", "created_by")
    found = Submission.objects.filter(launch=pk).select_related(*people).order_by("-number")
    return found.annotate(
        latest_event=Subquery(latest),
        has_plan=Exists(PlannedRegion.objects.filter(launch=OuterRef("launch"))),
        is_followed=Exists(Follow.objects.on().filter(launch=OuterRef("launch"), person=person)),
    )


_STANDING = Written(_standing, int, int)


def get_agent_for(user: User, pk: int) -> Agent:
    """The agent, if this person may see it; 404 otherwise."""
    agent = Agent.objects.filter(pk=pk).first() if user.has_perm("launches.view_agent") else None
    if agent is None:
        raise Http404
    return agent


def may_comment(user: User) -> bool:
    """May they say something about launches, note what a carrier wrote, and follow? Whoever sees launches may."""
    return user.has_perm("launches.view_launch")


def may_edit(user: User, launch: Launch) -> bool:
    """May they change its answers or carriers? Drafts belong to their author."""
    return _is_author(user, launch) and launch.is_editable


def may_edit_carriers(user: User, submission: Submission) -> bool:
    """May they change the carriers of this submission and submit it? A draft belongs to whoever began it."""
    return (
        _began(user, submission) and submission.status in EDITABLE and submission.launch.archived_at is None
    )


def may_add_carriers(user: User, launch: Launch) -> bool:
    """May they start a later submission? Any colleague of Marketing, once Kaleyra knows the launch."""
    return _is_ready_for_more(user, launch) and launch.open_submission() is None


def may_plan(user: User, launch: Launch) -> bool:
    """May they change what it asks for later? Its author may; once Kaleyra knows the launch, all of Marketing."""
    return _is_ready_for_more(user, launch) or (
        _is_author(user, launch) and not launch.is_accepted and launch.archived_at is None
    )


def may_try_again(user: User, launch: Launch) -> bool:
    """May they ask the carriers that refused once more? Whoever may add carriers, when there is such a one."""
    return may_add_carriers(user, launch) and bool(refused_carriers(launch))


def why_not_try_again(
    user: User, launch: Launch, latest: Submission, carriers: Collection[LaunchRegion]
) -> str:
    """What carriers that refused have to wait for, in words; empty when they may be tried again, or are no matter."""
    if latest.status not in OPEN or not (_is_ready_for_more(user, launch) and _has_refused(launch, carriers)):
        return ""
    standing = latest.get_status_display().lower()
    return f"The refused carriers can be tried again once submission {latest.number} ({standing}) is through."


def refused_carriers(launch: Launch) -> list[CarrierRegion]:
    """The carriers that say no to the launch, in the order in which they were asked."""
    refused = launch.launch_regions.filter(state=CarrierState.REJECTED).order_by("id")
    return [row.region for row in refused.select_related("region") if row.region is not None]


def is_writing_carriers(user: User, launch: Launch) -> bool:
    """Are they at a later submission of the launch already?"""
    submission = launch.open_submission()
    return submission is not None and not submission.is_agent_launch and may_edit_carriers(user, submission)


def may_keep_answers(user: User) -> bool:
    """May they keep answers under a name? Whoever writes launches may."""
    return user.has_perm("launches.add_launch")


def may_manage_answers(user: User, kept: AnswerSet) -> bool:
    """May they rename or delete this answer set? Whoever made it, or an admin."""
    return may_keep_answers(user) and (kept.created_by_id == user.pk or user.is_superuser or user.is_staff)


def may_revise(user: User, submission: Submission) -> bool:
    """May they take up a refused submission again, as a draft? Whoever began it may, while nothing else is open."""
    is_latest = not submission.launch.submissions.filter(number__gt=submission.number).exists()
    return is_latest and _may_take_up(user, submission)


def may_withdraw(user: User, submission: Submission) -> bool:
    """May they take it back from review? Whoever began it may, until somebody has decided."""
    return submission.status == SubmissionStatus.IN_REVIEW and _began(user, submission)


def why_not_archive(user: User, launch: Launch, latest: Submission) -> str:
    """The reason why they may not put it away, in words; empty when they may. What is under way stays in sight."""
    is_admin = user.is_superuser or user.is_staff
    if not user.has_perm("launches.change_launch") or not (launch.created_by_id == user.pk or is_admin):
        return "Only its author or an admin archives a launch."
    if latest.status in UNDER_WAY:
        return f"It cannot be archived while a submission is {latest.get_status_display().lower()}."
    return ""


def why_not_review(user: User, submission: Submission) -> str:
    """The reason why they may not decide about it, in words; empty when they may."""
    if not user.has_perm("launches.review_submission"):
        return "Only reviewers decide about submissions."
    if submission.status != SubmissionStatus.IN_REVIEW:
        return f"It is not in review: {submission.get_status_display().lower()}."
    return ""


def why_not_approve(user: User, submission: Submission) -> str:
    """The reason why they may not approve it, in words; empty when they may."""
    if reason := why_not_review(user, submission):
        return reason
    is_own = user.pk in (submission.submitted_by_id, submission.created_by_id)
    if is_own and not settings.LAUNCH_SELF_APPROVAL:
        return "Nobody approves their own submission. Ask another reviewer."
    return ""


def may_settle(user: User, submission: Submission) -> bool:
    """May they say what became of it, now that its answer is lost?"""
    return submission.status == SubmissionStatus.UNCONFIRMED and user.has_perm("launches.review_submission")


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    """Must they set up a second factor before they approve anything? Where the house demands one."""
    return (
        settings.APPROVERS_NEED_SECOND_FACTOR
        and any(user.has_perm(f"launches.{codename}") for codename in APPROVES)
        and not SecondFactor.objects.filter(person=user.pk).exists()
    )


def moves(
    user: User,
    launch: Launch,
    latest: Submission | None = None,
    carriers: Collection[LaunchRegion] | None = None,
) -> Moves:
    """Everything this person may do with this launch right now. Who has its latest submission and its carriers
    spares a query for each.
    """
    latest = latest or launch.latest_submission()
    latest.launch = launch
    is_open = latest.status in OPEN
    may_change = may_edit_carriers(user, latest)
    may_add = not is_open and _is_ready_for_more(user, launch)
    return Moves(
        edit=latest.is_agent_launch and may_change and _is_author(user, launch),
        submit=may_change,
        add_carriers=may_add,
        try_again=may_add and launch.regions_troubled > 0 and _has_refused(launch, carriers),
        check_now=launch.is_accepted and user.has_perm("launches.view_launch"),
        revise=_may_take_up(user, latest),
        withdraw=may_withdraw(user, latest),
        review=is_open and not why_not_review(user, latest),
        settle=may_settle(user, latest),
        see_exchanges=user.has_perm("launches.view_apicall"),
    )


def _has_refused(launch: Launch, carriers: Collection[LaunchRegion] | None) -> bool:
    if carriers is None:
        return bool(refused_carriers(launch))
    return any(row.state == CarrierState.REJECTED and row.region_id for row in carriers)


def _may_take_up(user: User, submission: Submission) -> bool:
    return (
        _began(user, submission)
        and submission.status == SubmissionStatus.REFUSED
        and submission.launch.archived_at is None
    )


def _began(user: User, submission: Submission) -> bool:
    return user.has_perm("launches.change_launch") and (
        submission.created_by_id == user.pk or user.is_superuser
    )


def _is_ready_for_more(user: User, launch: Launch) -> bool:
    return user.has_perm("launches.add_submission") and launch.is_accepted and launch.archived_at is None


def _is_author(user: User, launch: Launch) -> bool:
    return user.has_perm("launches.change_launch") and (launch.created_by_id == user.pk or user.is_superuser)
