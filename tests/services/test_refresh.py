"""Following what the carriers say: who is asked when, and what is written."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from launches.models import ApiCall, Launch, PodHealth, StateCode, StatusEvent
from launches.problems import NotAllowed
from launches.services import asking, outcomes, pods, refresh
from launches.statuses import LaunchState
from tests.factories import carriers_of, history_of, make_accepted, make_agent, make_launch, story_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def launch(sandbox, mona, rita):
    """A launch whose carriers say nothing new by themselves."""
    launch = make_accepted(mona, rita)
    sandbox.move_time(-3600)
    return launch


def make_due(**facts):
    Launch.objects.exclude(agent_launch_id="").update(
        next_check_at=timezone.now() - timedelta(seconds=1), check_lease_until=None, **facts
    )


def ask(launch, *, times=1):
    for _ in range(times):
        make_due()
        refresh.refresh_due()
    launch.refresh_from_db()
    return launch


def statuses(sandbox):
    return [arrival for arrival in sandbox.requests if arrival.endpoint == "status"]


def in_seconds(moment):
    return (moment - timezone.now()).total_seconds()


# --- What is written ---------------------------------------------------------------------------
def test_it_follows_a_launch_until_it_is_live(sandbox, launch):
    sandbox.answer_next("all-pending", on="status")
    ask(launch)
    sandbox.answer_next("all-launched", on="status", times=2)
    ask(launch, times=2)

    assert carriers_of(launch) == {"Canada: Bell": "live", "Canada: Rogers": "live"}
    assert story_of(launch, "Canada: Bell") == ["new > submitted", "submitted > pending", "pending > live"]
    assert history_of(launch)[-1] == "with_carriers > live"
    assert (launch.state, launch.regions_live, launch.check_failures) == (LaunchState.LIVE, 2, 0)
    assert in_seconds(launch.next_check_at) > 20 * 60 * 60
    event = StatusEvent.objects.filter(subject="launch_region", to_state="live").first()
    assert (event.raw_code, event.source, event.submission) == ("3", "kaleyra", launch.first_submission())


def test_it_writes_only_that_it_looked_when_nothing_is_new(sandbox, launch):
    sandbox.answer_next("all-pending", on="status", times=2)
    ask(launch)
    events, since = StatusEvent.objects.count(), launch.launch_regions.first().state_since

    ask(launch)

    row = launch.launch_regions.first()
    assert StatusEvent.objects.count() == events
    assert row.state_since == since
    assert row.checked_at == launch.checked_at > since


def test_it_keeps_the_last_state_when_none_is_reported(sandbox, launch):
    sandbox.answer_next("all-launched", on="status")
    ask(launch)
    events = StatusEvent.objects.count()
    sandbox.answer_next("no-states", on="status")

    ask(launch)

    assert set(carriers_of(launch).values()) == {"live"}
    assert StatusEvent.objects.count() == events
    row = launch.launch_regions.first()
    assert (row.is_listed, row.is_stated, row.state_code) == (True, False, "3")
    assert row.checked_at == launch.checked_at


def test_it_keeps_a_carrier_that_is_no_longer_listed(sandbox, launch):
    sandbox.answer_next("all-launched", on="status")
    ask(launch)
    sandbox.answer_next("row-missing", on="status")

    ask(launch)

    listed = {row.name: row.is_listed for row in launch.launch_regions.all()}
    assert listed == {"Canada: Bell": False, "Canada: Rogers": True}
    assert carriers_of(launch)["Canada: Bell"] == "live"
    ask(launch)
    assert launch.launch_regions.filter(is_listed=True).count() == 2  # and it may come back


def test_it_keeps_and_shows_a_carrier_that_nobody_knows(sandbox, launch):
    sandbox.answer_next("row-extra", on="status", times=2)

    ask(launch, times=2)

    unknown = launch.launch_regions.get(region=None)
    assert unknown.name == "Unknown carrier (00000000-0000-4000-8000-00000000dead)"
    assert (unknown.state, unknown.submission) == ("live", None)
    assert (launch.regions_total, launch.regions_live) == (3, 1)


@pytest.mark.parametrize(
    ("scenario", "state", "code"),
    [
        ("state-9", "unknown", "9"),
        ("state-negative", "unknown", "-1"),
        ("state-word", "unknown", "UNDER REVIEW"),
        ("state-text", "live", "3"),
        ("state-name", "rejected", "REJECTED"),
        ("state-long-name", "live", "LAUNCHED"),
    ],
)
def test_it_shows_a_code_as_it_came_and_notes_one_that_needs_a_meaning(
    sandbox, launch, scenario, state, code
):
    sandbox.answer_next(scenario, on="status")

    ask(launch)

    row = launch.launch_regions.get(region__display_name="Canada: Bell")
    assert (row.state, row.state_code) == (state, code)
    needs = list(StateCode.objects.filter(state="").values_list("code", flat=True))
    assert needs == ([code] if state == "unknown" else [])
    assert launch.launch_regions.get(region__display_name="Canada: Rogers").checked_at == launch.checked_at


def test_it_tells_when_a_carrier_changes_its_mind(sandbox, launch):
    for scenario in ("all-launched", "all-pending", "all-rejected", "all-suspended"):
        sandbox.answer_next(scenario, on="status")
        ask(launch)

    assert story_of(launch, "Canada: Bell") == [
        "new > submitted", "submitted > live", "live > pending", "pending > rejected", "rejected > suspended",
    ]  # fmt: skip
    assert history_of(launch)[-3:] == [
        "with_carriers > live", "live > with_carriers", "with_carriers > needs_attention",
    ]  # fmt: skip


def test_it_keeps_everything_when_kaleyra_no_longer_knows_the_launch(sandbox, launch):
    sandbox.answer_next("all-launched", on="status")
    ask(launch)
    sandbox.answer_next("not-found", on="status", times=0)

    ask(launch)

    assert carriers_of(launch) == {"Canada: Bell": "live", "Canada: Rogers": "live"}
    assert launch.state == LaunchState.LIVE
    assert (launch.check_failures, launch.agent_launch_id != "") == (1, True)
    assert launch.check_problem
    assert pods.may_ask("NA")
    assert PodHealth.objects.filter(failures__gt=0).count() == 0  # it is about the launch, not the pod


def test_it_records_every_exchange(sandbox, launch):
    sandbox.answer_next("rcs500", on="status", times=0)
    before = ApiCall.objects.count()

    ask(launch)

    calls = ApiCall.objects.filter(endpoint="launch_status")
    assert calls.count() == ApiCall.objects.count() - before == len(statuses(sandbox))
    assert {(call.launch, call.verdict, call.http_status) for call in calls} == {(launch, "try_later", 500)}
    assert not any("SANDBOX-SID" in call.url for call in calls)


# --- Who is asked, and when --------------------------------------------------------------------
def test_it_asks_only_those_that_are_due_and_known_to_kaleyra(sandbox, launch, mona):
    make_launch(mona, carriers=["X: 1"])  # a draft
    Launch.objects.update(next_check_at=timezone.now() + timedelta(minutes=1))
    assert refresh.refresh_due() == 0

    Launch.objects.update(next_check_at=timezone.now())  # the draft too, should that ever happen
    assert refresh.refresh_due() == 1
    assert len(statuses(sandbox)) == 1


def test_it_leaves_to_others_what_they_are_asking_about(sandbox, launch):
    make_due()
    Launch.objects.update(check_lease_until=timezone.now() + timedelta(minutes=1))
    assert refresh.refresh_due() == 0

    Launch.objects.update(check_lease_until=timezone.now() - timedelta(seconds=1))
    assert refresh.refresh_due() == 1


def test_it_writes_no_answer_that_came_after_somebody_elses(sandbox, launch):
    make_due()
    (mine,) = refresh._claim(1)
    sandbox.answer_next("all-pending", on="status")
    slow = asking.ask(mine)
    sandbox.answer_next("all-launched", on="status")
    ask(launch)  # my lease has ended meanwhile

    outcomes.Writer().write([slow])

    assert set(carriers_of(launch).values()) == {"live"}
    assert story_of(launch, "Canada: Bell")[-1] == "submitted > live"


def test_it_asks_the_longest_waiting_first_and_leaves_the_rest_for_the_next_round(
    sandbox, mona, rita, settings, monkeypatch
):
    settings.KALEYRA_PARALLEL = 1  # claims two at once
    monkeypatch.setattr(refresh, "LONGEST_ROUND", 0)
    launches = [
        make_accepted(mona, rita, carriers=[name])
        for name in ("Canada: Bell", "Canada: Telus", "Canada: Rogers")
    ]
    for minutes, each in enumerate(reversed(launches)):
        Launch.objects.filter(pk=each.pk).update(
            next_check_at=timezone.now() - timedelta(hours=1, minutes=-minutes)
        )

    assert refresh.refresh_due() == 2
    assert list(Launch.objects.filter(checked_at=None)) == [launches[0]]
    assert refresh.refresh_due() == 1


def test_it_asks_many_side_by_side_and_spoils_none_by_one(sandbox, settings, mona, rita):
    settings.KALEYRA_PARALLEL = 4
    names = ["Canada: Bell", "Canada: Telus", "Canada: Rogers", "Canada: Videotron", "Mexico: Telcel"]
    launches = [make_accepted(mona, rita, carriers=[name]) for name in names]
    bad = launches[2]
    Launch.objects.filter(pk=bad.pk).update(agent_launch_id="not known there")
    make_due()

    assert refresh.refresh_due() == 5

    failures = dict(Launch.objects.values_list("pk", "check_failures"))
    assert failures == {each.pk: int(each == bad) for each in launches}
    assert Launch.objects.filter(check_lease_until=None).count() == 5


def test_it_spoils_no_round_by_an_account_that_cannot_be_right(sandbox, settings, launch):
    settings.KALEYRA_PODS = {"NA": {**settings.KALEYRA_PODS["NA"], "sid": "two words"}}

    ask(launch)

    assert launch.check_failures == 1
    assert "settings are wrong" in launch.check_problem
    assert launch.check_lease_until is None


def test_it_pushes_back_what_fails_further_each_time_and_comes_back(sandbox, launch):
    sandbox.answer_next("not-found", on="status", times=0)
    waits = []
    for _ in range(9):
        ask(launch)
        waits.append(in_seconds(launch.next_check_at))

    for wait, longest in zip(waits, [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600], strict=True):
        assert longest * 0.9 - 2 < wait <= longest
    assert launch.check_failures == 9

    sandbox.answer_honestly()
    ask(launch)
    assert (launch.check_failures, launch.check_problem) == (0, "")


def test_it_leaves_a_pod_alone_that_is_ill_and_asks_the_other(sandbox, mona, rita):
    here = make_accepted(mona, rita)
    there = make_accepted(mona, rita, agent=make_agent("48900", pod="IN"), carriers=["India: Jio"])
    for _ in range(pods.TOLERATED):
        pods.failed("NA", "No answer.")
    make_due()
    asked = len(sandbox.requests)

    assert refresh.refresh_due() == 1

    assert Launch.objects.get(pk=here.pk).checked_at is None
    assert Launch.objects.get(pk=there.pk).checked_at is not None
    assert len(sandbox.requests) == asked + 1
    assert "/in/" in sandbox.requests[-1].path


def test_it_opens_the_breaker_after_failures_in_a_row_and_closes_it_with_an_answer(sandbox, launch):
    sandbox.answer_next("html-503", on="status", times=0)
    for _ in range(pods.TOLERATED):
        ask(launch)
    health = PodHealth.objects.get(pod="NA")
    assert (health.failures, pods.may_ask("NA"), pods.may_send("NA")) == (5, False, False)
    assert 50 < in_seconds(health.paused_until) <= 60
    assert health.problem

    PodHealth.objects.update(paused_until=timezone.now())
    sandbox.answer_honestly()
    ask(launch)
    health.refresh_from_db()
    assert (health.failures, health.paused_until, health.problem) == (0, None, "")


# --- When somebody wants to know ---------------------------------------------------------------
def test_it_checks_now_when_somebody_asks_but_not_again_at_once(sandbox, launch, mona):
    assert refresh.check_now(launch, by=mona) is True
    launch.refresh_from_db()
    assert in_seconds(launch.next_check_at) <= 0

    refresh.refresh_due()
    launch.refresh_from_db()
    assert refresh.check_now(launch, by=mona) is False

    Launch.objects.update(checked_at=timezone.now() - refresh.POLITE_PAUSE)
    launch.refresh_from_db()
    assert refresh.check_now(launch, by=mona) is True


def test_it_checks_nothing_for_strangers_and_nothing_that_kaleyra_does_not_know(launch, mona, stranger):
    for asked, by in ((launch, stranger), (make_launch(mona, carriers=["X: 1"]), mona)):
        with pytest.raises(NotAllowed):
            refresh.check_now(asked, by=by)


def test_it_writes_a_whole_batch_when_one_row_of_it_breaks(sandbox, mona, rita):
    good = make_accepted(mona, rita, carriers=["Canada: Bell"])
    bad = make_accepted(mona, rita, carriers=["Canada: Telus"])
    connection.check_constraints()  # PostgreSQL indexes no table with checks to come
    with connection.cursor() as cursor:  # a rule that the second of two answers breaks
        cursor.execute(
            "CREATE UNIQUE INDEX poison ON launches_launchregion (state_code) WHERE state_code = '3'"
        )
    sandbox.answer_next("all-launched", on="status", times=0)

    ask(good)

    assert carriers_of(good) == {"Canada: Bell": "live"}
    assert (good.check_failures, good.check_lease_until) == (0, None)
    bad.refresh_from_db()
    assert carriers_of(bad) == {"Canada: Telus": "submitted"}
    assert (bad.check_failures, bad.check_problem) == (1, "The answer could not be written.")
    assert in_seconds(bad.next_check_at) > 50
