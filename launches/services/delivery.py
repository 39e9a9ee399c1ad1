"""Sending what was approved, once: claim, call, settle (docs/decisions/0004).

The claim is committed before the first byte leaves. Whatever happens after that, the submission is never
sent again by itself unless it is certain that nothing left.
"""

import logging
import random
import uuid
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from launches import gateway, transitions, wake
from launches.kaleyra import (
    Answer,
    Exchange,
    KaleyraError,
    LaunchReply,
    Misconfigured,
    NotSent,
    OutcomeUnknown,
    TryLater,
)
from launches.models import Checking, Launch, Submission
from launches.problems import MovedMeanwhile
from launches.services import acceptance, epoch, last_look, pods, schedule, schema
from launches.statuses import SubmissionStatus
from launches.transitions import KALEYRA, WORKER

log = logging.getLogger(__name__)

# A call ends within KALEYRA_TIMEOUT; what is still "sending" this much later has lost its worker.
GRACE = timedelta(seconds=15)
# So much may the clocks, and the timeouts, of two workers differ.
CLOCKS_DIFFER = timedelta(minutes=10)
LOOK_FOR_IT = "Look for the launch in Kaleyra's console, then settle it on the unconfirmed desk."


def deliver(pk: int) -> None:
    """The approved submission was sent, or is left for later; sent at most once however often this is called."""
    submission = claim(pk)
    if submission is None:
        return
    if gateway.fingerprint(submission.payload) != submission.payload_sha256:
        reason = "Not sent: the stored request is not the one that was approved."
        _settle(submission, SubmissionStatus.REFUSED, reason, "Nothing was sent. Tell an admin.")
        return
    try:
        answer = _call(submission)
    except KaleyraError as problem:
        _settle_problem(submission, problem)
    except MovedMeanwhile:
        last_look.take_back(submission)
    except Exception:
        # A fault of ours while a request may be on its way: nobody knows, and we say so.
        log.exception("Delivery of submission %s broke off.", pk)
        _leave_unconfirmed(submission, "The delivery broke off.")
    else:
        _write_down(submission, answer)


def _write_down(submission: Submission, answer: Answer[LaunchReply]) -> None:
    """The answer is on record. A database that was locked or away for a moment is asked a second time."""
    try:
        try:
            _settle_answer(submission, answer)
        except (OperationalError, InterfaceError):
            if not _has_come_back(submission):
                raise
            if submission.status != SubmissionStatus.ACCEPTED:
                _settle_answer(submission, answer)
    except Exception:
        # Kaleyra has it, and we could not write that down: the exchange says what a person needs.
        log.exception("The answer to submission %s could not be written down.", submission.pk)
        reason = "Kaleyra answered that it took it, but the answer could not be written down."
        submission.refresh_from_db()  # what was rolled back still stands in it
        if submission.status == SubmissionStatus.SENDING:
            _leave_unconfirmed(submission, reason)


def claim(pk: int) -> Submission | None:
    """The submission, ours to send until its lease ends; None when there is nothing to send now."""
    submission = Submission.objects.select_related("launch__agent").get(pk=pk)
    now = timezone.now()
    pod = submission.launch.agent.pod
    is_early = submission.send_after is not None and submission.send_after > now
    if submission.status != SubmissionStatus.APPROVED or is_early:
        return None
    if pod not in gateway.offered_pods() or not epoch.is_ours():
        return None
    facts: dict[str, object] = {
        "attempt": uuid.uuid4(),
        "attempts": submission.attempts + 1,
        "lease_until": now + _lease(),
    }
    # As we read it: one that was put back meanwhile is approved too, but has to wait.
    as_read = {"attempt": submission.attempt, "send_after": submission.send_after}
    try:
        with transaction.atomic():
            # Whoever pulls the brake waits for this lock: what is pulled is seen here, or we were first.
            pods.lock(pod)
            if not pods.may_send(pod) or not schema.is_ours():
                return None
            transitions.move(submission, SubmissionStatus.SENDING, by=WORKER, holding=as_read, facts=facts)
    except MovedMeanwhile:
        return None  # Another worker has it.
    except (OperationalError, InterfaceError):
        # Perhaps only the answer to our COMMIT got lost. What is not proven to be ours is not sent.
        if not _was_committed(pk, facts):
            raise
    return submission


def _was_committed(pk: int, facts: dict[str, object]) -> bool:
    """Does the row say, on a connection that works, that this claim is the one that holds it?"""
    if connection.in_atomic_block:
        return False
    _drop_a_dead_connection()
    return Submission.objects.filter(pk=pk, status=SubmissionStatus.SENDING, **facts).exists()


def _has_come_back(submission: Submission) -> bool:
    """Can the database be asked again? Then the submission says what is really stored."""
    if connection.in_atomic_block:
        return False
    _drop_a_dead_connection()
    submission.refresh_from_db()
    return True


def _drop_a_dead_connection() -> None:
    if not connection.is_usable():
        connection.close()


def _settle_answer(submission: Submission, answer: Answer[LaunchReply]) -> None:
    """Kaleyra took it: the launch has its id, every carrier is with its carrier."""
    _record(submission, answer.exchanges)
    reply = answer.value
    launch = submission.launch
    pods.answered(launch.agent.pod)
    if submission.is_agent_launch and _belongs_to_another(launch, reply.agent_launch_id):
        reason = f"Kaleyra answered with an id that belongs to another launch: {reply.agent_launch_id}."
        _leave_unconfirmed(submission, reason)
        return
    try:
        acceptance.accept(submission, reply, by=KALEYRA, holding=_ours(submission))
    except MovedMeanwhile:
        _settle_late_answer(submission, reply)


def _settle_late_answer(submission: Submission, reply: LaunchReply) -> None:
    """Our lease was over when the answer came. While the outcome is still unknown, this is the proof."""
    log.warning("The answer to submission %s came after its lease.", submission.pk)
    ours = _ours(submission)
    reason = "The answer came after all, later than we had waited for it."
    submission.refresh_from_db()
    with suppress(MovedMeanwhile), transaction.atomic():
        if submission.status == SubmissionStatus.APPROVED:
            # Somebody said that Kaleyra does not have it. It does, so that it must not be sent once more.
            transitions.move(
                submission, SubmissionStatus.UNCONFIRMED, by=KALEYRA, reason=reason, holding=ours
            )
        if submission.status == SubmissionStatus.UNCONFIRMED:
            acceptance.accept(submission, reply, by=KALEYRA, holding=ours, reason=reason)


def sweep() -> None:
    """Nothing is forgotten: a lost delivery becomes unconfirmed, a waiting one is woken."""
    now = timezone.now()
    # A lease that ends later than any lease could was given before the clock was put back.
    is_over = Q(lease_until__lt=now) | Q(lease_until__gt=now + _lease() + CLOCKS_DIFFER)
    lost = Submission.objects.filter(is_over, status=SubmissionStatus.SENDING)
    for submission in lost.select_related("launch__agent"):
        reason = "The worker stopped while it was sending; whether Kaleyra got it is not known."
        try:
            _leave_unconfirmed(submission, reason)
        except Exception:
            # One that cannot be written must not keep the others from being seen to.
            log.exception("Submission %s lost its worker, and that could not be written down.", submission.pk)
    able = [pod for pod in gateway.offered_pods() if pods.may_send(pod)]
    waiting = Submission.objects.filter(status=SubmissionStatus.APPROVED, launch__agent__pod__in=able)
    for pk in waiting.exclude(send_after__gt=now).order_by("reviewed_at").values_list("pk", flat=True):
        wake.after_commit("deliver", pk)


def _lease() -> timedelta:
    return timedelta(seconds=settings.KALEYRA_TIMEOUT) + GRACE


def _call(submission: Submission) -> Answer[LaunchReply]:
    client = gateway.client_for(submission.launch.agent.pod)
    call = client.launch_agent if submission.is_agent_launch else client.launch_carriers
    last_look.hand_back_the_connection()
    return call(submission.payload, last_look=lambda: last_look.refuse_lost(submission))


def _settle_problem(submission: Submission, problem: KaleyraError) -> None:
    """What the error means for the submission; the exchanges are kept whatever it is."""
    _record(submission, problem.exchanges)
    pod = submission.launch.agent.pod
    if isinstance(problem, NotSent | TryLater):
        pods.failed(pod, problem.sentence, wait=problem.retry_after)
        _put_back(submission, problem)
    elif isinstance(problem, OutcomeUnknown):
        pods.failed(pod, problem.sentence, wait=problem.retry_after)
        hint = f" The answer mentions the id {problem.suggested_id}." if problem.suggested_id else ""
        _leave_unconfirmed(submission, _words(problem) + hint, problem.code)
    else:
        if isinstance(problem, Misconfigured):
            pods.stop(pod, problem.sentence)
        else:
            pods.answered(pod)
        _settle(submission, SubmissionStatus.REFUSED, _words(problem), problem.next_step, problem.code)


def _put_back(submission: Submission, problem: NotSent | TryLater) -> None:
    """Nothing left for certain, so it waits a little and is sent again: the only automatic retry."""
    wait = problem.retry_after or min(10 * 2 ** min(submission.attempts, 8), 900)
    send_after = timezone.now() + timedelta(seconds=wait * random.uniform(1.0, 1.3))  # noqa: S311 (jitter)
    facts: dict[str, object] = {"send_after": send_after, "settled_at": None}
    if _settle(
        submission, SubmissionStatus.APPROVED, _words(problem), problem.next_step, problem.code, facts
    ):
        wake.at(send_after, "deliver", submission.pk)


def _leave_unconfirmed(submission: Submission, reason: str, code: str = "") -> None:
    """Nobody knows whether Kaleyra has it. Of a carrier launch the status endpoint may tell: it is asked soon."""
    is_settled = _settle(submission, SubmissionStatus.UNCONFIRMED, reason, LOOK_FOR_IT, code)
    if is_settled and not submission.is_agent_launch:
        soon = timezone.now() + schedule.SOONEST
        Checking.objects.filter(pk=submission.launch_id).update(next_at=soon)
        wake.at(soon, "refresh_due")


def _settle(
    submission: Submission,
    status: SubmissionStatus,
    reason: str,
    next_step: str,
    code: str = "",
    facts: dict[str, object] | None = None,
) -> bool:
    settled = {"settled_at": timezone.now(), "next_step": next_step, "lease_until": None} | (facts or {})
    try:
        transitions.move(
            submission,
            status,
            by=WORKER,
            reason=reason,
            raw_code=code[:40],
            holding=_ours(submission),
            facts=settled,
        )
    except MovedMeanwhile:
        log.warning("Submission %s was settled by somebody else meanwhile.", submission.pk)
        return False
    return True


def _ours(submission: Submission) -> dict[str, object]:
    """Only the attempt that claimed it may settle it."""
    return {"attempt": submission.attempt}


def _record(submission: Submission, exchanges: tuple[Exchange, ...]) -> None:
    """Kept at once, in a transaction of its own: what came back survives whatever settling does."""
    gateway.record(exchanges, pod=submission.launch.agent.pod, submission=submission)


def _belongs_to_another(launch: Launch, agent_launch_id: str) -> bool:
    return Launch.objects.filter(agent_launch_id=agent_launch_id).exclude(pk=launch.pk).exists()


def _words(problem: KaleyraError) -> str:
    return f"{problem.sentence} ({problem.detail})" if problem.detail else problem.sentence
