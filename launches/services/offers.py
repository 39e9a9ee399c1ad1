"""The next carriers of a plan, made into a submission once the one before it is accepted."""

import logging

from django.contrib.auth.models import User
from django.db import transaction

from launches import access, preflight, transitions
from launches.models import CarrierRegion, Launch, Submission
from launches.models.submission import MOST_REGIONS
from launches.problems import NotAllowed, Problem
from launches.services import checks, drafts, plan

log = logging.getLogger(__name__)


def after_acceptance(submission: Submission) -> None:
    """The next carriers of the plan wait as a draft for whoever wrote the accepted submission.

    That Kaleyra accepted is never lost for it: what goes wrong here leaves the plan as it is.
    """
    if not submission.created_by.has_perm("launches.change_launch"):
        return  # They have left; any colleague may take the plan up.
    try:
        with transaction.atomic():
            _begin_next(submission.launch, author=submission.created_by, by=transitions.WORKER)
    except Exception:
        log.exception("The next carriers of launch %s could not be offered", submission.launch_id)


def begin_next(launch: Launch, *, by: User) -> Submission:
    """The next carriers of the plan are a draft of this person.

    Raises NotAllowed, or Problem when none of them may be asked.
    """
    with transaction.atomic():
        stored = transitions.lock(launch.pk)
        if not access.may_add_carriers(by, stored):
            raise NotAllowed(
                "The next carriers can be taken up once Kaleyra has accepted the launch and nothing else is under way."
            )
        submission = _begin_next(stored, author=by, by=transitions.person(by))
    if submission is None:
        raise Problem("None of the planned carriers can be asked now.")
    return submission


def why_not(launch: Launch) -> list[tuple[CarrierRegion, str]]:
    """Each planned carrier in its order, and why it cannot be asked as things stand; empty when it can."""
    planned = plan.planned_for(launch)
    occupied = checks.occupied_regions(launch.agent, but=launch) if planned else {}
    return [(region, preflight.why_not_region(region, launch.agent, occupied)) for region in planned]


def _begin_next(launch: Launch, *, author: User, by: transitions.Actor) -> Submission | None:
    planned = why_not(launch)
    free = [region for region, reason in planned if not reason][:MOST_REGIONS]
    if not free:
        return None
    unfit = [f"{region} ({reason})" for region, reason in planned if reason]
    reason = f"Left out for now: {'; '.join(unfit)}." if unfit else ""
    plan.drop(launch, free)
    return drafts.begin_later(launch, author=author, regions=free, by=by, is_planned=True, reason=reason)
