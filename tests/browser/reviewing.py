"""What the browser tests of the reviewers' room share."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page

from launches.models import ApiCall, Submission
from launches.statuses import SubmissionStatus
from tests import factories

SignIn = Callable[[Page, User], None]
QUEUE = "/admin/launches/submission/"
OPERATIONS = "/admin/launches/podhealth/"


def make_lost(mona: User, rita: User) -> Submission:
    """A submission whose answer never came."""
    approved = factories.make_approved(
        mona, rita, agent=factories.make_agent("30210"), launch_name="lost_one"
    )
    lost = factories.put(approved, SubmissionStatus.UNCONFIRMED)
    ApiCall.objects.create(
        launch=lost.launch,
        submission=lost,
        endpoint="launch_agent",
        pod="NA",
        method="POST",
        url="https://rcs-api.na.kaleyra.io/v1/xxxx/rcs/agent/launch",
        request_body=lost.payload,
        verdict="unknown",
        problem="No answer within 30 seconds.",
        started_at=timezone.now(),
        duration_ms=30012,
    )
    return lost
