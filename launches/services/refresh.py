"""Following what the carriers say: claim who is due, ask Kaleyra side by side, write the answers in batches."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from launches import access, gateway, transitions, wake
from launches.kaleyra import Answer, KaleyraError, LaunchReply, Refused
from launches.models import Launch, Submission
from launches.problems import NotAllowed
from launches.services import carriers, desk, pods, schedule
from launches.statuses import SubmissionKind, SubmissionStatus

log = logging.getLogger(__name__)

CLAIMED_AT_ONCE = 500
WRITTEN_AT_ONCE = 50
LEASE = timedelta(minutes=3)
POLITE_PAUSE = timedelta(seconds=10)  # between two checks of one launch that people ask for


class Outcome(NamedTuple):
    """What came of asking about one launch: an answer, a problem, or neither when the asking itself broke."""

    launch: Launch
    answer: Answer[LaunchReply] | None = None
    problem: KaleyraError | None = None


def check_now(launch: Launch, *, by: User) -> bool:
    """The worker is asked to check this launch next. False when it was checked only just now.

    Raises NotAllowed.
    """
    if not access.moves(by, launch).check_now:
        raise NotAllowed("This launch cannot be checked.")
    now = timezone.now()
    if launch.checked_at is not None and launch.checked_at > now - POLITE_PAUSE:
        return False
    with transaction.atomic():
        Launch.objects.filter(pk=launch.pk).update(next_check_at=now)
        wake.after_commit("refresh_due")
    return True


def refresh_due() -> int:
    """Every launch that was due has been asked about. Answers how many."""
    launches = _claim()
    if not launches:
        return 0
    outcomes = _ask_all(launches)
    while batch := list(islice(outcomes, WRITTEN_AT_ONCE)):
        _write(batch)
    _wake_for_the_next()
    return len(launches)


def _claim() -> list[Launch]:
    """The due launches of the pods that we may ask, ours until the lease ends."""
    now = timezone.now()
    able = [pod for pod in gateway.offered_pods() if pods.may_ask(pod)]
    with transaction.atomic():
        due = Launch.objects.due(now).filter(agent__pod__in=able).exclude(agent_launch_id="")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        launches = list(due.select_related("agent")[:CLAIMED_AT_ONCE])
        Launch.objects.filter(pk__in=[launch.pk for launch in launches]).update(check_lease_until=now + LEASE)
    for launch in launches:
        launch.check_lease_until = now + LEASE
    return launches


def _ask_all(launches: list[Launch]) -> Iterator[Outcome]:
    """Each outcome as it comes. The threads only speak HTTP; everything written is written by the caller."""
    with ThreadPoolExecutor(min(settings.KALEYRA_PARALLEL, len(launches))) as pool:
        for future in as_completed([pool.submit(_ask, launch) for launch in launches]):
            yield future.result()


def _ask(launch: Launch) -> Outcome:
    """What Kaleyra says about this launch; never an exception, which would end the round for all the others."""
    agent = launch.agent
    try:
        client = gateway.client_for(agent.pod)
        answer = client.launch_status(agent_no=agent.agent_no, agent_launch_id=launch.agent_launch_id)
    except KaleyraError as problem:
        return Outcome(launch, problem=problem)
    except Exception:
        log.exception("Asking about launch %s broke off.", launch.pk)
        return Outcome(launch)
    return Outcome(launch, answer)


def _write(batch: list[Outcome]) -> None:
    """One short transaction for the batch; when one row breaks it, each on its own, and the broken one pushed back."""
    try:
        with transaction.atomic():
            _write_rows(batch)
    except Exception:
        if len(batch) == 1:
            log.exception("The answer for launch %s could not be written.", batch[0].launch.pk)
            _push_back(batch[0].launch, "The answer could not be written.", None)
            return
        for outcome in batch:
            _write([outcome])


def _write_rows(batch: list[Outcome]) -> None:
    states = gateway.StateMap()
    matchers: dict[str, gateway.RegionMatcher] = {}
    for outcome in sorted(batch, key=lambda outcome: outcome.launch.pk):
        pod = outcome.launch.agent.pod
        if pod not in matchers:
            matchers[pod] = gateway.RegionMatcher(pod)
        if outcome.answer is not None:
            _write_answer(outcome.launch, outcome.answer, matchers[pod], states)
        elif outcome.problem is not None:
            _write_problem(outcome.launch, outcome.problem)
        else:
            _push_back(outcome.launch, "The check broke off.", None)


def _write_answer(
    launch: Launch, answer: Answer[LaunchReply], matcher: gateway.RegionMatcher, states: gateway.StateMap
) -> None:
    now = timezone.now()
    pods.answered(launch.agent.pod)
    gateway.record(answer.exchanges, pod=launch.agent.pod, launch_id=launch.pk)
    if transitions.lock(launch.pk).check_lease_until != launch.check_lease_until:
        return  # Our lease ended, and somebody else has asked since: this answer is the older one.
    is_unconfirmed = _settle_by_proof(launch, answer.value, matcher)
    changed = carriers.record_reply(
        launch, answer.value, at=now, matcher=matcher, states=states, is_complete=True
    )
    if changed:
        transitions.roll_up(launch.pk, by=transitions.KALEYRA)
    rows = list(launch.launch_regions.all())
    moved_at = max((row.state_since for row in rows), default=now)
    Launch.objects.filter(pk=launch.pk).update(
        checked_at=now,
        check_failures=0,
        check_problem="",
        check_lease_until=None,
        next_check_at=schedule.next_check(
            [row.carrier_state for row in rows], moved_at=moved_at, now=now, is_unconfirmed=is_unconfirmed
        ),
    )


def _settle_by_proof(launch: Launch, reply: LaunchReply, matcher: gateway.RegionMatcher) -> bool:
    """An unconfirmed carrier launch whose carriers are all newly listed was received: that is the proof.

    Answers whether one stays unconfirmed.

    Before the reply is recorded, so that history tells of a carrier what it said, in the order of its saying.
    """
    submission = Submission.objects.filter(
        launch=launch, status=SubmissionStatus.UNCONFIRMED, kind=SubmissionKind.CARRIER_LAUNCH
    ).first()
    if submission is None:
        return False
    wanted = set(submission.regions.values_list("pk", flat=True))
    before = set(launch.launch_regions.filter(region__isnull=False).values_list("region_id", flat=True))
    listed = {region.pk for _, region in matcher.match(launch, reply.regions) if region is not None}
    if wanted <= listed and not wanted & before:
        desk.settle_by_proof(submission, reply)
        return False
    return True


def _write_problem(launch: Launch, problem: KaleyraError) -> None:
    if isinstance(problem, Refused):
        pods.answered(launch.agent.pod)  # It is about this launch, not about the pod.
    else:
        pods.failed(launch.agent.pod, problem.sentence, wait=problem.retry_after)
    gateway.record(problem.exchanges, pod=launch.agent.pod, launch_id=launch.pk)
    _push_back(launch, problem.sentence, problem.retry_after)


def _push_back(launch: Launch, problem: str, retry_after: float | None) -> None:
    failures = launch.check_failures + 1
    Launch.objects.filter(pk=launch.pk, check_lease_until=launch.check_lease_until).update(
        check_failures=failures,
        check_problem=problem,
        check_lease_until=None,
        next_check_at=schedule.push_back(failures, now=timezone.now(), retry_after=retry_after),
    )


def _wake_for_the_next() -> None:
    """Within the minute of the periodic tick: come back when the next one is due, best effort."""
    now = timezone.now()
    soon = Launch.objects.filter(next_check_at__lt=now + timedelta(seconds=60)).order_by("next_check_at")
    if next_at := soon.values_list("next_check_at", flat=True).first():
        wake.at(max(next_at, now + timedelta(seconds=1)), "refresh_due")
