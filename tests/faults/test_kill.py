"""Faults 1 to 6: the worker is killed with -9 at each step of a delivery. Real processes, real signals."""

import os
import signal
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from launches.models import ApiCall, StatusEvent, Submission
from launches.services import delivery
from launches.statuses import SubmissionStatus
from tests.contract import faultserver
from tests.contract.samples import LAUNCH_ID, accepted
from tests.factories import carriers_of, history_of
from tests.faults import elsewhere
from tests.many import make_many_approved

S = SubmissionStatus


def let_the_lease_end():
    """As if the time of the lease had passed."""
    Submission.objects.filter(status=S.SENDING).update(lease_until=timezone.now() - timedelta(seconds=1))


def assert_sound():
    """The database is in one piece, as far as it can tell."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def sweep_and_try_again(submission):
    """Everything that ever happens by itself to a submission, more than once."""
    let_the_lease_end()
    for _ in range(3):
        delivery.sweep()
        delivery.deliver(submission.pk)
    submission.refresh_from_db()


# --- 1 -----------------------------------------------------------------------------------------
def test_it_is_sent_once_by_another_worker_when_the_claim_was_never_committed(
    kaleyra, approved, start, let_it_die
):
    server = kaleyra(faultserver.says(accepted()))

    let_it_die(start(elsewhere.deliver, approved.pk, "before the claim commits"))

    approved.refresh_from_db()
    assert (approved.status, approved.attempt) == (S.APPROVED, None)
    assert server.connections == 0
    assert_sound()

    delivery.deliver(approved.pk)

    approved.refresh_from_db()
    assert approved.status == S.ACCEPTED
    assert len(server.requests) == 1


# --- 2, 3, 4 and 5 -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("death", "connections", "requests"),
    [
        ("after the claim", 0, 0),
        ("after connecting", 1, 0),
        ("after the answer", 1, 1),
        ("after the exchange is kept", 1, 1),
        ("before the commit", 1, 1),
    ],
)
def test_it_is_unconfirmed_and_never_sent_again_when_the_worker_was_killed(
    kaleyra, approved, start, let_it_die, death, connections, requests
):
    server = kaleyra(faultserver.says(accepted()))

    let_it_die(start(elsewhere.deliver, approved.pk, death))

    approved.refresh_from_db()
    assert approved.status == S.SENDING  # nothing half-written: not accepted, no carrier on record
    assert carriers_of(approved.launch) == {}
    assert_sound()

    sweep_and_try_again(approved)

    assert approved.status == S.UNCONFIRMED
    assert approved.reason == "The worker stopped while it was sending; whether Kaleyra got it is not known."
    assert history_of(approved)[-2:] == ["approved > sending", "sending > unconfirmed"]
    assert (server.connections, len(server.requests)) == (connections, requests)


def test_it_keeps_the_answer_for_whoever_settles_it_when_the_worker_was_killed_after_it(
    kaleyra, approved, start, let_it_die
):
    kaleyra(faultserver.says(accepted()))

    let_it_die(start(elsewhere.deliver, approved.pk, "after the exchange is kept"))

    (call,) = ApiCall.objects.filter(submission=approved)
    assert call.verdict == "ok"
    assert LAUNCH_ID in call.response_body


def test_it_shows_it_on_the_desk_within_two_minutes_when_kaleyra_has_it_and_the_worker_is_gone(
    kaleyra, approved, start, let_it_die
):
    worker = None

    def kill_who_asks(peer):
        os.kill(worker.pid, signal.SIGKILL)

    server = kaleyra(kill_who_asks)
    worker = start(elsewhere.deliver, approved.pk)

    let_it_die(worker)

    approved.refresh_from_db()
    assert approved.status == S.SENDING
    # The lease, and the sweep that comes every minute.
    assert approved.lease_until + timedelta(seconds=60) < timezone.now() + timedelta(minutes=2)

    sweep_and_try_again(approved)

    assert approved.status == S.UNCONFIRMED
    assert [request.body.decode() for request in server.requests] == [approved.payload]


# --- 6 -----------------------------------------------------------------------------------------
def test_it_is_recorded_whole_when_the_worker_was_killed_after_the_commit(
    kaleyra, approved, start, let_it_die
):
    server = kaleyra(faultserver.says(accepted()))

    let_it_die(start(elsewhere.deliver, approved.pk, "after the commit"))
    sweep_and_try_again(approved)

    assert approved.status == S.ACCEPTED
    assert approved.launch.launch_regions.filter(region__isnull=False, state="submitted").count() == 2
    assert len(server.requests) == 1
    assert_sound()


def test_it_leaves_history_and_states_in_agreement_when_workers_are_killed_at_any_moment(
    kaleyra, mona, rita, transactional_db, start, wait_until
):
    submissions = make_many_approved(mona, rita, 12)
    server = kaleyra(faultserver.says(accepted()))
    server.then(*(faultserver.says(accepted(elsewhere_id(number))) for number in range(40)))
    moved = StatusEvent.objects.count()

    for _ in range(6):
        worker = start(elsewhere.keep_delivering)
        seen = moved
        wait_until(lambda seen=seen: StatusEvent.objects.count() > seen or not waiting())
        worker.kill()
        worker.join()
        moved = StatusEvent.objects.count()
    let_the_lease_end()
    delivery.sweep()
    for submission in submissions:
        delivery.deliver(submission.pk)

    for submission in submissions:
        submission.refresh_from_db()
        assert submission.status in (S.ACCEPTED, S.UNCONFIRMED)
        story = history_of(submission)
        assert story[-2:] == ["approved > sending", f"sending > {submission.status}"]
        assert story.count("approved > sending") == 1
    sent = [request.body.decode() for request in server.requests]
    assert len(sent) == len(set(sent))
    assert_sound()


def elsewhere_id(number):
    return f"00000000-0000-4000-8000-{number:012}"


def waiting():
    return Submission.objects.filter(status=S.APPROVED).count()
