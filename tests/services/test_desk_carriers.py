"""The unconfirmed desk: a carrier launch whose answer was lost."""

from uuid import uuid4

import pytest
from django.utils import timezone

from launches.models import Checking
from launches.problems import Problem
from launches.services import desk, refresh
from launches.statuses import LaunchState, SubmissionStatus
from tests.factories import carriers_of, make_accepted, make_more, put, story_of
from tests.services.delivering import fresh, lost, posts

S = SubmissionStatus
pytestmark = pytest.mark.django_db


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


def test_it_settles_no_other_launch_by_that_proof(sandbox, launch, mona, rita):
    waiting = lost(sandbox, make_more(launch, mona, rita, "Canada: Telus"), taken=False)
    other = make_accepted(mona, rita, carriers=["Canada: Rogers"])
    proven = lost(sandbox, make_more(other, mona, rita, "Canada: Videotron"), taken=True)

    ask(launch)

    assert (fresh(waiting).status, fresh(proven).status) == (S.UNCONFIRMED, S.ACCEPTED)


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


def test_it_leaves_what_a_carrier_has_said_since_it_was_asked(sandbox, launch, mona, rita):
    second = lost(sandbox, make_more(launch, mona, rita, "Canada: Telus", "Canada: Videotron"), taken=False)
    telus = second.regions.get(display_name="Canada: Telus")
    live = launch.launch_regions.create(
        region=telus, state="live", state_code="3", state_since=timezone.now()
    )

    desk.settle_received(second, by=rita, reason="The console lists both.")

    live.refresh_from_db()
    assert (live.state, live.state_code, live.submission) == ("live", "3", second)
    assert carriers_of(launch)["Canada: Videotron"] == "submitted"
    assert story_of(launch, "Canada: Telus") == []
