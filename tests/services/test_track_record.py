"""How carriers decided before: typical days and refusals, from our own history."""

from datetime import timedelta

import pytest
from django.utils import timezone

from launches import transitions
from launches.models import LaunchRegion
from launches.services.track_record import Decision, Record, record_of, track_records, usual
from launches.statuses import CarrierState
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def bell():
    return factories.make_region("Canada: Bell")


@pytest.fixture
def decided(mona, rita, bell):
    """A launch whose carrier said this after so many days: `decided("1", 3, "live")`."""

    def make(number, *said):
        launch = factories.make_approved(mona, rita, agent=factories.make_agent(number)).launch
        row = LaunchRegion(launch=launch, region=bell)
        transitions.observe(row, CarrierState.SUBMITTED, raw_code="0", at=NOW)
        for days, state in zip(said[::2], said[1::2], strict=True):
            at = NOW + timedelta(days=days)
            transitions.observe(row, CarrierState(state), raw_code=state, at=at)
        return launch

    return make


def record_without(bell, but):
    return track_records([bell], but=but)[bell.pk]


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        ([], "No decision of this carrier on record"),
        ([(0.2, "live")], "1 decision on record, none rejected, typically within a day"),
        ([(1.2, "live")], "1 decision on record, none rejected, typically after 1 day"),
        (
            [(2, "live"), (30, "rejected"), (5, "live")],
            "3 decisions on record, 1 rejected, typically after 5 days",
        ),
        ([(2, "live"), (4, "live")], "2 decisions on record, none rejected, typically after 3 days"),
    ],
)
def test_it_says_how_long_it_typically_takes_and_how_often_it_refuses(decided, bell, waits, words):
    this = decided("this", 9, "rejected")
    for number, (days, state) in enumerate(waits):
        decided(str(number), days, state)

    assert str(record_without(bell, this)) == words


def test_it_counts_the_first_decision_about_a_launch(decided, bell):
    this = decided("this")
    decided("1", 4, "rejected", 9, "live", 20, "suspended", 30, "live")

    record = record_without(bell, this)

    assert record == Record(1, 1, timedelta(days=4), timedelta(days=4))


def test_it_counts_no_one_who_still_waits(decided, bell):
    this = decided("this")
    decided("1", 4, "pending")

    assert record_without(bell, this).typical is None


def test_it_takes_one_query_however_long_the_history(decided, bell, django_assert_num_queries):
    this = decided("this")
    for number in range(8):
        decided(str(number), 4, "rejected", 9, "live")

    with django_assert_num_queries(1):
        record = record_without(bell, this)

    assert record.decided == 8


@pytest.mark.parametrize(
    ("days", "typical", "late"),
    [([3], 3, 3), ([1, 3], 2, 3), ([5, 1, 2, 3, 4], 3, 5), (range(1, 11), 5.5, 9), (range(1, 21), 10.5, 18)],
)
def test_it_tells_the_median_and_the_ninetieth_percentile(days, typical, late):
    decided = [Decision(1, timedelta(days=number), False, NOW) for number in days]

    assert record_of(decided) == Record(len(decided), 0, timedelta(days=typical), timedelta(days=late))


def test_it_knows_what_is_usual_of_every_carrier(decided, bell, django_assert_num_queries):
    decided("1", 4, "live")
    decided("2", 8, "rejected")

    with django_assert_num_queries(1):
        records = usual(), usual()

    assert records[0] == {bell.pk: Record(2, 1, timedelta(days=6), timedelta(days=8))} == records[1]
    assert records[0][0] == Record()
