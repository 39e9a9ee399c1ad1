"""What came of asking about launches, written down in batches."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from launches import gateway, transitions
from launches.kaleyra import Answer, KaleyraError, LaunchReply, Misconfigured, Refused
from launches.models import Checking, LaunchRegion, SameRow, Submission
from launches.services import breaks, carriers, desk, pods, schedule
from launches.services.claims import Claimed, Outcome
from launches.services.known import Known
from launches.services.quiet import Quiet, looked
from launches.services.readings import Readings
from launches.services.turns import turn
from launches.statuses import CarrierState, SubmissionKind, SubmissionStatus

log = logging.getLogger(__name__)

ANOTHER_AGENT = "Kaleyra's answer speaks of another agent."
Rows = Sequence[LaunchRegion] | Sequence[carriers.KnownRow]


class Writer:
    """Writes the outcomes of one round."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings

    def write(self, batch: Sequence[Outcome]) -> None:
        """One short transaction for the batch. When a row breaks it, its halves by themselves; the broken row
        is pushed back.
        """
        if not connection.in_atomic_block and not connection.is_usable():
            connection.close()  # one that broke while we waited
        try:
            with turn(), transaction.atomic():
                self._write_rows(batch)
        except Exception as problem:
            if len(batch) == 1:
                log.exception("The answer for launch %s could not be written.", batch[0].launch.pk)
                _set_aside(batch[0], problem)
                return
            log.info("A batch of %d answers could not be written; its halves may.", len(batch), exc_info=True)
            half = len(batch) // 2
            self.write(batch[:half])
            self.write(batch[half:])

    def _write_rows(self, batch: Sequence[Outcome]) -> None:
        _tell_pods(batch)  # first, because pods are locked before launches
        _keep_exchanges(batch)
        breaks.forget([outcome.launch.pk for outcome in batch if outcome.is_answered])
        known, quiet, news = Known(batch), Quiet(), []
        for outcome in sorted(batch, key=lambda outcome: outcome.launch.pk):
            launch, answer = outcome.launch, outcome.answer
            if outcome.same:
                _write_same(launch, known, quiet)
            elif answer is None:
                _write_problem(outcome)
            elif known.is_about_another_agent(launch, answer.value):
                _push_back(launch, ANOTHER_AGENT)
            elif not known.is_ours(launch):
                continue
            elif self._is_news(launch, answer.value, known):
                news.append((launch, answer.value))
            else:
                self._write_nothing_new(launch, answer, known, quiet)
        quiet.write()
        # News last: whoever else writes history waits from the first of it until our transaction ends.
        for launch, reply in news:
            self._write_news(launch, reply, known)

    def _is_news(self, launch: Claimed, reply: LaunchReply, known: Known) -> bool:
        """Must the reply be recorded? Beside an unconfirmed carrier launch always: it may be the proof."""
        return launch.pk in known.unconfirmed or not carriers.says_nothing_new(
            known.launches[launch.pk],
            known.rows[launch.pk],
            reply,
            matcher=self._readings.of(launch.pod).matcher,
            states=known.states,
        )

    def _write_nothing_new(
        self, launch: Claimed, answer: Answer[LaunchReply], known: Known, quiet: Quiet
    ) -> None:
        rows = known.rows[launch.pk]
        quiet.add(launch.pk, _states(rows), _moved_at(rows))
        quiet.remember(answer, read_by=self._readings.of(launch.pod).digest)

    def _write_news(self, claimed: Claimed, reply: LaunchReply, known: Known) -> None:
        matcher, now = self._readings.of(claimed.pod).matcher, timezone.now()
        is_unconfirmed = claimed.pk in known.unconfirmed and not _settle_by_proof(
            claimed.pk, known.rows[claimed.pk], reply, matcher
        )
        rows, has_changed = carriers.record_reply(
            known.launches[claimed.pk], reply, at=now, matcher=matcher, states=known.states, is_complete=True
        )
        if has_changed:
            transitions.roll_up(claimed.pk, by=transitions.KALEYRA)
        next_at = schedule.next_check(
            _states(rows), moved_at=_moved_at(rows) or now, now=now, is_unconfirmed=is_unconfirmed
        )
        Checking.objects.filter(pk=claimed.pk).update(next_at=next_at, **looked(now))


def _write_same(claimed: Claimed, known: Known, quiet: Quiet) -> None:
    """Nothing new was said. Unless something of ours has changed meanwhile: then an answer has to be read."""
    if not known.is_ours(claimed):
        return
    if known.is_untouched(claimed):
        quiet.add(claimed.pk, *known.standings.get(claimed.pk, ([], None)))
    else:
        Checking.objects.filter(pk=claimed.pk).update(lease_until=None, next_at=timezone.now())


def _states(rows: Rows) -> list[CarrierState]:
    return [CarrierState(row.state) for row in rows]


def _moved_at(rows: Rows) -> datetime | None:
    return max((row.state_since for row in rows), default=None)


def _settle_by_proof(
    launch_id: int, known: Sequence[carriers.KnownRow], reply: LaunchReply, matcher: gateway.RegionMatcher
) -> bool:
    """An unconfirmed carrier launch whose carriers are all newly listed was received: that is the proof.

    Answers whether it is settled now, also by a person who was faster. Called before the reply is recorded, so that
    history has what a carrier said in the right order.
    """
    submission = Submission.objects.filter(
        launch=launch_id, status=SubmissionStatus.UNCONFIRMED, kind=SubmissionKind.CARRIER_LAUNCH
    ).first()
    if submission is None:
        return True
    wanted = set(submission.regions.values_list("pk", flat=True))
    before = [row.region_id for row in known if row.region_id is not None]
    listed = {region.pk for _, region in matcher.match(before, reply.regions) if region is not None}
    is_proven = wanted <= listed and wanted.isdisjoint(before)
    if is_proven:
        desk.settle_by_proof(submission, reply)
    return is_proven


def _keep_exchanges(batch: Sequence[Outcome]) -> None:
    gateway.record_each(
        (exchange, outcome.launch.pod, outcome.launch.pk)
        for outcome in batch
        for exchange in outcome.exchanges
    )
    gateway.record_same(
        SameRow(
            same.request_id, launch.pk, launch.pod, same.duration_ms, last.call_id, last.code, same.started_at
        )
        for launch, _, _, same in batch
        if same and (last := launch.last)
    )


def _write_problem(outcome: Outcome) -> None:
    problem = outcome.problem
    if problem is None:
        _push_back(outcome.launch, "The check broke off.")
        breaks.note(outcome.launch.pk, "Asking broke off; the worker's log says where.")
    else:
        _push_back(outcome.launch, problem.sentence, problem.retry_after)


def _push_back(launch: Claimed, problem: str, retry_after: float | None = None) -> None:
    failures = launch.failures + 1
    Checking.objects.filter(pk=launch.pk, lease_until=launch.lease_until).update(
        failures=failures,
        failing_since=Coalesce("failing_since", timezone.now()),
        problem=problem,
        lease_until=None,
        next_at=schedule.push_back(failures, now=timezone.now(), retry_after=retry_after),
    )


def _set_aside(outcome: Outcome, problem: Exception) -> None:
    """The exchange is kept if possible, and the launch is asked later; it is parked if this keeps happening.

    A database that is locked or away does not count: the answer is not to blame.
    """
    try:
        with transaction.atomic():
            _keep_exchanges([outcome])
    except Exception:
        log.exception("Not even the exchange about launch %s could be kept.", outcome.launch.pk)
    Checking.objects.filter(pk=outcome.launch.pk).update(last_answer=None)  # the next one is read in any case
    _push_back(outcome.launch, "The answer could not be written.")
    if not isinstance(problem, OperationalError | InterfaceError):
        breaks.note(outcome.launch.pk, f"{type(problem).__name__}: {problem}")


def _tell_pods(batch: Sequence[Outcome]) -> None:
    """Which pods answered, and which failed since they last did."""
    failures: dict[str, list[KaleyraError]] = {}
    has_answered = set()
    for outcome in batch:
        pod = outcome.launch.pod
        # A refusal is about the launch, not the pod.
        if outcome.is_answered or isinstance(outcome.problem, Refused):
            has_answered.add(pod)
            failures[pod] = []
        elif outcome.problem:
            failures.setdefault(pod, []).append(outcome.problem)
    for pod, problems in sorted(failures.items()):
        if pod in has_answered:
            pods.answered(pod)
        elif key_refused := next(filter(_is_about_the_key, problems), None):
            # Stopped before a submission gets the same answer, and has to be reviewed once more.
            pods.stop(pod, key_refused.sentence)
        # Parallel calls fail together: enough of them count to open the breaker, but not each one for a longer pause.
        for problem in sorted(problems, key=lambda problem: problem.retry_after or 0)[-pods.TOLERATED :]:
            pods.failed(pod, problem.sentence, wait=problem.retry_after)


def _is_about_the_key(problem: KaleyraError) -> bool:
    """Would a submission be refused for the same reason? A 403 may be about this one question."""
    return isinstance(problem, Misconfigured) and problem.http_status == 401
