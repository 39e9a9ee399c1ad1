"""The history of a launch, told as sentences."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from launches import transitions
from launches.models import Checking, LaunchRegion, StatusEvent
from launches.services import delivery, desk, refresh, review
from launches.services.timeline import CARRIER_SENTENCES, COMMENT, Entry, timeline, with_checks
from launches.statuses import CarrierState
from tests.factories import approve, make_accepted, make_launch, make_more, make_region, make_submitted

pytestmark = pytest.mark.django_db


def told(launch):
    """The timeline as people read it, oldest first."""
    return [f"{entry.who}: {entry.sentence}" for entry in reversed(timeline(launch))]


def test_it_tells_the_main_story(sandbox, mona, rita):
    submission = make_submitted(mona, carriers=["Canada: Bell"])
    review.send_back(submission, by=rita, reason="Say more.")
    review.submit(submission, by=mona)
    approve(submission, rita)
    delivery.deliver(submission.pk)
    sandbox.answer_next("all-launched", on="status")
    Checking.objects.update(next_at=timezone.now())
    refresh.refresh_due()

    entries = timeline(submission.launch)
    assert told(submission.launch)[:7] == [
        "Mona Marsh: started the agent launch",
        "Mona Marsh: submitted the agent launch for review",
        "Rita Ramos: sent the agent launch back",
        "Mona Marsh: submitted the agent launch for review",
        "Rita Ramos: approved the agent launch",
        "Worker: began to send the agent launch to Kaleyra",
        "Kaleyra: accepted the agent launch",
    ]
    assert "Kaleyra: submitted to Canada: Bell" in told(submission.launch)
    assert "Kaleyra: live on Canada: Bell" in told(submission.launch)
    (sent_back,) = [entry for entry in entries if entry.reason]
    assert (sent_back.reason, sent_back.look.label, sent_back.subject) == (
        "Say more.",
        "Sent back",
        "submission",
    )
    assert [entry.raw_code for entry in entries if entry.subject == "launch_region"] == ["3", ""]


def test_it_tells_of_a_second_sending_as_one(sandbox, mona, rita, rob):
    submission = approve(make_submitted(mona), rita)
    sandbox.answer_next("rcs502", on="launch")
    delivery.deliver(submission.pk)
    submission.refresh_from_db()
    desk.settle_not_received(submission, by=rob, reason="Looked.")

    assert told(submission.launch)[-2:] == [
        "Worker: the agent launch is unconfirmed: no clear answer came back",
        "Rob Reyes: asked to send the agent launch once more",
    ]


def test_it_tells_that_nothing_left(sandbox, settings, mona, rita):
    settings.KALEYRA_PODS = {"NA": {**settings.KALEYRA_PODS["NA"], "base_url": "http://127.0.0.1:1"}}
    submission = approve(make_submitted(mona), rita)
    delivery.deliver(submission.pk)

    assert told(submission.launch)[-1] == (
        "Worker: could not send the agent launch; Kaleyra has not taken it, it will be tried again"
    )


def test_it_numbers_later_submissions_and_shows_a_code_that_nobody_knows(sandbox, mona, rita):
    launch = make_accepted(mona, rita, carriers=["Canada: Bell"])
    second = make_more(launch, mona, rita, "Canada: Telus")
    delivery.deliver(second.pk)
    sandbox.answer_next("state-9", on="status")
    Checking.objects.update(next_at=timezone.now())
    refresh.refresh_due()

    assert "Rita Ramos: approved the carrier launch (submission 2)" in told(launch)
    assert "Kaleyra: Canada: Bell: state 9, not mapped yet" in told(launch)


def test_it_has_words_for_whatever_a_carrier_may_say():
    assert set(CARRIER_SENTENCES) == set(CarrierState)


def test_it_asks_as_many_queries_for_a_long_history_as_for_a_short_one(mona, django_assert_num_queries):
    launch = make_launch(mona)
    with django_assert_num_queries(1):
        assert len(timeline(launch)) == 1
    for number in range(15):
        row = LaunchRegion(launch=launch, region=make_region(f"X: {number}"))
        for state in (CarrierState.SUBMITTED, CarrierState.LIVE):
            transitions.observe(row, state, raw_code="", at=timezone.now())

    with django_assert_num_queries(1):
        assert len(timeline(launch)) == 31
    assert StatusEvent.objects.count() == 31


def test_it_tells_between_what_happened_how_often_there_was_no_news():
    noon = datetime.fromisoformat("2026-11-22T12:00:00+00:00")

    def at(*minutes):
        return [noon + timedelta(minutes=minute) for minute in minutes]

    entries = [Entry(moment, "Kaleyra", "", "", "", COMMENT, "launch_region") for moment in at(60, 30, 0)]

    merged = with_checks(entries, at(58, 10, 90, 50, 40))

    assert [(entry.at, entry.sentence) for entry in merged] == [
        (*at(90), "checked once: no change"),
        (*at(60), ""),
        (*at(58), "checked 3 times: no change"),
        (*at(30), ""),
        (*at(10), "checked once: no change"),
        (*at(0), ""),
    ]
    assert with_checks(entries, []) == entries
