"""Launches that stand where a test wants them, brought there through the services."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from launches import transitions
from launches.models import ApiCall, Checking, Launch, LaunchRegion, Submission
from launches.services import drafts, review
from launches.statuses import CarrierState, SubmissionStatus
from tests.views.writing import ANSWERS, make_agent, make_regions

CODES = {"submitted": "0", "pending": "2", "live": "3", "rejected": "4", "suspended": "5", "unknown": "9"}


def url_of(launch, part=""):
    """Where its page is, or a part of it."""
    return f"/launches/{launch.pk}/{part}"


def a_draft(by, number="48900", carriers=1, **answers):
    """A complete draft of this person, of an agent of its own."""
    agent = make_agent(agent_no=number)
    regions = make_regions(carriers, country=f"Country {number}")
    return drafts.create(by=by, agent=agent, answers=ANSWERS | answers, regions=regions)


def in_review(by, number="48900", carriers=1, **answers):
    """A launch that waits for a reviewer."""
    launch = a_draft(by, number, carriers, **answers)
    review.submit(launch.first_submission(), by=by)
    return fresh(launch)


def sent_back(by, reviewer, reason="Say where people agree.", number="48900"):
    """A launch that came back from the reviewer."""
    launch = in_review(by, number)
    review.send_back(launch.first_submission(), by=reviewer, reason=reason)
    return fresh(launch)


def approved(by, reviewer, number="48900", carriers=1):
    """A launch that is about to be sent."""
    launch = in_review(by, number, carriers)
    review.approve(launch.first_submission(), by=reviewer, version=launch.version)
    return fresh(launch)


def settled(by, reviewer, status, number="48900", reason="The answer was lost.", **facts):
    """A launch whose only submission was sent, and then this came of it."""
    launch = approved(by, reviewer, number)
    _send(launch, status, reason, facts)
    return fresh(launch)


def with_carriers(by, reviewer, *states, number="48900", days=2):
    """A launch that Kaleyra accepted, with one carrier in each of these states for so many days."""
    launch = approved(by, reviewer, number, carriers=len(states))
    Launch.objects.filter(pk=launch.pk).update(agent_launch_id=str(uuid4()))
    now = timezone.now()
    Checking.objects.create(launch=launch, checked_at=now, next_at=now + timedelta(minutes=4))
    submission = _send(launch, SubmissionStatus.ACCEPTED)
    at = now - timedelta(days=days)
    for region, state in zip(submission.chosen_regions(), states, strict=True):
        row = LaunchRegion(launch=launch, region=region, submission=submission)
        transitions.observe(row, CarrierState(state), raw_code=CODES[state], at=at)
    transitions.roll_up(launch.pk, by=transitions.KALEYRA)
    return fresh(launch)


def an_exchange(launch, **facts):
    """One exchange with Kaleyra about this launch."""
    usual = {
        "endpoint": "agent launch",
        "pod": "IN",
        "method": "POST",
        "url": "https://rcs-api.in.kaleyra.io/v1/••••/rcs/agent/launch",
        "request_headers": {"api-key": "••••"},
        "request_body": '{"launch": {"agent_no": "48900"}}',
        "http_status": 200,
        "code": "RCS902",
        "response_body": '{"code":"RCS902"}',
        "verdict": "accepted",
        "started_at": timezone.now(),
    }
    return ApiCall.objects.create(launch=launch, **usual | facts)


def fresh(launch):
    """The launch as the database has it now."""
    return Launch.objects.get(pk=launch.pk)


def _send(launch, status, reason="", facts=None):
    submission = Submission.objects.get(launch=launch)
    lease = {"attempt": uuid4(), "lease_until": timezone.now() + timedelta(minutes=1)}
    transitions.move(submission, SubmissionStatus.SENDING, by=transitions.WORKER, facts=lease)
    transitions.move(submission, status, by=transitions.KALEYRA, reason=reason, facts=facts)
    return submission
