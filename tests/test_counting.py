"""launches/counting.py: how many launches there are in each state."""

import pytest
from django.utils import timezone

from launches import counting
from launches.models import Launch, StatusEvent
from launches.statuses import LaunchState
from tests.views.standing import a_draft, in_review
from tests.views.writing import make_agent


def test_it_counts_those_that_are_not_archived_and_knows_the_latest_event(mona):
    a_draft(mona, "1")
    in_review(mona, "2")
    Launch.objects.filter(pk=a_draft(mona, "3").pk).update(archived_at=timezone.now())

    counts, latest = counting.counted_active()

    assert {state: count for state, count in counts.items() if count} == {
        LaunchState.DRAFT: 1,
        LaunchState.IN_REVIEW: 1,
    }
    assert latest == str(StatusEvent.objects.latest("id").pk)


@pytest.mark.django_db
def test_it_counts_nothing_in_an_empty_house():
    assert counting.counted_active() == (dict.fromkeys(LaunchState, 0), "0")


def test_it_stops_one_after_the_most(mona):
    agent = make_agent(agent_no="1")
    Launch.objects.bulk_create(
        Launch(agent=agent, launch_name=f"launch {number}", created_by=mona)
        for number in range(counting.MOST + 5)
    )

    counts, _ = counting.counted_active()

    assert counts[LaunchState.DRAFT] == counting.MOST + 1


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (1001, "1,000+")]
)
def test_it_says_a_number_exactly_as_long_as_it_knows_it(count, words):
    assert counting.in_words(count) == words


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "0"),
        ({"draft": 3, "live": 4}, "7"),
        ({"draft": 900, "live": 900}, "1,800"),
        ({"draft": 20, "live": 1001}, "1,020+"),
    ],
)
def test_it_adds_them_up_and_says_when_that_is_not_all(counts, words):
    assert counting.sum_in_words(counts) == words


def test_it_counts_what_is_found_state_by_state_and_stops_one_after_the_most(mona, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 2)
    for number in range(4):
        a_draft(mona, f"{number}")
    in_review(mona, "4")

    counts = counting.counted(Launch.objects.exclude(launch_name="launch_0"))

    assert {state: count for state, count in counts.items() if count} == {
        LaunchState.DRAFT: 3,
        LaunchState.IN_REVIEW: 1,
    }
