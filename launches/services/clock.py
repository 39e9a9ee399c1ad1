"""After a clock that was ahead is right again, nothing waits for the times that were written meanwhile."""

from datetime import timedelta

from django.utils import timezone

from launches.models import Checking, Mail, PodHealth, Submission
from launches.services import schedule
from launches.statuses import SubmissionStatus

# Kaleyra and mail servers are left alone for little more than an hour; the rest is how far two clocks may differ.
LONGEST_WAIT = timedelta(hours=2)


def put_right() -> None:
    """What would wait for longer than anything ever does waits no more."""
    now = timezone.now()
    too_late = now + LONGEST_WAIT
    Submission.objects.filter(status=SubmissionStatus.APPROVED, send_after__gt=too_late).update(
        send_after=now
    )
    PodHealth.objects.filter(paused_until__gt=too_late).update(paused_until=now)
    Checking.objects.filter(next_at__gt=too_late + schedule.LIVE).update(next_at=now, lease_until=None)
    Mail.objects.open().filter(claimed_at=None, due_at__gt=too_late).update(due_at=now)
