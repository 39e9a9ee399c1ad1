"""Fault 35: the clock jumps an hour while something is being sent. Nothing is doubled, nothing is stuck."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from launches import tasks
from launches.models import Checking, Mail, StatusEvent
from launches.services import delivery, health
from launches.statuses import SubmissionStatus
from tests.contract import faultserver
from tests.contract.samples import accepted
from tests.factories import history_of, make_approved

S = SubmissionStatus
HOUR = timedelta(hours=1)


@pytest.fixture
def turn_the_clock(monkeypatch):
    """`turn_the_clock(-HOUR)`: from now on every clock on the wall is wrong by so much."""
    right = timezone.now

    def turn(by):
        monkeypatch.setattr(timezone, "now", lambda: right() + by)

    return turn


def sweep_elsewhere():
    """Another worker sweeps at this moment."""
    try:
        delivery.sweep()
    finally:
        connection.close()


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forward", "back"])
def test_it_is_sent_once_and_its_answer_is_believed_when_the_clock_jumps_during_the_call(
    kaleyra, approved, turn_the_clock, jump
):
    def jump_then_answer(peer):
        turn_the_clock(jump)
        sweep_elsewhere()
        faultserver.says(accepted())(peer)

    server = kaleyra(jump_then_answer)

    delivery.deliver(approved.pk)
    delivery.sweep()
    delivery.deliver(approved.pk)

    approved.refresh_from_db()
    assert approved.status == S.ACCEPTED
    assert history_of(approved)[-3:] == [
        "approved > sending", "sending > unconfirmed", "unconfirmed > accepted",
    ]  # fmt: skip
    assert len(server.requests) == 1


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forward", "back"])
def test_it_is_not_stuck_when_the_worker_dies_and_the_clock_jumps(kaleyra, approved, turn_the_clock, jump):
    server = kaleyra(faultserver.says(accepted()))
    assert delivery.claim(approved.pk) is not None

    turn_the_clock(jump)
    delivery.sweep()
    delivery.deliver(approved.pk)

    approved.refresh_from_db()
    assert approved.status == S.UNCONFIRMED
    assert server.connections == 0


def test_it_tells_history_in_the_order_of_its_happening_when_the_clock_goes_back(
    kaleyra, approved, turn_the_clock
):
    kaleyra(faultserver.says(accepted()))
    turn_the_clock(-HOUR)

    delivery.deliver(approved.pk)

    assert history_of(approved)[-3:] == [
        "in_review > approved", "approved > sending", "sending > accepted",
    ]  # fmt: skip
    times = list(StatusEvent.objects.filter(submission=approved).values_list("at", flat=True))
    assert times != sorted(times)


def test_nothing_waits_for_a_time_that_was_written_while_the_clock_was_a_year_ahead(
    kaleyra, approved, mona, rita, turn_the_clock, settings
):
    kaleyra(
        faultserver.says(accepted()),
        faultserver.says({}, 429, headers={"Retry-After": "100"}),
        faultserver.says(accepted("7d2c2b4e-51a5-4d5c-8a9c-0f6f7f1f5a11")),
    )
    settings.KALEYRA_TIMEOUT = settings.KALEYRA_READ_TIMEOUT = 60.0
    put_back = make_approved(mona, rita, carriers=["Canada: Telus"])
    turn_the_clock(365 * 24 * HOUR)
    tasks.every_minute.call_local()
    delivery.deliver(approved.pk)
    delivery.deliver(put_back.pk)
    Checking.objects.update(lease_until=timezone.now())
    Mail.objects.create(person=mona, made_at=timezone.now(), due_at=timezone.now())

    turn_the_clock(0 * HOUR)
    assert health.report()["worker"] == "down"
    tasks.every_minute.call_local()
    delivery.deliver(put_back.pk)

    put_back.refresh_from_db()
    now = timezone.now()
    assert (put_back.status, put_back.attempts) == (S.ACCEPTED, 2)
    assert Checking.objects.due(now).filter(launch=approved.launch_id).exists()
    assert Mail.objects.due(now).exists()
