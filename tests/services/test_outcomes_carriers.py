"""What a carrier says, beside what it had said: flags, and carriers that the catalogue lists only later."""

import pytest
from django.utils import timezone

from launches import transitions
from launches.kaleyra import Answer
from launches.kaleyra.replies import read_launch
from launches.models import StatusEvent
from launches.services.claims import Outcome
from launches.services.outcomes import Writer
from launches.services.readings import Readings
from launches.statuses import CarrierState
from tests.factories import make_agent, make_region
from tests.services.rounds import ask, claimed

pytestmark = pytest.mark.django_db


def flagged_after(sandbox, launch, *scenarios):
    """Which of these answers leave the flag "changed back" at Bell."""
    flags = []
    for scenario in scenarios:
        sandbox.answer_next(scenario, on="status")
        ask(launch)
        bell = launch.launch_regions.get(region__display_name="Canada: Bell")
        flags.append(bool(bell.went_back()))
    return flags


def test_it_flags_a_carrier_that_goes_back_to_what_it_had_said(sandbox, launch):
    flags = flagged_after(
        sandbox, launch, "all-pending", "all-rejected", "all-pending", "all-pending", "all-suspended"
    )

    assert flags == [False, False, True, True, False]


def test_it_flags_a_live_carrier_that_is_pending_again(sandbox, launch):
    assert flagged_after(sandbox, launch, "all-launched", "all-pending") == [False, True]


def test_it_flags_no_carrier_for_being_asked_once_more(sandbox, launch):
    assert flagged_after(sandbox, launch, "all-pending", "all-rejected") == [False, False]
    bell = launch.launch_regions.get(region__display_name="Canada: Bell")
    transitions.observe(bell, CarrierState.SUBMITTED, raw_code="", at=timezone.now())

    assert flagged_after(sandbox, launch, "all-pending", "all-rejected") == [False, False]


def test_it_is_the_same_row_when_the_catalogue_lists_an_unknown_carrier_later(sandbox, launch):
    sandbox.answer_next("row-extra", on="status", times=3)
    ask(launch)
    unknown = launch.launch_regions.get(region=None)
    region = make_region("Canada: Newcomer", remote_id=unknown.remote_region)

    ask(launch, times=2)

    unknown.refresh_from_db()
    assert (unknown.region, unknown.name, unknown.state) == (region, "Canada: Newcomer", "live")
    assert unknown.is_listed
    assert (launch.regions_total, launch.launch_regions.count()) == (3, 3)


# --- Answers that no scenario of the sandbox gives ---------------------------------------------
def told(launch, *, states=(), **data):
    """The carriers of the launch, after an answer with these states, or with data as they are."""
    regions = [{"region": name, "launch_state": state} for name, state in states]
    document = {"code": "RCS902", "data": {"regions": regions} | data}
    for _ in range(2):  # the second time nothing of it is new
        Writer(Readings()).write([Outcome(claimed(launch), answer=Answer(read_launch(document), ()))])
    launch.refresh_from_db()
    return {row.name: (row.state, row.is_listed, row.is_stated) for row in launch.launch_regions.all()}


def test_it_believes_neither_of_two_states_of_one_carrier(launch):
    assert told(launch, states=[("Canada: Bell", 2), ("Canada: Rogers", 2)])["Canada: Bell"][0] == "pending"

    rows = told(launch, states=[("Canada: Bell", 3), ("Canada: Rogers", 3), ("Canada: Bell", 4)])

    assert rows == {"Canada: Bell": ("pending", True, False), "Canada: Rogers": ("live", True, True)}


def test_it_believes_a_carrier_that_is_listed_twice_with_one_state(launch):
    states = [("Canada: Bell", 3), ("Canada: Rogers", 2), ("Canada: Bell", None), ("Canada: Bell", 3)]

    rows = told(launch, states=states)

    assert rows == {"Canada: Bell": ("live", True, True), "Canada: Rogers": ("pending", True, True)}


@pytest.mark.parametrize("regions", [None, {"0": {"region": "Canada: Bell"}}, "none"])
def test_it_misses_no_carrier_when_an_answer_lists_none_at_all(launch, regions):
    told(launch, states=[("Canada: Bell", 3), ("Canada: Rogers", 2)])

    rows = told(launch, regions=regions)

    assert rows == {"Canada: Bell": ("live", True, False), "Canada: Rogers": ("pending", True, False)}


def test_it_takes_no_answer_about_another_agent_of_ours(launch):
    make_agent("77001")

    rows = told(launch, states=[("Canada: Bell", 3)], agent_no="77001")

    assert {state for state, _, _ in rows.values()} == {"submitted"}
    assert (launch.checking.failures, launch.checking.problem) == (
        2,
        "Kaleyra's answer speaks of another agent.",
    )


def test_it_takes_an_answer_that_names_a_phone_number(launch):
    rows = told(launch, states=[("Canada: Bell", 3)], agent_no="+15550100")

    assert rows["Canada: Bell"] == ("live", True, True)


def test_it_takes_a_carrier_that_stays_away_for_nothing_new(sandbox, launch):
    sandbox.answer_next("row-missing", on="status", times=2)
    ask(launch)
    events = StatusEvent.objects.count()

    ask(launch)

    assert launch.launch_regions.filter(is_listed=False).count() == 1
    assert StatusEvent.objects.count() == events
