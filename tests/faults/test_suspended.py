"""A worker that stands still for longer than its lease, and goes on: what was settled meanwhile is not sent again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from launches.models import Submission
from launches.services import brake, delivery, desk
from launches.statuses import SubmissionStatus
from tests.contract import faultserver
from tests.contract.samples import accepted
from tests.factories import history_of
from tests.faults import elsewhere

S = SubmissionStatus


@pytest.fixture
def patient_kaleyra(kaleyra, settings):
    """A Kaleyra that may take its time: what is settled meanwhile takes long on a busy machine."""

    def start(script):
        server = kaleyra(script)
        settings.KALEYRA_TIMEOUT = settings.KALEYRA_READ_TIMEOUT = 60.0
        return server

    return start


def be_taken_for_lost(pk):
    """The lease is over, and the sweep has found it."""
    Submission.objects.filter(pk=pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    delivery.sweep()


def settle_as_not_received(pk, by):
    """It was taken for lost, and a person has looked for it in vain."""
    be_taken_for_lost(pk)
    desk.settle_not_received(Submission.objects.get(pk=pk), by=by, reason="Not in the console.")


@pytest.mark.parametrize("pause", ["after the claim", "while connecting"])
def test_it_sends_nothing_that_a_person_had_sent_once_more_while_it_stood_still(
    patient_kaleyra, approved, rita, start, forks, pause
):
    server = patient_kaleyra(faultserver.says(accepted()))
    stands_still, goes_on = forks.Event(), forks.Event()
    suspended = start(elsewhere.deliver_with_a_pause, approved.pk, pause, stands_still, goes_on)
    assert stands_still.wait(60)

    settle_as_not_received(approved.pk, rita)
    delivery.deliver(approved.pk)
    goes_on.set()
    suspended.join(60)

    approved.refresh_from_db()
    assert (approved.status, approved.attempts, suspended.exitcode) == (S.ACCEPTED, 2, 0)
    assert len(server.requests) == 1


def test_it_takes_back_what_nobody_has_settled_while_it_stood_still(patient_kaleyra, approved, start, forks):
    server = patient_kaleyra(faultserver.says(accepted()))
    stands_still, goes_on = forks.Event(), forks.Event()
    suspended = start(elsewhere.deliver_with_a_pause, approved.pk, "after the claim", stands_still, goes_on)
    assert stands_still.wait(60)

    be_taken_for_lost(approved.pk)
    goes_on.set()
    suspended.join(60)
    delivery.deliver(approved.pk)

    approved.refresh_from_db()
    assert (approved.status, approved.attempts, len(server.requests)) == (S.ACCEPTED, 2, 1)
    assert history_of(approved)[-4:-2] == ["sending > unconfirmed", "unconfirmed > approved"]


def test_an_answer_that_comes_after_all_keeps_it_from_being_sent_once_more(
    patient_kaleyra, approved, rita, person
):
    admin = person("ada", "Ada Arden", "Admins")

    def settle_then_answer(peer):
        try:
            brake.pull("", by=admin, reason="The wrong logo.")
            settle_as_not_received(approved.pk, rita)
        finally:
            connection.close()
        faultserver.says(accepted())(peer)

    server = patient_kaleyra(settle_then_answer)

    delivery.deliver(approved.pk)

    approved.refresh_from_db()
    assert approved.status == S.ACCEPTED
    assert history_of(approved)[-3:] == [
        "unconfirmed > approved", "approved > unconfirmed", "unconfirmed > accepted",
    ]  # fmt: skip
    assert len(server.requests) == 1
