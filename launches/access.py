"""What this person may see and do. Buttons come from the same rules that guard the actions."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.http import Http404

from launches.models import (
    Agent,
    AnswerSet,
    CarrierRegion,
    Launch,
    LaunchRegion,
    SecondFactor,
    Submission,
)
from launches.statuses import EDITABLE, OPEN, STAND_STILL, UNDER_WAY, CarrierState, SubmissionStatus

# Whoever has one of these rights sends something to carriers, or lets it be sent.
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


def get_launch_for(user: User, pk: int) -> Launch:
    """The launch, if this person may see it; 404 otherwise."""
    if not may_see_launches(user):
        raise Http404
    launch = Launch.objects.select_related("agent", "created_by").filter(pk=pk).first()
    if launch is None:
        raise Http404
    return launch


def get_agent_for(user: User, pk: int) -> Agent:
    """The agent, if this person may see it; 404 otherwise."""
    agent = Agent.objects.filter(pk=pk).first() if user.has_perm("launches.view_agent") else None
    if agent is None:
        raise Http404
    return agent


def may_see_launches(user: User) -> bool:
    """May they see launches, each with its history and everything that was said about it?"""
    return user.has_perm("launches.view_launch")


def may_see_exchanges(user: User) -> bool:
    """May they read word for word what was sent to Kaleyra, and what came back?"""
    return user.has_perm("launches.view_apicall")


def may_begin_launches(user: User) -> bool:
    """May they write launches of their own?"""
    return user.has_perm("launches.add_launch")


def may_add_agents(user: User) -> bool:
    """May they add agents, by hand or from Kaleyra?"""
    return user.has_perm("launches.add_agent")


def may_change_agents(user: User) -> bool:
    """May they change agents, their brand checklists too, and archive them?"""
    return user.has_perm("launches.change_agent")


def may_keep_catalogue(user: User) -> bool:
    """May they have the catalogue of carriers synced, and apply one that was not believed?"""
    return user.has_perm("launches.change_carrierregion")


def may_review(user: User) -> bool:
    """May they decide about submissions: those in review, the unconfirmed, and what a backup brought back?"""
    return user.has_perm("launches.review_submission")


def may_stop_sending(user: User) -> bool:
    """May they stop sending and let it go on, and let the checks of a parked launch go on?"""
    return user.has_perm("launches.change_podhealth")


def may_comment(user: User) -> bool:
    """May they say something about launches, note what a carrier wrote, and follow? Whoever sees launches may."""
    return may_see_launches(user)


def may_edit(user: User, launch: Launch) -> bool:
    """May they change its answers or carriers? Drafts belong to their author."""
    return _is_author(user, launch) and launch.is_editable


def may_edit_carriers(user: User, submission: Submission) -> bool:
    """May they change the carriers of this submission and submit it? A draft belongs to whoever began it."""
    is_open = submission.status in EDITABLE and submission.launch.archived_at is None
    return is_open and (_began(user, submission) or _is_left_behind(user, submission))


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
    """Why carriers that refused cannot be tried again yet, in words; empty when they can, or when there are none."""
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
    return may_begin_launches(user)


def may_manage_answers(user: User, kept: AnswerSet) -> bool:
    """May they rename or delete this answer set? Whoever made it, or an admin."""
    return may_keep_answers(user) and (kept.created_by_id == user.pk or _is_admin(user))


def may_revise(user: User, submission: Submission) -> bool:
    """May they take up a refused submission again, as a draft? Whoever began it may, while nothing else is open."""
    is_latest = not submission.launch.submissions.filter(number__gt=submission.number).exists()
    return is_latest and _may_take_up(user, submission)


def may_withdraw(user: User, submission: Submission) -> bool:
    """May they take it back from review? Whoever began it may, until somebody has decided."""
    return submission.status == SubmissionStatus.IN_REVIEW and _began(user, submission)


def why_not_archive(user: User, launch: Launch, latest: Submission) -> str:
    """The reason why they may not put it away, in words; empty when they may. What is under way stays in sight."""
    if not user.has_perm("launches.change_launch") or not (
        launch.created_by_id == user.pk or _is_admin(user)
    ):
        return "Only its author or an admin archives a launch."
    if latest.status in UNDER_WAY:
        return f"It cannot be archived while a submission is {latest.get_status_display().lower()}."
    return ""


def why_not_leave(user: User, launch: Launch) -> str:
    """The reason why they may not say that they know what went wrong, in words; empty when they may."""
    if launch.created_by_id != user.pk:
        return "It stands under what needs its author, who alone says that they know."
    return "" if launch.state in STAND_STILL else "Nothing went wrong with it that nobody has settled."


def why_not_review(user: User, submission: Submission) -> str:
    """The reason why they may not decide about it, in words; empty when they may."""
    if not may_review(user):
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
    return submission.status == SubmissionStatus.UNCONFIRMED and may_review(user)


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    """Must they set up a second factor before they approve anything? Only where the setting demands one."""
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
    """Everything this person may do with this launch right now.

    Whoever has its latest submission and its carriers already hands them over: that saves a query for each.
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
        check_now=launch.is_accepted and may_see_launches(user),
        revise=_may_take_up(user, latest),
        withdraw=may_withdraw(user, latest),
        review=is_open and not why_not_review(user, latest),
        settle=may_settle(user, latest),
        see_exchanges=may_see_exchanges(user),
    )


def _is_admin(user: User) -> bool:
    """Whoever manages people. The mark "staff" is no right: it lets reviewers into the admin as well."""
    return user.has_perm("auth.change_user")


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


def _is_left_behind(user: User, submission: Submission) -> bool:
    """Has its author left? While it is open nobody can begin another of its launch: any colleague takes it over."""
    return (
        not submission.is_agent_launch
        and not submission.created_by.is_active
        and user.has_perm("launches.change_launch")
    )


def _is_ready_for_more(user: User, launch: Launch) -> bool:
    return user.has_perm("launches.add_submission") and launch.is_accepted and launch.archived_at is None


def _is_author(user: User, launch: Launch) -> bool:
    return user.has_perm("launches.change_launch") and (launch.created_by_id == user.pk or user.is_superuser)
