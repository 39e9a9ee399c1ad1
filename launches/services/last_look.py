"""What a delivery asks once its connection stands: is the submission still its own?

A process may stand still for as long as it takes the sweep to find it and a person to have it sent once more.
"""

import logging
from contextlib import suppress

from django.db import close_old_connections, connection, transaction

from launches import transitions, wake
from launches.models import Submission
from launches.problems import MovedMeanwhile
from launches.statuses import SubmissionStatus
from launches.transitions import WORKER

log = logging.getLogger(__name__)


def refuse_lost(submission: Submission) -> None:
    """Raises MovedMeanwhile unless it is still ours. By the database, not by any clock."""
    ours = {"attempt": submission.attempt, "status": SubmissionStatus.SENDING}
    if not Submission.objects.filter(pk=submission.pk, **ours).exists():
        raise transitions.moved_meanwhile(submission, left=SubmissionStatus.SENDING)
    hand_back_the_connection()


def take_back(submission: Submission) -> None:
    """It was taken for lost while we stood still. Nothing of it has left: it may go, unless a person is at it."""
    log.warning("Submission %s was settled before anything of it was sent: nothing is.", submission.pk)
    holding = {"attempt": submission.attempt, "proposed_launch_id": ""}
    submission.refresh_from_db()
    if submission.status != SubmissionStatus.UNCONFIRMED:
        return
    with suppress(MovedMeanwhile), transaction.atomic():
        transitions.move(
            submission,
            SubmissionStatus.APPROVED,
            by=WORKER,
            reason="The worker had stood still, and has sent nothing of it.",
            holding=holding,
            facts={"next_step": ""},
        )
        wake.after_commit("deliver", submission.pk)


def hand_back_the_connection() -> None:
    """The call may last half a minute. A connection held meanwhile could break unnoticed, and the answer be lost."""
    # Not in the middle of somebody's transaction, as in a test: closing would lose what it has written.
    if not connection.in_atomic_block:
        close_old_connections()
