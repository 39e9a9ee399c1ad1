"""Kaleyra has a submission: what that makes true, whoever found out."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from launches import gateway, transitions, wake
from launches.kaleyra import LaunchReply
from launches.models import Checking, Launch, Submission
from launches.services import carriers, offers, schedule
from launches.statuses import SubmissionStatus


@transaction.atomic
def accept(
    submission: Submission,
    reply: LaunchReply,
    *,
    by: transitions.Actor,
    holding: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    """The submission is accepted, the launch has its id, its carriers are on record and will be asked about soon.

    Raises MovedMeanwhile, with nothing changed, when somebody else settled it.
    """
    now = timezone.now()
    launch = transitions.lock(submission.launch_id)
    if submission.is_agent_launch:
        Launch.objects.filter(pk=launch.pk).update(agent_launch_id=reply.agent_launch_id)
    transitions.move(
        submission,
        SubmissionStatus.ACCEPTED,
        by=by,
        reason=reason,
        holding=holding,
        facts={"settled_at": now, "next_step": "", "lease_until": None},
    )
    carriers.expect(submission, at=now)
    launch.refresh_from_db()
    matcher, states = gateway.RegionMatcher(launch.agent.pod), gateway.StateMap()
    carriers.record_reply(launch, reply, at=now, matcher=matcher, states=states, is_complete=False)
    transitions.roll_up(launch.pk, by=by)
    offers.after_acceptance(submission)
    soon = now + schedule.SOONEST
    facts = {"next_at": soon, "failures": 0, "problem": "", "failing_since": None}
    Checking.objects.update_or_create(launch=launch, defaults=facts)
    wake.at(soon, "refresh_due")
