"""Following what the carriers say: what is written of what they said."""

import pytest
from django.db import connection
from django.utils import timezone

from launches import gateway
from launches.kaleyra.replies import read_launch
from launches.models import ApiCall, PodHealth, StateCode, StatusEvent
from launches.services import asking, carriers, claims, outcomes, pods
from launches.services.readings import Readings
from launches.statuses import LaunchState
from tests.factories import carriers_of, history_of, make_accepted, story_of
from tests.services.rounds import ask, in_seconds, is_ahead, make_due, statuses

pytestmark = pytest.mark.django_db


def test_it_follows_a_launch_until_it_is_live(sandbox, launch):
    sandbox.answer_next("all-pending", on="status")
    ask(launch)
    sandbox.answer_next("all-launched", on="status", times=2)
    ask(launch, times=2)

    assert carriers_of(launch) == {"Canada: Bell": "live", "Canada: Rogers": "live"}
    assert story_of(launch, "Canada: Bell") == ["new > submitted", "submitted > pending", "pending > live"]
    assert history_of(launch)[-1] == "with_carriers > live"
    assert (launch.state, launch.regions_live, launch.checking.failures) == (LaunchState.LIVE, 2, 0)
    assert in_seconds(launch.checking.next_at) > 20 * 60 * 60
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
    assert launch.checking.checked_at > since


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
    assert (launch.checking.failures, launch.agent_launch_id != "") == (1, True)
    assert launch.checking.problem == "Kaleyra does not find this launch."
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


def test_it_writes_no_answer_that_came_after_somebody_elses(sandbox, launch):
    make_due()
    (mine,) = claims.claim(1, Readings())
    sandbox.answer_next("all-pending", on="status")
    slow = asking.ask(mine)
    sandbox.answer_next("all-launched", on="status")
    ask(launch)  # my lease has ended meanwhile

    outcomes.Writer(Readings()).write([slow])

    assert set(carriers_of(launch).values()) == {"live"}
    assert story_of(launch, "Canada: Bell")[-1] == "submitted > live"


def test_it_writes_a_whole_batch_when_one_row_of_it_breaks(sandbox, mona, rita):
    good = make_accepted(mona, rita, carriers=["Canada: Bell"])
    bad = make_accepted(mona, rita, carriers=["Canada: Telus"])
    connection.check_constraints()  # PostgreSQL indexes no table with checks to come
    with connection.cursor() as cursor:  # a rule that the second of two answers breaks
        cursor.execute(
            "CREATE UNIQUE INDEX poison ON launches_launchregion (state_code) WHERE state_code = '3'"
        )
    sandbox.answer_next("all-launched", on="status", times=0)

    make_due()
    claimed = {launch.pk: launch for launch in claims.claim(2, Readings())}

    outcomes.Writer(Readings()).write([asking.ask(claimed[good.pk]), asking.ask(claimed[bad.pk])])

    good.refresh_from_db()

    assert carriers_of(good) == {"Canada: Bell": "live"}
    assert (good.checking.failures, good.checking.lease_until) == (0, None)
    bad.refresh_from_db()
    assert carriers_of(bad) == {"Canada: Telus": "submitted"}
    assert (bad.checking.failures, bad.checking.problem) == (1, "The answer could not be written.")
    assert in_seconds(bad.checking.next_at) > 50


def test_it_keeps_the_exchange_of_an_answer_that_could_not_be_written(sandbox, launch):
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE UNIQUE INDEX poison ON launches_launchregion (state_code) WHERE state_code = '3'"
        )
    sandbox.answer_next("all-launched", on="status")

    ask(launch)

    assert (launch.checking.failures, launch.checking.problem) == (1, "The answer could not be written.")
    assert ApiCall.objects.filter(launch=launch, endpoint="launch_status", verdict="ok").count() == 1


# --- Many at once ------------------------------------------------------------------------------
def test_it_writes_what_is_nothing_new_of_one_or_many_in_as_many_statements(
    sandbox, mona, rita, django_assert_num_queries
):
    launches = [make_accepted(mona, rita, carriers=[name]) for name in ("Canada: Bell", "Canada: Telus")]
    launches += [make_accepted(mona, rita, carriers=["Mexico: Telcel", "Canada: Videotron"])]
    sandbox.answer_next("all-pending", on="status", times=0)
    ask(launches[0])

    # Savepoint and its end; exchanges; what belongs to their checks, carriers; the update; the pod's health; those that
    # broke. Where answers are read, also the launches, unconfirmed, codes, and which exchanges are the last answers.
    for statements in (12, 8):
        make_due()
        readings = Readings()
        came = [asking.ask(launch) for launch in claims.claim(3, readings)]
        readings.of("NA")
        seen = timezone.now()
        for batch in (came[:1], came[1:]):
            with django_assert_num_queries(statements):
                outcomes.Writer(readings).write(batch)

    for each in launches:
        each.refresh_from_db()
        assert each.checking.lease_until is None
        assert each.checking.checked_at > seen
        # Nothing moved for a moment only: as soon as schedule says, never later.
        assert is_ahead(each.checking.next_at, seen, 9, 10)
        assert each.api_calls.filter(endpoint="launch_status").count() == 3


@pytest.mark.parametrize("field", ["entry_point", "dirty_flag", "state_code"])
def test_it_notices_whatever_an_answer_says_differently(sandbox, launch, field):
    sandbox.answer_next("all-pending", on="status", times=0)
    ask(launch)
    row = launch.launch_regions.first()
    said = getattr(row, field)
    assert said
    launch.launch_regions.filter(pk=row.pk).update(**{field: "77"})

    ask(launch)

    row.refresh_from_db()
    assert getattr(row, field) == said


@pytest.mark.parametrize(("status", "is_old"), [("ACTIVE", True), ("ENDED", False), ("", True)])
def test_it_notices_what_an_answer_says_of_the_launch_itself(status, is_old):
    known = carriers.KnownLaunch(1, "", "ACTIVE", "", "")
    reply = read_launch({"data": {"launch": {"status": status}}})
    matcher, states = gateway.RegionMatcher("NA"), gateway.StateMap()

    assert carriers.says_nothing_new(known, [], reply, matcher=matcher, states=states) is is_old
