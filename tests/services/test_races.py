"""Two at once: exactly one wins, and the other is told. With real threads and real commits."""

import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from launches import tasks, transitions
from launches.models import ApiCall, Checking, Launch, PodHealth, StatusEvent, Submission
from launches.problems import MovedMeanwhile, Problem
from launches.services import delivery, drafts, epoch, pods, refresh, review
from launches.services.versions import Sheet
from launches.statuses import SubmissionStatus
from tests.factories import (
    ANSWERS,
    history_of,
    make_accepted,
    make_agent,
    make_approved,
    make_launch,
    make_region,
    make_submitted,
)

S = SubmissionStatus
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*verbs):
    """Run these side by side from the same moment. Answers what each returned or raised."""
    start = threading.Barrier(len(verbs))
    outcomes = [None] * len(verbs)

    def run(place, verb):
        try:
            start.wait(timeout=120)
            outcomes[place] = verb()
        except Exception as problem:
            outcomes[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes


def test_it_sends_once_when_workers_race(sandbox, mona, rita):
    for number in range(5):
        submission = make_approved(mona, rita, carriers=[f"X: {number}"])
        sandbox.answer_next("rcs502", on="launch", taken=True)
        before = len(sandbox.requests)

        outcomes = at_once(*[lambda pk=submission.pk: delivery.deliver(pk)] * 4)

        submission.refresh_from_db()
        assert outcomes == [None] * 4
        assert len(sandbox.requests) == before + 1
        assert submission.attempts == 1
        assert history_of(submission)[-2:] == ["approved > sending", "sending > unconfirmed"]


def test_it_tries_once_when_workers_race_for_a_door_that_is_closed(sandbox, settings, mona, rita):
    settings.KALEYRA_PODS = {"NA": {**settings.KALEYRA_PODS["NA"], "base_url": "http://127.0.0.1:1"}}
    submission = make_approved(mona, rita)

    outcomes = at_once(*[lambda: delivery.deliver(submission.pk)] * 4)

    submission.refresh_from_db()
    assert outcomes == [None] * 4
    assert (submission.status, submission.attempts, ApiCall.objects.count()) == (S.APPROVED, 1, 1)
    assert submission.send_after > timezone.now()


def test_it_settles_once_when_sweeps_race(sandbox, mona, rita):
    submission = make_approved(mona, rita)
    delivery.claim(submission.pk)
    Submission.objects.update(lease_until=timezone.now())

    outcomes = at_once(delivery.sweep, delivery.sweep, delivery.sweep)

    assert outcomes == [None] * 3
    assert history_of(submission).count("sending > unconfirmed") == 1


def test_it_approves_once_when_two_reviewers_do(sandbox, mona, rita, rob):
    submission = make_submitted(mona)
    version = submission.launch.version

    def approving(by):
        mine = Submission.objects.get(pk=submission.pk)
        return lambda: review.approve(mine, by=by, version=version)

    outcomes = at_once(approving(rita), approving(rob))

    (loser,) = [outcome for outcome in outcomes if outcome is not None]
    submission.refresh_from_db()
    assert isinstance(loser, MovedMeanwhile)
    assert loser.sentence.startswith(
        f"{submission.reviewed_by.get_full_name()} was faster: it has been approved"
    )
    assert history_of(submission).count("in_review > approved") == 1


def test_it_decides_once_when_one_approves_and_the_other_sends_back(sandbox, mona, rita, rob):
    submission = make_submitted(mona)
    ritas, robs = Submission.objects.get(pk=submission.pk), Submission.objects.get(pk=submission.pk)

    outcomes = at_once(
        lambda: review.approve(ritas, by=rita, version=1),
        lambda: review.send_back(robs, by=rob, reason="Say more."),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["MovedMeanwhile", "NoneType"]
    submission.refresh_from_db()
    winner = rita if outcomes[0] is None else rob
    assert submission.reviewed_by == winner
    assert StatusEvent.objects.filter(subject="submission", from_state="in_review").count() == 1


def test_it_decides_once_when_one_approves_and_the_author_withdraws(sandbox, mona, rita):
    submission = make_submitted(mona)
    ritas, monas = Submission.objects.get(pk=submission.pk), Submission.objects.get(pk=submission.pk)

    approving, withdrawing = at_once(
        lambda: review.approve(ritas, by=rita, version=1), lambda: review.withdraw(monas, by=mona)
    )

    loser, words = (withdrawing, "Rita Ramos was faster: it has been approved since")
    if approving is not None:
        loser, words = (approving, "Mona Marsh was faster: it has been withdrawn since")
    assert isinstance(loser, MovedMeanwhile)
    assert (loser.sentence.startswith(words), [approving, withdrawing].count(None)) == (True, 1)
    submission.refresh_from_db()
    assert submission.status == (S.APPROVED if loser is withdrawing else S.DRAFT)


def test_it_makes_one_launch_when_the_form_is_sent_twice_at_once(mona):
    token, agent, region = uuid4(), make_agent(), make_region()

    def send():
        return drafts.create(
            by=mona, agent=agent, answers=ANSWERS, regions=[region], sheet=Sheet(token=token)
        ).pk

    outcomes = at_once(send, send, send)

    assert outcomes == [Launch.objects.get().pk] * 3
    assert Submission.objects.count() == 1
    assert history_of(Submission.objects.get()) == ["new > draft"]


def test_it_freezes_either_the_draft_before_or_after_an_edit(mona, rita):
    launch = make_launch(mona)
    submission = launch.first_submission()
    regions = [make_region("Canada: Telus")]

    outcomes = at_once(
        lambda: review.submit(submission, by=mona),
        lambda: drafts.save(
            Launch.objects.get(pk=launch.pk),
            by=mona,
            sheet=Sheet(version=1),
            agent=launch.agent,
            answers=ANSWERS,
            regions=regions,
        ),
    )

    submission.refresh_from_db()
    launch.refresh_from_db()
    assert outcomes[0] is None
    assert submission.status == S.IN_REVIEW
    saved = isinstance(outcomes[1], Launch)
    assert saved or isinstance(outcomes[1], Problem)
    chosen = [region.display_name for region in submission.chosen_regions()]
    assert chosen == (["Canada: Telus"] if saved else ["Canada: Bell", "Canada: Rogers"])
    assert launch.version == (2 if saved else 1)


def test_it_starts_one_later_submission_when_two_people_do(sandbox, mona, max, rita):
    launch = make_accepted(mona, rita)
    telus, videotron = make_region("Canada: Telus"), make_region("Canada: Videotron")

    outcomes = at_once(
        lambda: drafts.add_carriers(Launch.objects.get(pk=launch.pk), by=mona, regions=[telus]),
        lambda: drafts.add_carriers(Launch.objects.get(pk=launch.pk), by=max, regions=[videotron]),
    )

    assert sorted(isinstance(outcome, Problem) for outcome in outcomes) == [False, True]
    assert launch.submissions.count() == 2


def test_it_asks_about_a_launch_once_when_rounds_overlap(sandbox, mona, rita):
    for name in ("Canada: Bell", "Canada: Telus", "Canada: Rogers"):
        make_accepted(mona, rita, carriers=[name])
    Checking.objects.update(next_at=timezone.now())
    sandbox.requests.clear()

    outcomes = at_once(refresh.refresh_due, refresh.refresh_due, refresh.refresh_due)

    assert sum(outcomes) == 3
    assert len(sandbox.requests) == 3


def in_the_middle_of(verb, change):
    """Start the verb while somebody else holds what it needs; it has read by then what is changed before it goes on.

    Answers what it returned.
    """
    outcome = []

    at_the_door = threading.Event()

    def tell(execute, sql, *rest):
        if sql.startswith("BEGIN"):
            at_the_door.set()
        return execute(sql, *rest)

    def run():
        with connection.execute_wrapper(tell):
            outcome.append(verb())
        connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        change(False)
        other.start()
        wait_until(lambda: at_the_door.is_set() if connection.vendor == "sqlite" else somebody_waits())
        change(True)
    other.join(timeout=120)
    return outcome[0]


def somebody_waits():
    """Does anybody wait for what we hold? Others wait for others in the same server. SQLite cannot be asked."""
    for_us = "NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM pg_locks WHERE {for_us})")
        return cursor.fetchone()[0]


def wait_until(is_so, seconds=120):
    """It is so; at the latest in this time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "nobody came to wait"
        time.sleep(0.01)


@pytest.mark.parametrize("left", [{"send_after": timezone.now() + timedelta(1)}, {"attempt": uuid4()}])
def test_it_does_not_jump_the_queue_when_it_was_put_back_meanwhile(sandbox, mona, rita, left):
    submission = make_approved(mona, rita)
    assert pods.may_send("NA")
    assert epoch.is_ours()

    def put_back(is_time):
        transitions.lock(submission.launch_id)
        if is_time:
            Submission.objects.filter(pk=submission.pk).update(**left)

    claimed = in_the_middle_of(lambda: delivery.claim(submission.pk), put_back)

    submission.refresh_from_db()
    assert claimed is None
    assert (submission.status, submission.attempts) == (S.APPROVED, 0)


def test_it_keeps_a_pod_stopped_when_it_fails_at_the_same_time():
    assert pods.may_send("NA")

    def stop(is_time):
        if not is_time:
            pods.stop("NA", "Key not accepted.")

    in_the_middle_of(lambda: pods.failed("NA", "No answer."), stop)

    health = PodHealth.objects.get()
    assert pods.may_send("NA") is False
    assert (health.failures, health.problem) == (1, "Key not accepted.")


def test_it_wakes_the_worker_for_what_was_approved_and_not_before(sandbox, mona, rita):
    submission = make_approved(mona, rita)
    engine = tasks.deliver.huey

    (task,) = [
        task for task in engine.pending() if task.name.endswith("deliver") and task.args == (submission.pk,)
    ]
    engine.execute(task)

    submission.refresh_from_db()
    assert submission.status == S.ACCEPTED
