"""The doors of the task engine: each calls its service, and may be called twice, late, or for nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from launches import tasks
from launches.models import CarrierRegion, Checking, Heartbeat, Submission
from launches.services import delivery, desk, pods
from launches.statuses import SubmissionStatus
from tests.factories import make_accepted, make_approved

S = SubmissionStatus
ENGINE = tasks.deliver.huey
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_queue")]


def work():
    """What a worker does: everything that waits, one after another. Answers the names."""
    done = []
    while task := ENGINE.dequeue():
        done.append(task.name.rsplit(".")[-1])
        ENGINE.execute(task)
    return done


def test_it_ticks_every_minute_and_syncs_four_times_a_day():
    periodic = {task.__name__: task for task in ENGINE._registry._periodic_tasks}
    day = [datetime(2026, 11, 21, tzinfo=UTC) + timedelta(minutes=minute) for minute in range(24 * 60)]

    times = {name: sum(task().validate_datetime(moment) for moment in day) for name, task in periodic.items()}

    assert times == {
        "every_minute": 1440,
        "mail_every_minute": 1440,
        "refresh_every_minute": 1440,
        "sync_regularly": 4,
        "sync_what_is_missing": 288,
        "purge_regularly": 6,
    }


def test_it_beats_when_it_starts_and_every_minute():
    tasks.begin()
    first = Heartbeat.objects.get(name="worker").at

    tasks.every_minute.call_local()

    assert Heartbeat.objects.get(name="worker").at > first


def test_it_beats_before_it_delivers_what_waits_already(mona, rita):
    make_approved(mona, rita)
    for task in ENGINE.read_periodic(datetime(2026, 11, 21, 12, 1, tzinfo=UTC)):
        ENGINE.enqueue(task)

    names = [task.name.rsplit(".")[-1] for task in iter(ENGINE.dequeue, None)]

    # However many wait, and however long Kaleyra takes over each.
    assert sorted(names[:3]) == ["every_minute", "mail_every_minute", "refresh_every_minute"]
    assert names[3:] == ["deliver"]


def test_it_settles_at_its_start_what_a_worker_before_it_left(sandbox, mona, rita):
    lost = make_approved(mona, rita)
    delivery.claim(lost.pk)
    Submission.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    tasks.begin()

    lost.refresh_from_db()
    assert lost.status == S.UNCONFIRMED


def test_it_finds_what_was_forgotten(sandbox, mona, rita):
    waiting = make_approved(mona, rita, carriers=["Canada: Bell"])
    lost = make_approved(mona, rita, carriers=["Canada: Telus"])
    delivery.claim(lost.pk)
    Submission.objects.filter(pk=lost.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    ENGINE.storage.flush_all()  # every wake-up got lost

    tasks.every_minute.call_local()
    work()

    waiting.refresh_from_db()
    lost.refresh_from_db()
    assert (waiting.status, lost.status) == (S.ACCEPTED, S.UNCONFIRMED)
    assert [arrival.body.decode() for arrival in sandbox.requests if arrival.method == "POST"] == [
        waiting.payload
    ]


def test_it_asks_again_about_an_id_that_could_not_be_verified(sandbox, mona, rita):
    submission = make_approved(mona, rita)
    sandbox.answer_next("rcs502", on="launch", taken=True)
    delivery.deliver(submission.pk)
    submission.refresh_from_db()
    desk.settle_with_id(submission, by=rita, agent_launch_id=sandbox.launches()[0]["agent_launch_id"])
    ENGINE.storage.flush_all()

    tasks.every_minute.call_local()

    assert "verify" in work()
    submission.refresh_from_db()
    assert submission.status == S.ACCEPTED


def test_it_leaves_alone_what_has_to_wait(sandbox, mona, rita):
    submission = make_approved(mona, rita)
    Submission.objects.update(send_after=timezone.now() + timedelta(minutes=1))
    ENGINE.storage.flush_all()

    tasks.every_minute.call_local()

    assert work() == []
    submission.refresh_from_db()
    assert submission.status == S.APPROVED


def test_it_is_harmless_when_a_task_comes_twice_and_late(sandbox, mona, rita):
    submission = make_approved(mona, rita)
    for _ in range(3):
        tasks.deliver(submission.pk)

    assert work().count("deliver") == 4

    submission.refresh_from_db()
    assert (submission.status, submission.attempts) == (S.ACCEPTED, 1)
    assert len([arrival for arrival in sandbox.requests if arrival.method == "POST"]) == 1


def test_it_follows_launches_that_are_due(sandbox, mona, rita):
    launch = make_accepted(mona, rita)
    Checking.objects.update(next_at=timezone.now())

    tasks.refresh_every_minute.call_local()

    launch.refresh_from_db()
    assert launch.checking.checked_at is not None


def test_it_fetches_a_first_catalogue_as_soon_as_kaleyra_is_well_again(sandbox):
    sandbox.answer_next("html-503", on="regions", times=0)
    tasks.begin()
    assert work() == ["sync_regions", "sync_regions"]
    assert CarrierRegion.objects.count() == 0
    sandbox.answer_honestly()
    pods.failed("IN", "It asked us to stay away.", wait=60)

    tasks.sync_what_is_missing.call_local()

    assert work() == ["sync_regions"]
    assert set(CarrierRegion.objects.values_list("pod", flat=True)) == {"NA"}


def test_it_syncs_every_pod_and_survives_one_that_does_not_answer(sandbox, caplog):
    sandbox.answer_next("regions-empty", on="regions")
    CarrierRegion.objects.create(pod="IN", remote_id="x", display_name="X: Y", country="X", carrier="Y")

    tasks.sync_regularly.call_local()

    assert work() == ["sync_regions", "sync_regions"]
    assert CarrierRegion.objects.filter(pod="IN").count() == 1
    assert CarrierRegion.objects.filter(pod="NA").count() > 30
    assert "The IN catalogue was not synced" in caplog.text


def test_it_syncs_no_pod_that_wants_to_be_left_alone(sandbox):
    pods.failed("NA", "It asked us to stay away.", wait=60)

    tasks.sync_regularly.call_local()

    assert work() == ["sync_regions"]
    assert set(CarrierRegion.objects.values_list("pod", flat=True)) == {"IN"}
