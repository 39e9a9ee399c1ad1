"""The unconfirmed desk: the ways out when the answer to a submission was lost."""

from uuid import uuid4

import pytest

from launches.models import ApiCall, Launch
from launches.problems import MovedMeanwhile, NotAllowed, Problem
from launches.services import delivery, desk
from launches.statuses import LaunchState, SubmissionStatus
from tests.contract import faultserver
from tests.factories import (
    carriers_of,
    history_of,
    make_agent,
    make_approved,
)
from tests.services.delivering import fresh, lost, posts

S = SubmissionStatus
pytestmark = pytest.mark.django_db


@pytest.fixture
def received(sandbox, mona, rita):
    """An unconfirmed agent launch that Kaleyra has."""
    return lost(sandbox, make_approved(mona, rita), taken=True)


@pytest.fixture
def vanished(sandbox, mona, rita):
    """An unconfirmed agent launch that Kaleyra does not have."""
    return lost(sandbox, make_approved(mona, rita), taken=False)


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


def test_it_does_not_call_an_id_unknown_when_it_was_refused_for_another_reason(sandbox, received, rob):
    launch_id = sandbox.launches()[0]["agent_launch_id"]
    desk.settle_with_id(received, by=rob, agent_launch_id=launch_id)
    sandbox.answer_next("rcs601", on="status", times=0)

    desk.verify(received.pk)

    still = fresh(received)
    assert (still.status, still.proposed_launch_id) == (S.UNCONFIRMED, launch_id)
    assert still.next_step == (
        "The id could not be verified yet: Kaleyra refused the request because RCS is not enabled for our account."
    )


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


def test_it_gives_one_id_to_one_launch_when_it_was_typed_in_for_two(sandbox, received, mona, rita, rob):
    other = lost(sandbox, make_approved(mona, rita, carriers=["Canada: Telus"]), taken=False)
    launch_id = sandbox.launches()[0]["agent_launch_id"]
    for submission in (received, other):
        desk.settle_with_id(submission, by=rob, agent_launch_id=launch_id)

    for submission in (received, other):
        desk.verify(submission.pk)

    assert (fresh(received).status, fresh(other).status) == (S.ACCEPTED, S.UNCONFIRMED)
    assert (fresh(other).proposed_launch_id, fresh(other).next_step) == ("", desk.OF_ANOTHER)


@pytest.mark.same_rows
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
