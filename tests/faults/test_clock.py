"""Fault 35: the clock jumps an hour while something is being sent. Nothing is doubled, nothing is stuck."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from launches.models import StatusEvent
from launches.services import delivery
from launches.statuses import SubmissionStatus
from tests.contract import faultserver
from tests.contract.samples import accepted
from tests.factories import history_of

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
