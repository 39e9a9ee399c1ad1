"""A copy of a launch, and the carriers that refused asked once more."""

from uuid import uuid4

import pytest
from django.utils import timezone

from launches import access
from launches.models import CarrierRegion, Launch, Submission
from launches.problems import NotAllowed, Problem
from launches.services import again, drafts, plan, review
from launches.statuses import CarrierState, SubmissionStatus
from tests.factories import (
    ANSWERS,
    chosen,
    history_of,
    make_accepted,
    make_agent,
    make_approved,
    make_launch,
    make_more,
    make_region,
    make_submitted,
    planned,
    put,
)

S = SubmissionStatus
pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(sandbox, mona, rita):
    return make_accepted(mona, rita, carriers=["Canada: Bell", "Canada: Rogers", "Canada: Telus"])


def say(launch, **states):
    """These carriers say this now, by the last word of their name."""
    for carrier, state in states.items():
        launch.launch_regions.filter(region__carrier=carrier).update(state=state)
    troubled = launch.launch_regions.filter(state="rejected").count()
    Launch.objects.filter(pk=launch.pk).update(regions_troubled=troubled)
    return Launch.objects.get(pk=launch.pk)


# --- A copy ------------------------------------------------------------------------------------
def test_it_copies_the_words_the_links_and_the_carriers_and_nothing_that_kaleyra_said(accepted, max):
    launch = say(accepted, Bell="rejected", Rogers="ending", Telus="unlaunched")

    copied, left_out = again.copy(launch, by=max, form_token=uuid4())

    assert {name: getattr(copied, name) for name in ANSWERS} == ANSWERS
    assert (copied.agent, copied.created_by, copied.launch_name) == (launch.agent, max, "launch_2600_2")
    assert (copied.state, copied.agent_launch_id, copied.provider_launch_id) == ("draft", "", "")
    assert (copied.remote_status, hasattr(copied, "checking"), copied.version) == ("", False, 1)
    assert chosen(copied.first_submission()) == ["Canada: Bell", "Canada: Rogers", "Canada: Telus"]
    assert history_of(copied.first_submission()) == ["new > draft"]
    assert left_out == {}


def test_a_copy_for_another_agent_is_told_whose_name_it_still_has(mona):
    launch = make_launch(mona, agent=make_agent(name="Maple Bank"), launch_name="maple_bank_alerts")
    air = make_agent("51010", name="Prairie Air", brand_name="Prairie Air", website="https://prairie.example")

    copied = again.copy(launch, by=mona, form_token=uuid4()).launch
    Launch.objects.filter(pk=copied.pk).update(agent=air, launch_name="maple_bank_alerts_2")

    found = [(finding.field, finding.why) for finding in review.check(Submission.objects.get(launch=copied))]
    end = "of Maple Bank, but this launch is for Prairie Air."
    assert found == [
        ("optin_description", f"Opt-in leads to maple.example {end}"),
        ("optout_description", "Opt-out names Maple Bank, but this launch is for Prairie Air."),
        ("screenshot_uris", f"A screenshot link leads to maple.example {end}"),
        ("video_uris", f"A video link leads to maple.example {end}"),
        ("launch_name", "The name of the launch names Maple Bank, but this launch is for Prairie Air."),
        ("optout_description", "None of the answers names Prairie Air."),
    ]


def test_it_leaves_out_what_cannot_be_chosen_and_says_why(accepted, mona):
    launch = say(accepted, Bell="live", Rogers="rejected", Telus="rejected")
    CarrierRegion.objects.filter(carrier="Rogers").update(retired_at=timezone.now())

    copied, left_out = again.copy(launch, by=mona, form_token=uuid4())

    assert chosen(copied.first_submission()) == ["Canada: Telus"]
    assert left_out == {
        "Canada: Bell": f"live in {launch}",
        "Canada: Rogers": f"no longer offered since {timezone.now():%-d %B %Y}",
    }


def test_it_copies_the_carriers_of_later_submissions_too_and_plans_what_is_beyond_five(accepted, mona, rita):
    make_more(accepted, mona, rita, "Canada: Videotron", "X: 1", "X: 2")
    Submission.objects.filter(number=2).update(status=S.REFUSED)
    launch = say(accepted, Bell="rejected", Rogers="rejected", Telus="rejected")

    copied, left_out = again.copy(launch, by=mona, form_token=uuid4())

    assert chosen(copied.first_submission()) == [
        "Canada: Bell",
        "Canada: Rogers",
        "Canada: Telus",
        "Canada: Videotron",
        "X: 1",
    ]
    assert planned(copied) == ["X: 2"]
    assert left_out == {}


def test_a_copy_asks_no_carrier_of_a_launch_of_which_nobody_knows_whether_kaleyra_has_it(mona, rita):
    unconfirmed = put(make_approved(mona, rita, carriers=["Canada: Bell"]), S.UNCONFIRMED).launch

    copied, left_out = again.copy(unconfirmed, by=mona, form_token=uuid4())

    assert chosen(copied.first_submission()) == []
    assert left_out == {"Canada: Bell": f"unconfirmed in {unconfirmed}"}


def test_it_copies_once_when_the_button_is_pressed_twice(mona):
    launch, token = make_launch(mona), uuid4()

    first, second = (again.copy(launch, by=mona, form_token=token).launch for _ in range(2))

    assert first == second
    assert Launch.objects.count() == 2


@pytest.mark.parametrize("who", ["rita", "stranger"])
def test_it_copies_nothing_for_those_who_may_not_start_launches(request, mona, who):
    launch = make_launch(mona)

    with pytest.raises(NotAllowed, match="Only Marketing"):
        again.copy(launch, by=request.getfixturevalue(who), form_token=uuid4())

    assert Launch.objects.count() == 1


# --- Once more ---------------------------------------------------------------------------------
def test_it_asks_exactly_those_again_that_refused(accepted, max):
    launch = say(accepted, Bell="rejected", Rogers="suspended", Telus="rejected")

    submission, left_out = again.try_again(launch, by=max)

    assert (submission.number, submission.kind, submission.status) == (2, "carrier_launch", S.DRAFT)
    assert (submission.created_by, chosen(submission)) == (max, ["Canada: Bell", "Canada: Telus"])
    assert history_of(submission) == ["new > draft"]
    assert left_out == {}


def test_it_goes_to_review_like_any_other(accepted, mona, rita):
    launch = say(accepted, Bell="rejected")
    submission, _ = again.try_again(launch, by=mona)

    review.submit(submission, by=mona)
    review.approve(submission, by=rita, version=Launch.objects.get().version)

    assert history_of(submission) == ["new > draft", "draft > in_review", "in_review > approved"]


def test_it_names_what_may_not_be_asked_again(accepted, mona):
    launch = say(accepted, Bell="rejected", Telus="rejected")
    CarrierRegion.objects.filter(carrier="Bell").update(carrier_enabled=False)

    submission, left_out = again.try_again(launch, by=mona)

    assert chosen(submission) == ["Canada: Telus"]
    assert left_out == {"Canada: Bell": "not enabled by Kaleyra"}


def test_it_asks_five_of_six_again_and_plans_the_sixth_before_what_was_planned(accepted, mona):
    plan.write(accepted, [make_region("X: Planned")])
    for number in range(5):
        accepted.launch_regions.create(
            region=make_region(f"X: {number}"), state="rejected", state_since=timezone.now()
        )
    launch = say(accepted, Bell="rejected")

    submission, left_out = again.try_again(launch, by=mona)

    assert chosen(submission) == ["Canada: Bell", "X: 0", "X: 1", "X: 2", "X: 3"]
    assert planned(launch) == ["X: 4", "X: Planned"]
    assert left_out == {}


def test_it_begins_nothing_when_none_may_be_asked_again(accepted, mona):
    launch = say(accepted, Bell="rejected")
    make_submitted(mona, carriers=["Canada: Bell"], launch_name="other")

    with pytest.raises(Problem) as refusal:
        again.try_again(launch, by=mona)

    assert refusal.value.sentence == ("None of them can be asked again: Canada: Bell (in review in other).")
    assert launch.submissions.count() == 1


def test_it_is_only_for_carriers_that_refused(accepted, mona):
    for state in set(CarrierState) - {CarrierState.REJECTED}:
        launch = say(accepted, Bell=state)

        assert not access.may_try_again(mona, launch), state
        assert not access.moves(mona, launch).try_again, state
        with pytest.raises(NotAllowed, match="once a carrier has refused"):
            again.try_again(launch, by=mona)


def test_it_waits_while_another_submission_is_under_way(accepted, mona):
    launch = say(accepted, Bell="rejected")
    drafts.add_carriers(launch, by=mona, regions=[make_region("Canada: Videotron")])

    assert not access.moves(mona, launch).try_again
    with pytest.raises(NotAllowed, match="nothing else is under way"):
        again.try_again(launch, by=mona)


@pytest.mark.same_rows
@pytest.mark.parametrize("who", ["rita", "stranger"])
def test_it_is_for_marketing(request, accepted, who):
    launch, by = say(accepted, Bell="rejected"), request.getfixturevalue(who)

    assert not access.moves(by, launch).try_again
    with pytest.raises(NotAllowed):
        again.try_again(launch, by=by)
