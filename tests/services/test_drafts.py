"""Making and changing launches before anybody reviews them."""

from uuid import uuid4

import pytest
from django.utils import timezone

from launches.models import Launch, StatusEvent, Submission
from launches.problems import Blocked, ChangedMeanwhile, NotAllowed
from launches.services import checks, drafts, review
from launches.services.versions import Sheet
from launches.statuses import LaunchState, SubmissionStatus
from tests.factories import (
    ANSWERS,
    chosen,
    history_of,
    make_accepted,
    make_agent,
    make_launch,
    make_region,
    make_submitted,
    put,
)

S = SubmissionStatus
pytestmark = pytest.mark.django_db
SIX = [f"X: {number}" for number in range(6)]


# --- A new one ---------------------------------------------------------------------------------
def test_it_makes_a_launch_with_its_first_submission(mona):
    regions = [make_region("Canada: Rogers"), make_region("Canada: Bell")]

    launch = drafts.create(by=mona, agent=make_agent(), answers=ANSWERS, regions=regions)

    submission = launch.submissions.get()
    assert (launch.launch_name, launch.created_by, launch.version) == ("launch_2600", mona, 1)
    assert {name: getattr(launch, name) for name in ANSWERS} == ANSWERS
    assert (launch.state, launch.agent_launch_id) == (LaunchState.DRAFT, "")
    assert not hasattr(launch, "checking")
    assert (submission.number, submission.kind, submission.status) == (1, "agent_launch", S.DRAFT)
    assert chosen(submission) == ["Canada: Rogers", "Canada: Bell"]  # in the order of choosing
    event = StatusEvent.objects.get()
    assert (event.subject, event.from_state, event.to_state) == ("submission", "", "draft")
    assert (event.actor, event.actor_name, event.source) == (mona, "Mona Marsh", "person")


def test_it_keeps_a_draft_that_says_nothing_yet(mona):
    launch = drafts.create(by=mona, agent=make_agent(), answers={}, regions=[])

    assert (launch.launch_name, launch.optin_description, launch.video_uris) == ("launch_2600", "", [])
    assert chosen(launch.first_submission()) == []


def test_it_answers_the_same_launch_when_the_form_is_sent_twice(mona):
    token, about = uuid4(), {"agent": make_agent(), "answers": ANSWERS, "regions": [make_region()]}
    first = drafts.create(by=mona, sheet=Sheet(token=token), **about)

    again = drafts.create(by=mona, sheet=Sheet(token=token), **about)

    assert again == first
    assert Launch.objects.count() == Submission.objects.count() == StatusEvent.objects.count() == 1


def test_it_shows_nobody_the_launch_of_somebody_elses_form(mona, max):
    token, about = uuid4(), {"agent": make_agent(), "answers": ANSWERS, "regions": []}
    drafts.create(by=mona, sheet=Sheet(token=token), **about)

    with pytest.raises(Blocked):
        drafts.create(by=max, sheet=Sheet(token=token), **about)


@pytest.mark.parametrize("who", ["rita", "stranger"])
def test_it_lets_only_marketing_start_a_launch(request, who):
    by = request.getfixturevalue(who)

    with pytest.raises(NotAllowed, match="Only Marketing"):
        drafts.create(by=by, agent=make_agent(), answers=ANSWERS, regions=[])

    assert Launch.objects.count() == 0


def unchoosable():
    """Carriers that cannot be chosen for the agent 2600 on NA, and what is said."""
    five = [make_region(name) for name in SIX[:5]]
    bell = make_region("Canada: Bell")
    gone = make_region("X: Gone", retired_at=timezone.now())
    return {
        "sixth": ([*five, bell], "6 carriers are chosen."),
        "repeated": ([bell, bell], "Canada: Bell is chosen more than once."),
        "disabled": ([make_region("X: Off", carrier_enabled=False)], "X: Off is not enabled by Kaleyra."),
        "retired": ([gone], f"X: Gone is no longer offered since {timezone.now():%-d %B %Y}."),
        "other pod": (
            [make_region("Spain: Orange", pod="IN")],
            "Spain: Orange is on the IN pod, the agent on NA.",
        ),
    }


@pytest.mark.parametrize("case", ["sixth", "repeated", "disabled", "retired", "other pod"])
def test_it_is_blocked_by_carriers_that_cannot_be_chosen(mona, case):
    regions, words = unchoosable()[case]

    with pytest.raises(Blocked) as refusal:
        drafts.create(by=mona, agent=make_agent(), answers=ANSWERS, regions=regions)

    (finding,) = refusal.value.findings
    assert (finding.field, finding.level, finding.why) == ("regions", "blocker", words)
    assert finding.remedy
    assert Launch.objects.count() == 0


def test_it_is_blocked_by_a_carrier_that_is_on_its_way_or_live(sandbox, mona, rita):
    launch = make_accepted(mona, rita, carriers=["Canada: Bell"])
    launch.launch_regions.update(state="live")
    waiting = make_submitted(mona, carriers=["Canada: Telus"]).launch

    for name, reason in (("Canada: Bell", f"live in {launch}"), ("Canada: Telus", f"in review in {waiting}")):
        with pytest.raises(Blocked) as refusal:
            make_launch(mona, carriers=[name])
        assert refusal.value.findings[0].why == f"{name} cannot be chosen again: {reason}."

    assert make_launch(mona, agent=make_agent("2601"), carriers=["Canada: Bell"])  # another agent may


@pytest.mark.same_rows
@pytest.mark.parametrize("state", ["rejected", "ending", "unlaunched", "invalid"])
def test_it_lets_a_carrier_be_chosen_again_that_said_no(sandbox, mona, rita, state):
    make_accepted(mona, rita, carriers=["Canada: Bell"]).launch_regions.update(state=state)

    assert checks.occupied_regions(make_agent()) == {}


def test_it_lets_drafts_choose_the_same_carrier(mona, max):
    make_launch(mona, carriers=["Canada: Bell"])

    assert make_launch(max, carriers=["Canada: Bell"])


def test_it_is_blocked_by_a_name_that_is_taken(mona):
    make_launch(mona, launch_name="spring")

    with pytest.raises(Blocked) as refusal:
        make_launch(mona, launch_name="spring")

    (finding,) = refusal.value.findings
    assert (finding.field, finding.why) == ("launch_name", "There is already a launch named spring.")


def test_it_suggests_names_that_are_free(mona):
    agent = make_agent()

    names = [make_launch(mona).launch_name for _ in range(3)]

    assert names == ["launch_2600", "launch_2600_2", "launch_2600_3"]
    assert drafts.suggest_name(agent) == "launch_2600_4"
    assert drafts.suggest_name(make_agent("260")) == "launch_260"


# --- Changing it -------------------------------------------------------------------------------
def save(launch, by, *, version=1, agent=None, regions=(), **answers):
    return drafts.save(
        launch,
        by=by,
        sheet=Sheet(version=version),
        agent=agent or launch.agent,
        answers=ANSWERS | answers,
        regions=list(regions),
    )


def test_it_saves_what_was_written_and_grows_the_version(mona):
    launch = make_launch(mona)
    other = make_agent("16800", pod="IN")

    saved = save(
        launch, mona, agent=other, regions=[make_region("India: Jio", pod="IN")], optin_description="New."
    )

    assert (saved.version, saved.agent, saved.optin_description) == (2, other, "New.")
    assert saved.launch_name == "launch_2600"
    assert chosen(saved.first_submission()) == ["India: Jio"]
    assert history_of(saved.first_submission()) == ["new > draft"]


def test_it_overwrites_nothing_when_the_form_is_older_than_the_draft(mona):
    launch = make_launch(mona)
    save(launch, mona, optin_description="From the first tab.")

    with pytest.raises(ChangedMeanwhile):
        save(launch, mona, version=1, optin_description="From the second tab.", regions=[make_region("X: 1")])

    launch.refresh_from_db()
    assert (launch.version, launch.optin_description) == (2, "From the first tab.")
    assert chosen(launch.first_submission()) == []


@pytest.mark.same_rows
@pytest.mark.parametrize("status", [status for status in S if status not in (S.DRAFT, S.SENT_BACK)])
def test_it_changes_nothing_that_is_under_review_or_beyond(mona, rita, status):
    launch = make_launch(mona)
    review.submit(launch.first_submission(), by=mona)
    review.approve(launch.first_submission(), by=rita, version=1)
    put(launch.first_submission(), status)
    launch.refresh_from_db()

    with pytest.raises(NotAllowed, match="Only its author"):
        save(launch, mona, optin_description="New.")

    launch.refresh_from_db()
    assert (launch.version, launch.optin_description) == (1, ANSWERS["optin_description"])


def test_it_can_be_changed_again_once_it_was_sent_back(mona, rita):
    submission = make_submitted(mona)
    review.send_back(submission, by=rita, reason="Say more.")

    assert save(submission.launch, mona, optin_description="More.").version == 2


@pytest.mark.parametrize("who", ["max", "rita", "stranger"])
def test_it_lets_nobody_change_the_draft_of_another(request, mona, who):
    with pytest.raises(NotAllowed, match="Only its author"):
        save(make_launch(mona), request.getfixturevalue(who))


@pytest.mark.same_rows
@pytest.mark.parametrize("case", ["sixth", "repeated", "disabled", "retired", "other pod"])
def test_it_saves_no_carriers_that_cannot_be_chosen(mona, case):
    regions, words = unchoosable()[case]
    launch = make_launch(mona)

    with pytest.raises(Blocked) as refusal:
        save(launch, mona, regions=regions)

    assert refusal.value.findings[0].why == words
    launch.refresh_from_db()
    assert launch.version == 1
    assert chosen(launch.first_submission()) == ["Canada: Bell", "Canada: Rogers"]


def test_it_saves_no_name_that_is_taken(mona):
    make_launch(mona, launch_name="spring")
    launch = make_launch(mona)

    with pytest.raises(Blocked, match="There is already a launch named spring"):
        save(launch, mona, launch_name="spring")

    launch.refresh_from_db()
    assert (launch.launch_name, launch.version) == ("launch_2600", 1)
