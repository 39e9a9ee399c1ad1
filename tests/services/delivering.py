"""Sending one submission as the worker would, and what reached Kaleyra of it."""

from launches.models import Submission
from launches.services import delivery
from sandbox.server import Sandbox


def deliver(submission: Submission) -> Submission:
    """The submission after one delivery, as the database has it now."""
    delivery.deliver(submission.pk)
    submission.refresh_from_db()
    submission.launch.refresh_from_db()
    return submission


def posts(sandbox: Sandbox) -> list:
    """Every request that asked Kaleyra to change something."""
    return [arrival for arrival in sandbox.requests if arrival.method == "POST"]


def lost(sandbox: Sandbox, submission: Submission, *, taken: bool) -> Submission:
    """The submission was sent, and its answer was lost; Kaleyra took it or not."""
    sandbox.answer_next("rcs502", taken=taken)
    delivery.deliver(submission.pk)
    return fresh(submission)


def fresh(submission: Submission) -> Submission:
    """The submission as the database has it now, with nothing remembered of before."""
    return Submission.objects.select_related("launch").get(pk=submission.pk)
