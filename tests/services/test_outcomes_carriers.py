"""What a carrier says, beside what it had said: flags, and carriers that the catalogue lists only later."""

import pytest
from django.utils import timezone

from launches import transitions
from launches.statuses import CarrierState
from tests.factories import make_accepted, make_region
from tests.services.rounds import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def launch(sandbox, mona, rita):
    """A launch whose carriers say nothing new by themselves."""
    launch = make_accepted(mona, rita)
    sandbox.move_time(-3600)
    return launch


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
