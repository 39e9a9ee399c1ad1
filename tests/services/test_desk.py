"""The unconfirmed desk: the ways out when the answer to a submission was lost."""

from uuid import uuid4

import pytest
from django.utils import timezone

from launches.models import ApiCall, Checking, Launch, Submission
from launches.problems import MovedMeanwhile, NotAllowed, Problem
from launches.services import delivery, desk, refresh
from launches.statuses import LaunchState, SubmissionStatus
from tests.contract import faultserver
from tests.factories import (
    carriers_of,
    history_of,
    make_accepted,
    make_agent,
    make_approved,
    make_more,
    put,
    story_of,
)

S = SubmissionStatus
pytestmark = pytest.mark.django_db


def lost(sandbox, submission, *, taken):
    """The submission was sent, and its answer was lost; Kaleyra took it or not."""
    sandbox.answer_next("rcs502", taken=taken)
    delivery.deliver(submission.pk)
    return fresh(submission)


def fresh(submission):
    return Submission.objects.select_related("launch").get(pk=submission.pk)


@pytest.fixture
def received(sandbox, mona, rita):
    """An unconfirmed agent launch that Kaleyra has."""
    return lost(sandbox, make_approved(mona, rita), taken=True)


@pytest.fixture
def vanished(sandbox, mona, rita):
    """An unconfirmed agent launch that Kaleyra does not have."""
    return lost(sandbox, make_approved(mona, rita), taken=False)


def posts(sandbox):
    return [arrival for arrival in sandbox.requests if arrival.method == "POST"]


# --- By the id ---------------------------------------------------------------------------------
def test_it_believes_an_id_that_kaleyra_knows(sandbox, received, rob):
    launch_id = sandbox.launches()[0]["agent_launch_id"]
    sandbox.move_time(-3600)  # no carrier has decided, however long we take

    desk.settle_with_id(received, by=rob, agent_launch_id=f' "{launch_id}" ')
    assert fresh(received).status == S.UNCONFIRMED  # not before it is verified
    desk.verify(received.pk)

    settled = fresh(received)
    assert (settled.status, settled.launch.agent_launch_id) == (S.ACCEPTED, launch_id)
    assert history_of(settled)[-1] == "unconfirmed > accepted"
    event = settled.events.get(to_state="accepted", subject="submission")
    assert (event.actor, event.source) == (rob, "admin")
    assert event.reason == f"Found at Kaleyra as {launch_id}, and Kaleyra's status endpoint knows it."
    assert set(carriers_of(settled.launch)) == {"Canada: Bell", "Canada: Rogers"}
    assert settled.launch.state == LaunchState.WITH_CARRIERS
    assert len(posts(sandbox)) == 1
    assert ApiCall.objects.filter(submission=received).count() == 2


def test_it_believes_no_id_that_kaleyra_does_not_know(sandbox, vanished, rob):
    unknown = str(uuid4())

    desk.settle_with_id(vanished, by=rob, agent_launch_id=unknown)
    desk.verify(vanished.pk)

    still = fresh(vanished)
    assert (still.status, still.launch.agent_launch_id) == (S.UNCONFIRMED, "")
    assert (still.proposed_launch_id, still.proposed_by) == ("", None)
    assert still.next_step == f"Kaleyra does not know the id {unknown}."


def test_it_asks_again_when_kaleyra_could_not_say(sandbox, received, rob):
    launch_id = sandbox.launches()[0]["agent_launch_id"]
    desk.settle_with_id(received, by=rob, agent_launch_id=launch_id)
    sandbox.answer_next("html-503", on="status", times=0)

    desk.verify(received.pk)
    still = fresh(received)
    assert (still.status, still.proposed_launch_id) == (S.UNCONFIRMED, launch_id)
    assert still.next_step.startswith("The id could not be verified yet: ")

    sandbox.answer_honestly()
    desk.verify(received.pk)
    assert fresh(received).status == S.ACCEPTED


@pytest.mark.parametrize(
    "launch", [{"agent_launch_id": "1370ed9d-53ed-47ec-b150-e2d1c0b9a83d"}, {"agent_no": "77001"}]
)
def test_it_believes_no_answer_about_another_launch(sandbox, received, rob, settings, launch):
    make_agent("77001")
    answer = {"code": "RCS902", "data": {"launch": launch, "regions": []}}
    with faultserver.FaultServer(faultserver.says(answer)) as server:
        settings.KALEYRA_PODS = {"NA": {**settings.KALEYRA_PODS["NA"], "base_url": server.url}}
        desk.settle_with_id(received, by=rob, agent_launch_id=str(uuid4()))
        desk.verify(received.pk)

    assert fresh(received).status == S.UNCONFIRMED
    assert fresh(received).launch.agent_launch_id == ""


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "launch_2600",
        "1370ed9d53ed47ecb150e2d1c0b9a83d",
        "{1370ed9d-53ed-47ec-b150-e2d1c0b9a83d}",
        "0" * 36,
    ],
)
def test_it_asks_for_nothing_that_is_no_id(received, rob, typed):
    with pytest.raises(Problem, match="not an id of Kaleyra's"):
        desk.settle_with_id(received, by=rob, agent_launch_id=typed)

    assert fresh(received).proposed_launch_id == ""


def test_it_asks_for_no_id_on_a_pod_that_has_no_account(
    received, rob, settings, django_capture_on_commit_callbacks
):
    desk.settle_with_id(received, by=rob, agent_launch_id=str(uuid4()))
    settings.KALEYRA_PODS = {"IN": settings.KALEYRA_PODS["IN"]}

    with pytest.raises(Problem, match="no Kaleyra account for the NA pod"):
        desk.settle_with_id(received, by=rob, agent_launch_id=str(uuid4()))
    with django_capture_on_commit_callbacks() as woken:
        desk.sweep()  # finds the one that was proposed before

    assert woken == []


def test_it_takes_no_id_of_another_launch_however_it_is_written(received, rob, mona):
    taken = str(uuid4())
    Launch.objects.create(
        agent=received.launch.agent, launch_name="other", created_by=mona, agent_launch_id=taken
    )

    with pytest.raises(Problem, match="belongs to another launch"):
        desk.settle_with_id(received, by=rob, agent_launch_id=taken.upper())


def test_it_verifies_nothing_that_nobody_proposed_or_that_is_settled(sandbox, received, rob):
    desk.verify(received.pk)
    desk.settle_with_id(received, by=rob, agent_launch_id=sandbox.launches()[0]["agent_launch_id"])
    desk.verify(received.pk)
    asked = len(sandbox.requests)

    desk.verify(received.pk)

    assert len(sandbox.requests) == asked == 2


# --- Not received ------------------------------------------------------------------------------
def test_it_sends_once_more_when_a_person_says_that_it_is_not_there(sandbox, vanished, rob):
    desk.settle_not_received(vanished, by=rob, reason="Nothing in the console by noon.")

    waiting = fresh(vanished)
    event = waiting.events.filter(subject="submission").last()
    assert (waiting.status, history_of(waiting)[-1]) == (S.APPROVED, "unconfirmed > approved")
    assert (event.actor, event.reason) == (rob, "Not received by Kaleyra: Nothing in the console by noon.")

    delivery.deliver(vanished.pk)
    assert fresh(vanished).status == S.ACCEPTED
    assert [arrival.body.decode() for arrival in posts(sandbox)] == [waiting.payload] * 2


def test_it_wants_to_know_how_they_know(vanished, rob):
    with pytest.raises(Problem, match="Say how you know"):
        desk.settle_not_received(vanished, by=rob, reason="  ")

    assert fresh(vanished).status == S.UNCONFIRMED


def test_it_forgets_a_proposed_id_when_somebody_says_that_it_is_not_there(sandbox, vanished, rita, rob):
    desk.settle_with_id(vanished, by=rita, agent_launch_id=str(uuid4()))
    desk.settle_not_received(vanished, by=rob, reason="Looked twice.")

    desk.verify(vanished.pk)

    assert (fresh(vanished).status, fresh(vanished).proposed_launch_id) == (S.APPROVED, "")


@pytest.mark.parametrize("who", ["mona", "stranger"])
def test_it_lets_only_reviewers_settle(request, received, who):
    by = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        desk.settle_with_id(received, by=by, agent_launch_id=str(uuid4()))
    with pytest.raises(NotAllowed):
        desk.settle_not_received(received, by=by, reason="So.")


def test_it_settles_once(received, rita, rob):
    ritas, robs = fresh(received), fresh(received)
    desk.settle_not_received(ritas, by=rita, reason="Looked.")

    with pytest.raises(MovedMeanwhile, match="Rita Ramos was faster"):
        desk.settle_not_received(robs, by=rob, reason="Looked too.")
    with pytest.raises(MovedMeanwhile, match="Rita Ramos was faster"):
        desk.settle_with_id(robs, by=rob, agent_launch_id=str(uuid4()))

    assert history_of(received).count("unconfirmed > approved") == 1


# --- A carrier launch --------------------------------------------------------------------------
@pytest.fixture
def launch(sandbox, mona, rita):
    return make_accepted(mona, rita, carriers=["Canada: Bell"])


def ask(launch):
    Checking.objects.update(next_at=timezone.now())
    refresh.refresh_due()
    launch.refresh_from_db()


def test_it_settles_itself_when_its_carriers_are_listed(sandbox, launch, mona, rita):
    second = lost(sandbox, make_more(launch, mona, rita, "Canada: Telus", "Canada: Videotron"), taken=True)
    assert second.launch.state == LaunchState.NEEDS_ATTENTION
    sandbox.answer_next("all-pending", on="status")

    ask(launch)

    settled = fresh(second)
    assert settled.status == S.ACCEPTED
    event = settled.events.get(to_state="accepted", subject="submission")
    assert (event.source, event.actor_name) == ("kaleyra", "Kaleyra")
    assert event.reason == "No clear answer came back, but Kaleyra's status endpoint lists these carriers."
    # What a carrier said stands in history once, in the order of its saying.
    assert story_of(launch, "Canada: Telus") == ["new > submitted", "submitted > pending"]
    assert launch.launch_regions.get(region__display_name="Canada: Telus").submission == second
    assert len(posts(sandbox)) == 2


def test_it_stays_unconfirmed_while_its_carriers_are_not_listed(sandbox, launch, mona, rita):
    second = lost(sandbox, make_more(launch, mona, rita, "Canada: Telus"), taken=False)

    ask(launch)

    assert fresh(second).status == S.UNCONFIRMED
    assert set(carriers_of(launch)) == {"Canada: Bell"}


def test_it_takes_a_carrier_that_was_listed_before_for_no_proof(sandbox, launch, mona, rita):
    launch.launch_regions.update(state="rejected", state_code="4")
    second = lost(sandbox, make_more(launch, mona, rita, "Canada: Bell"), taken=False)

    ask(launch)

    assert fresh(second).status == S.UNCONFIRMED


def test_it_gets_no_id(sandbox, launch, mona, rita, rob):
    second = lost(sandbox, make_more(launch, mona, rita, "Canada: Telus"), taken=True)

    with pytest.raises(Problem, match="Only an agent launch gets an id"):
        desk.settle_with_id(second, by=rob, agent_launch_id=str(uuid4()))


def test_it_takes_a_reviewers_word_for_carriers_that_were_asked_before(mona, rita, sandbox):
    launch = make_accepted(mona, rita, carriers=("United States: Tracfone", "United States: Verizon"))
    launch.launch_regions.filter(region__display_name="United States: Tracfone").update(state="rejected")
    again = put(make_more(launch, mona, rita, "United States: Tracfone"), S.UNCONFIRMED)

    desk.settle_received(again, by=rita, reason="The console shows a second request of today.")

    again.refresh_from_db()
    assert again.status == S.ACCEPTED
    assert again.reason == "Received by Kaleyra: The console shows a second request of today."
    assert carriers_of(launch)["United States: Tracfone"] == "submitted"


@pytest.mark.parametrize(("by", "reason"), [("mona", "I looked"), ("rita", " ")])
def test_it_wants_a_reviewer_and_a_reason_to_believe_that_it_was_received(mona, rita, sandbox, by, reason):
    again = put(make_more(make_accepted(mona, rita), mona, rita, "Canada: Telus"), S.UNCONFIRMED)

    with pytest.raises(Problem):
        desk.settle_received(again, by={"mona": mona, "rita": rita}[by], reason=reason)

    again.refresh_from_db()
    assert again.status == S.UNCONFIRMED
