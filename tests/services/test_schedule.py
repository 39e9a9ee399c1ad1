"""When a launch's carriers are asked about next."""

from datetime import UTC, datetime, timedelta

import pytest

from launches.services import schedule
from launches.statuses import CarrierState

C = CarrierState
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def wait(states, *, ago):
    return schedule.next_check(states, moved_at=NOW - ago, now=NOW) - NOW


@pytest.mark.parametrize(
    ("states", "ago", "longest"),
    [
        ([], HOUR, timedelta(minutes=4)),
        ([C.SUBMITTED], timedelta(0), timedelta(seconds=10)),
        ([C.SUBMITTED], timedelta(minutes=4), timedelta(minutes=1)),
        ([C.PENDING], 90 * 24 * HOUR, timedelta(minutes=4)),
        ([C.UNKNOWN], HOUR, timedelta(minutes=4)),
        ([C.ENDING], HOUR, timedelta(minutes=4)),
        ([C.LIVE, C.PENDING], HOUR, timedelta(minutes=4)),
        ([C.REJECTED, C.SUBMITTED], HOUR, timedelta(minutes=4)),
        ([C.LIVE, C.LIVE], HOUR, 24 * HOUR),
        ([C.REJECTED], 90 * 24 * HOUR, 6 * HOUR),
        ([C.SUSPENDED, C.LIVE], HOUR, 6 * HOUR),
        ([C.INVALID], HOUR, 6 * HOUR),
    ],
)
def test_it_asks_soon_while_something_moves_and_slower_once_it_rests(states, ago, longest):
    for _ in range(20):
        assert longest * 0.9 <= wait(states, ago=ago) <= longest


def test_it_asks_within_five_minutes_whenever_the_minute_of_the_engine_comes():
    grain = timedelta(minutes=1)

    assert schedule.MOVING + grain <= timedelta(minutes=5)


def test_it_asks_soon_about_a_launch_with_an_unconfirmed_submission():
    asked = schedule.next_check([C.LIVE], moved_at=NOW - HOUR, now=NOW, is_unconfirmed=True)

    assert asked - NOW <= timedelta(minutes=4)


def test_it_spreads_those_that_were_due_at_once():
    assert len({wait([C.LIVE], ago=HOUR) for _ in range(50)}) > 40


def test_it_waits_as_long_as_kaleyra_asks_and_an_hour_at_most():
    for asked, expected in ((120, timedelta(minutes=2)), (10**9, HOUR)):
        moment = schedule.push_back(1, now=NOW, retry_after=asked)
        assert expected * 0.9 <= moment - NOW <= expected
    assert schedule.push_back(10**6, now=NOW) - NOW <= HOUR
