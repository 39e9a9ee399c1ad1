"""What came of asking about launches, written down in batches."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from launches import gateway, transitions
from launches.kaleyra import Answer, Exchange, KaleyraError, LaunchReply, Misconfigured, Refused
from launches.models import Launch, LaunchRegion, Submission
from launches.services import breaks, carriers, desk, pods, schedule
from launches.statuses import CarrierState, SubmissionKind, SubmissionStatus

log = logging.getLogger(__name__)

ANOTHER_AGENT = "Kaleyra's answer speaks of another agent."
Rows = Sequence[LaunchRegion] | Sequence[carriers.KnownRow]


class Claimed(NamedTuple):
    """A launch that is ours to ask about until the lease ends, as far as that takes."""

    pk: int
    agent_launch_id: str
    check_failures: int
    pod: str
    agent_no: str
    check_lease_until: datetime | None


class Outcome(NamedTuple):
    """What came of asking about one launch: an answer, a problem, or neither when the asking itself broke."""

    launch: Claimed
    answer: Answer[LaunchReply] | None = None
    problem: KaleyraError | None = None

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Every try, whatever it came to."""
        said = self.answer or self.problem
        return said.exchanges if said else ()


class Writer:
    """Writes the outcomes of one round. The catalogue is read once for all of it."""

    def __init__(self) -> None:
        self._matchers: dict[str, gateway.RegionMatcher] = {}

    def write(self, batch: Sequence[Outcome]) -> None:
        """One short transaction for the batch. When a row breaks it, its halves by themselves; the broken row
        is pushed back.
        """
        if not connection.in_atomic_block:
            close_old_connections()  # one that broke while we waited
        try:
            with transaction.atomic():
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
        gateway.record_each(asked for outcome in batch for asked in _exchanges(outcome))
        breaks.forget([outcome.launch.pk for outcome in batch if outcome.answer])
        known = _Known(batch)
        quiet = _Quiet()
        for outcome in sorted(batch, key=lambda outcome: outcome.launch.pk):
            if outcome.answer is None:
                _write_problem(outcome)
            elif known.is_about_another_agent(outcome.launch, outcome.answer.value):
                _push_back(outcome.launch, ANOTHER_AGENT)
            elif known.is_ours(outcome.launch):
                self._write_answer(outcome.launch, outcome.answer.value, known, quiet)
        quiet.write()

    def _write_answer(self, claimed: Claimed, reply: LaunchReply, known: "_Known", quiet: "_Quiet") -> None:
        launch, rows = known.launches[claimed.pk], known.rows[claimed.pk]
        matcher = self._matcher(claimed.pod)
        is_unconfirmed = claimed.pk in known.unconfirmed
        if is_unconfirmed or not carriers.says_nothing_new(
            launch, rows, reply, matcher=matcher, states=known.states
        ):
            is_unconfirmed = is_unconfirmed and not _settle_by_proof(launch.pk, rows, reply, matcher)
            _write_news(launch, reply, matcher, known.states, is_unconfirmed=is_unconfirmed)
        else:
            quiet.add(launch.pk, rows)

    def _matcher(self, pod: str) -> gateway.RegionMatcher:
        if pod not in self._matchers:
            self._matchers[pod] = gateway.RegionMatcher(pod)
        return self._matchers[pod]


class _Known:
    """What we know of the launches of a batch. All of them are locked, in one order for everybody."""

    def __init__(self, batch: Sequence[Outcome]) -> None:
        pks = [outcome.launch.pk for outcome in batch]
        held = Launch.objects.select_for_update().filter(pk__in=pks).order_by("pk")
        facts = held.values_list(*carriers.KnownLaunch._fields)
        self.launches = {launch.pk: launch for launch in map(carriers.KnownLaunch._make, facts)}
        self.rows: dict[int, list[carriers.KnownRow]] = defaultdict(list)
        rows = LaunchRegion.objects.filter(launch__in=pks).values_list(*carriers.KnownRow._fields)
        for row in map(carriers.KnownRow._make, rows):
            self.rows[row.launch_id].append(row)
        # All there are: few, and less to ask for than those among so many launches.
        unconfirmed = Submission.objects.filter(
            status=SubmissionStatus.UNCONFIRMED, kind=SubmissionKind.CARRIER_LAUNCH
        )
        self.unconfirmed = set(unconfirmed.values_list("launch_id", flat=True))
        self.states = gateway.StateMap()
        self._others = gateway.other_agents_named(
            (outcome.launch.pod, outcome.launch.agent_no, outcome.answer.value)
            for outcome in batch
            if outcome.answer
        )

    def is_about_another_agent(self, claimed: Claimed, reply: LaunchReply) -> bool:
        """Does the answer name another agent of ours? Then nothing in it is about this launch."""
        return reply.agent_no != claimed.agent_no and (claimed.pod, reply.agent_no) in self._others

    def is_ours(self, claimed: Claimed) -> bool:
        """Is our lease still the one? Otherwise somebody else has asked since: this answer is the older one."""
        return self.launches[claimed.pk].check_lease_until == claimed.check_lease_until


class _Quiet:
    """The launches of a batch whose carriers say nothing new: all that is written is that we looked."""

    def __init__(self) -> None:
        self._now = timezone.now()
        self._by_wait: dict[timedelta, list[int]] = defaultdict(list)

    def add(self, launch_id: int, rows: Sequence[carriers.KnownRow]) -> None:
        """This one too."""
        wait = schedule.wait(_states(rows), moved_at=_moved_at(rows, self._now), now=self._now)
        # In steps, never later than asked, so that one statement serves many.
        step = schedule.SOONEST
        self._by_wait[max(wait // step * step, step)].append(launch_id)

    def write(self) -> None:
        """They were looked at now, and each knows when it is next."""
        pks = [pk for group in self._by_wait.values() for pk in group]
        if pks:
            LaunchRegion.objects.filter(launch__in=pks).update(checked_at=self._now)
        for wait, group in self._by_wait.items():
            Launch.objects.filter(pk__in=group).update(
                next_check_at=self._now + schedule.jittered(wait), **_looked(self._now)
            )


def _looked(now: datetime) -> dict[str, object]:
    return {
        "checked_at": now, "check_failures": 0, "check_problem": "", "check_failing_since": None,
        "check_lease_until": None,
    }  # fmt: skip


def _states(rows: Rows) -> list[CarrierState]:
    return [CarrierState(row.state) for row in rows]


def _moved_at(rows: Rows, now: datetime) -> datetime:
    return max((row.state_since for row in rows), default=now)


def _write_news(
    launch: carriers.KnownLaunch,
    reply: LaunchReply,
    matcher: gateway.RegionMatcher,
    states: gateway.StateMap,
    *,
    is_unconfirmed: bool,
) -> None:
    now = timezone.now()
    rows, has_changed = carriers.record_reply(
        launch, reply, at=now, matcher=matcher, states=states, is_complete=True
    )
    if has_changed:
        transitions.roll_up(launch.pk, by=transitions.KALEYRA)
    next_check_at = schedule.next_check(
        _states(rows), moved_at=_moved_at(rows, now), now=now, is_unconfirmed=is_unconfirmed
    )
    Launch.objects.filter(pk=launch.pk).update(next_check_at=next_check_at, **_looked(now))


def _settle_by_proof(
    launch_id: int, known: Sequence[carriers.KnownRow], reply: LaunchReply, matcher: gateway.RegionMatcher
) -> bool:
    """An unconfirmed carrier launch whose carriers are all newly listed was received: that is the proof.

    Answers whether it is settled now, also by a person who was faster.

    Before the reply is recorded, so that history tells of a carrier what it said, in the order of its saying.
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


def _exchanges(outcome: Outcome) -> list[gateway.Asked]:
    return [(exchange, outcome.launch.pod, outcome.launch.pk) for exchange in outcome.exchanges]


def _write_problem(outcome: Outcome) -> None:
    problem = outcome.problem
    if problem is None:
        _push_back(outcome.launch, "The check broke off.")
        breaks.note(outcome.launch.pk, "Asking broke off; the worker's log says where.")
    else:
        _push_back(outcome.launch, problem.sentence, problem.retry_after)


def _push_back(launch: Claimed, problem: str, retry_after: float | None = None) -> None:
    failures = launch.check_failures + 1
    Launch.objects.filter(pk=launch.pk, check_lease_until=launch.check_lease_until).update(
        check_failures=failures,
        check_failing_since=Coalesce("check_failing_since", timezone.now()),
        check_problem=problem,
        check_lease_until=None,
        next_check_at=schedule.push_back(failures, now=timezone.now(), retry_after=retry_after),
    )


def _set_aside(outcome: Outcome, problem: Exception) -> None:
    """What came is kept if it can be, and the launch is pushed back; parked when it keeps breaking.

    A database that is locked or away is nobody's answer: it does not count.
    """
    try:
        with transaction.atomic():
            gateway.record_each(_exchanges(outcome))
    except Exception:
        log.exception("Not even the exchange about launch %s could be kept.", outcome.launch.pk)
    _push_back(outcome.launch, "The answer could not be written.")
    if not isinstance(problem, OperationalError | InterfaceError):
        breaks.note(outcome.launch.pk, f"{type(problem).__name__}: {problem}")


def _tell_pods(batch: Sequence[Outcome]) -> None:
    """Which pods answered, and which failed since they last did."""
    failures: dict[str, list[KaleyraError]] = {}
    has_answered = set()
    for outcome in batch:
        pod = outcome.launch.pod
        if outcome.answer or isinstance(
            outcome.problem, Refused
        ):  # A refusal is about the launch, not the pod.
            has_answered.add(pod)
            failures[pod] = []
        elif outcome.problem:
            failures.setdefault(pod, []).append(outcome.problem)
    for pod, problems in sorted(failures.items()):
        if pod in has_answered:
            pods.answered(pod)
        elif key_refused := next(filter(_is_about_the_key, problems), None):
            # Before a submission meets the same answer, and has to be reviewed once more.
            pods.stop(pod, key_refused.sentence)
        # Calls side by side share one illness: as many as open the breaker, and not each one a longer pause.
        for problem in sorted(problems, key=lambda problem: problem.retry_after or 0)[-pods.TOLERATED :]:
            pods.failed(pod, problem.sentence, wait=problem.retry_after)


def _is_about_the_key(problem: KaleyraError) -> bool:
    """Would a submission be refused for the same reason? A 403 may be about this one question."""
    return isinstance(problem, Misconfigured) and problem.http_status == 401
