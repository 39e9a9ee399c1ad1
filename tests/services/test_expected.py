"""When a carrier can be expected to decide, and which are overdue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from launches import transitions
from launches.models import LaunchRegion
from launches.services.expected import expected, overdue, waits, with_waits
from launches.services.track_record import Record
from launches.statuses import CarrierState
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = timezone.now()


@pytest.fixture
def asked(mona, rita):
    """A carrier that was asked so many days ago and said this since: `asked("1", 9, "live", 2, "pending")`."""

    def make(number, *said, carrier="Canada: Bell"):
        launch = factories.make_approved(mona, rita, agent=factories.make_agent(number)).launch
        row = LaunchRegion(launch=launch, region=factories.make_region(carrier))
        said = (said[0], "submitted", *said[1:])
        for days, state in zip(said[::2], said[1::2], strict=True):
            transitions.observe(row, CarrierState(state), raw_code=state, at=NOW - days * DAY)
        transitions.roll_up(launch.pk, by=transitions.KALEYRA)
        return row

    return make


def expectation(record, managed="GOOGLE_MANAGED"):
    region = factories.make_region("Canada: Bell", management_type=managed)
    return expected(region, {region.pk: record})


def record(number, typical, late):
    return Record(number, 0, timedelta(days=typical), timedelta(days=late))


@pytest.mark.parametrize(
    ("record", "words", "late"),
    [
        (record(23, 4, 8.2), "Usually after 4 days; nine of ten within 9 days. From 23 decisions.", 9),
        (record(5, 0.1, 0.2), "Usually within a day; nine of ten within a day. From 5 decisions.", 1),
        (record(4, 1, 2), "Usually after 1 day, from only 4 decisions.", 5),
        (record(4, 1, 20), "Usually after 1 day, from only 4 decisions.", 20),
        (record(1, 3, 3), "The one decision on record came after 3 days.", 5),
        (Record(), "Google decides: 1 to 3 business days, as published. No decision on record yet.", 5),
    ],
)
def test_it_says_what_is_usual_and_from_how_many_decisions(record, words, late):
    assert expectation(record) == (words, late * DAY)


def test_it_knows_only_of_weeks_where_google_does_not_decide():
    words = "It can take weeks, as published. No decision on record yet."

    assert expectation(Record(), "CARRIER_MANAGED") == (words, 42 * DAY)
    assert expected(None, {}) == (words, 42 * DAY)


def test_it_names_those_that_are_overdue_longest_first(asked):
    for number in range(5):
        asked(f"old{number}", 20, 18, "live")
    late, later, _ = asked("1", 3), asked("2", 4, 1, "pending"), asked("3", 1)
    asked("4", 30, 29, "live", carrier="Canada: Rogers")

    found = overdue(LaunchRegion.objects.all(), most=10)

    assert [(wait.row, wait.since) for wait in found] == [(later, NOW - 4 * DAY), (late, NOW - 3 * DAY)]


def test_it_counts_from_the_day_on_which_it_came_to_be_asked_last(asked):
    """Live for two hundred days, then pending again: nobody has waited for two hundred days."""
    asked("1", 210, 200, "live", 2, "pending", 1, "submitted")

    (wait,) = waits(with_waits(LaunchRegion.objects.all()))

    assert (wait.since, wait.is_overdue) == (NOW - 2 * DAY, False)


def test_it_calls_nobody_overdue_who_has_decided(asked):
    for number, state in enumerate(("live", "rejected", "suspended", "unknown")):
        asked(str(number), 90, 80, state)

    assert overdue(LaunchRegion.objects.all(), most=10) == []


def test_it_takes_two_queries_however_many_wait(asked, django_assert_num_queries):
    for number in range(9):
        asked(str(number), 50)

    with django_assert_num_queries(2):
        found = overdue(LaunchRegion.objects.all(), most=5)
        names = {(wait.row.name, wait.row.launch.launch_name) for wait in found}

    assert (len(found), len(names)) == (5, 5)
