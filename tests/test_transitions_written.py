"""What the one door for state writes, to the letter: `make mutants` holds these tests to it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from launches import transitions
from launches.models import Follow, LaunchRegion, Notice, StatusEvent, Submission
from launches.problems import MovedMeanwhile
from launches.statuses import CarrierState, SubmissionStatus
from launches.transitions import KALEYRA, WORKER, person
from tests.factories import make_approved, make_launch, make_region, make_submitted, put

S = SubmissionStatus
C = CarrierState
ABOUT = ("subject", "from_state", "to_state", "raw_code", "reason", "source", "actor_name")

pytestmark = pytest.mark.django_db


@pytest.fixture
def launch(mona):
    return make_launch(mona)


@pytest.fixture
def row(launch):
    """A carrier of the launch that nobody has asked yet."""
    return LaunchRegion(
        launch=launch, region=make_region("Canada: Bell"), submission=launch.first_submission()
    )


@pytest.fixture
def start():
    return timezone.now().replace(microsecond=0)


def facts_of(event):
    """What the row of history says, and what it is about."""
    event.refresh_from_db()
    about = (event.launch_id, event.submission_id, event.launch_region_id, event.carrier_region_id)
    return tuple(getattr(event, name) for name in ABOUT), about


def test_it_knows_the_worker_and_kaleyra():
    assert (WORKER.source, WORKER.name, WORKER.user) == ("worker", "Worker", None)
    assert (KALEYRA.source, KALEYRA.name, KALEYRA.user) == ("kaleyra", "Kaleyra", None)


def test_it_says_nothing_that_nobody_said_when_it_moves(approved):
    Submission.objects.filter(pk=approved.pk).update(reason="an older one")
    stale = Submission.objects.get(pk=approved.pk)

    event = transitions.move(stale, S.UNCONFIRMED, by=WORKER)

    assert facts_of(event) == (
        ("submission", "approved", "unconfirmed", "", "", "worker", "Worker"),
        (approved.launch_id, approved.pk, None, None),
    )
    assert stale.reason == ""  # as it is stored, without being read again


def test_it_makes_whoever_acts_follow_and_tells_those_who_followed_before(mona, rita):
    submission = make_submitted(mona)
    Follow.objects.all().delete()
    Notice.objects.all().delete()
    Follow.objects.begin(submission.launch_id, mona)

    event = transitions.move(submission, S.SENT_BACK, by=person(rita), reason="Say where.")

    assert set(Follow.objects.values_list("person__username", flat=True)) == {"mona", "rita"}
    assert list(Notice.objects.values_list("person__username", "event")) == [("mona", event.pk)]


def test_it_makes_nobody_follow_what_a_machine_does(approved):
    Follow.objects.all().delete()

    transitions.move(approved, S.UNCONFIRMED, by=WORKER)

    assert not Follow.objects.exists()


def test_it_begins_the_history_of_a_submission(mona, rita):
    launch = put(make_approved(mona, rita), S.ACCEPTED).launch
    transitions.roll_up(launch.pk, by=WORKER)
    Follow.objects.all().delete()
    type(launch).objects.filter(pk=launch.pk).update(state="draft")
    second = Submission.objects.create(launch=launch, number=2, kind="carrier_launch", created_by=rita)

    event = transitions.begin(second, by=person(rita), reason="Two more.")

    assert facts_of(event) == (
        ("submission", "", "draft", "", "Two more.", "person", "Rita Ramos"),
        (launch.pk, second.pk, None, None),
    )
    assert [follow.person for follow in Follow.objects.all()] == [rita]
    launch.refresh_from_db()
    assert launch.state == "with_carriers"  # rolled up again
    assert StatusEvent.objects.last().source == "person"


def test_it_rolls_up_in_the_name_of_whoever_moved(mona, rita):
    submission = make_submitted(mona)

    transitions.move(submission, S.SENT_BACK, by=person(rita))

    rolled_up = StatusEvent.objects.last()
    assert facts_of(rolled_up) == (
        ("launch", "in_review", "sent_back", "", "", "person", "Rita Ramos"),
        (submission.launch_id, None, None, None),
    )


def test_it_notes_the_first_word_of_a_carrier(row, start):
    (event,) = transitions.observe_each([(row, C.SUBMITTED, "0")], at=start, by=WORKER, reason="Sent.")

    stored = LaunchRegion.objects.get()
    assert facts_of(event) == (
        ("launch_region", "", "submitted", "0", "Sent.", "worker", "Worker"),
        (row.launch_id, row.submission_id, row.pk, None),
    )
    assert event.at == start
    assert (stored.state, stored.state_code, stored.state_since) == ("submitted", "0", start)
    assert stored.went_back_at is None


def test_it_notes_a_later_word_of_a_carrier_as_kaleyras(row, start):
    transitions.observe(row, C.SUBMITTED, raw_code="", at=start)

    event = transitions.observe(row, C.LIVE, raw_code="3", at=start + timedelta(hours=1))

    assert facts_of(event)[0] == ("launch_region", "submitted", "live", "3", "", "kaleyra", "Kaleyra")
    assert LaunchRegion.objects.get().state_since == start + timedelta(hours=1)


# What a carrier says, one after the other; and whether the last of it goes back to something.
STORIES = [
    ([(C.SUBMITTED, ""), (C.PENDING, "2")], False),
    ([(C.SUBMITTED, ""), (C.PENDING, "2"), (C.LIVE, "3")], False),
    ([(C.SUBMITTED, ""), (C.LIVE, "3"), (C.PENDING, "2")], True),
    ([(C.SUBMITTED, ""), (C.LIVE, "3"), (C.SUBMITTED, "1")], True),
    ([(C.LIVE, "3"), (C.PENDING, "2")], True),
    ([(C.LIVE, "3"), (C.SUBMITTED, "1")], True),
    ([(C.LIVE, "3"), (C.REJECTED, "4")], False),
    ([(C.LIVE, "3"), (C.PENDING, "")], False),
    ([(C.REJECTED, "4"), (C.PENDING, "2")], False),
    ([(C.PENDING, "2"), (C.REJECTED, "4"), (C.PENDING, "2")], True),
    ([(C.PENDING, "2"), (C.REJECTED, "4"), (C.SUBMITTED, ""), (C.PENDING, "2")], False),
    ([(C.PENDING, "2"), (C.REJECTED, "4"), (C.SUBMITTED, ""), (C.PENDING, "2"), (C.REJECTED, "4")], False),
    ([(C.SUBMITTED, ""), (C.PENDING, "2"), (C.SUBMITTED, ""), (C.SUBMITTED, "0"), (C.PENDING, "2")], False),
    ([(C.LIVE, "3"), (C.PENDING, "2"), (C.PENDING, "2")], True),
    ([(C.LIVE, "3"), (C.PENDING, "2"), (C.REJECTED, "4")], False),
    ([(C.PENDING, "2"), (C.LIVE, "3"), (C.LIVE, "03")], False),
    # Only that it was asked begins a new story: neither "submitted" as its own word, nor another word without a code.
    ([(C.SUBMITTED, ""), (C.PENDING, "2"), (C.SUBMITTED, "1"), (C.PENDING, "2")], True),
    ([(C.PENDING, "2"), (C.REJECTED, "4"), (C.UNLAUNCHED, ""), (C.PENDING, "2")], True),
]


@pytest.mark.parametrize(("said", "goes_back"), STORIES)
def test_it_flags_a_carrier_that_goes_back(row, start, said, goes_back):
    for hour, (state, code) in enumerate(said):
        transitions.observe(row, state, raw_code=code, at=start + timedelta(hours=hour))

    stored = LaunchRegion.objects.get()
    assert (stored.went_back_at is not None) is goes_back
    if goes_back and said[-1] != said[-2]:
        assert stored.went_back_at == start + timedelta(hours=len(said) - 1)


def test_it_takes_no_other_carriers_word_for_this_ones(row, start):
    other = LaunchRegion(launch=row.launch, region=make_region("Canada: Rogers"))
    for hour, state in enumerate((C.PENDING, C.REJECTED)):
        transitions.observe(other, state, raw_code="2", at=start + timedelta(hours=hour))

    transitions.observe(row, C.REJECTED, raw_code="4", at=start)
    transitions.observe(row, C.PENDING, raw_code="2", at=start + timedelta(hours=1))

    assert LaunchRegion.objects.get(pk=row.pk).went_back_at is None


def test_it_counts_carriers_only_with_its_own_launch(mona, row, start):
    transitions.observe(row, C.REJECTED, raw_code="4", at=start)
    other = make_launch(mona, carriers=["Spain: Orange"])

    transitions.roll_up(row.launch_id, by=KALEYRA)
    transitions.roll_up(other.pk, by=KALEYRA)

    row.launch.refresh_from_db()
    other.refresh_from_db()
    assert (row.launch.regions_total, row.launch.state) == (1, "needs_attention")
    assert (other.regions_total, other.state) == (0, "draft")
    assert row.launch.state_since > start


def test_it_notes_what_changes_no_state(launch, row, rita, start):
    transitions.observe(row, C.LIVE, raw_code="3", at=start)
    Follow.objects.all().delete()
    ada = person(rita)

    about_carrier = transitions.note_carrier(row, by=ada, reason="They said next week.")
    followers = [follow.person for follow in Follow.objects.all()]
    Follow.objects.all().delete()
    comment = transitions.note_comment(launch, by=ada)
    about_launch = transitions.note_launch(launch, "archived", "", by=ada, reason="Keep.")
    about_region = transitions.note_region(row.region, "offered", "retired", by=KALEYRA, reason="Gone.")

    assert facts_of(about_carrier) == (
        ("launch_region", "live", "noted", "", "They said next week.", "person", "Rita Ramos"),
        (launch.pk, row.submission_id, row.pk, None),
    )
    assert followers == [follow.person for follow in Follow.objects.all()] == [rita]
    assert facts_of(comment) == (
        ("launch", launch.state, "commented", "", "", "person", "Rita Ramos"),
        (launch.pk, None, None, None),
    )
    assert facts_of(about_launch)[0] == ("launch", "archived", "", "", "Keep.", "person", "Rita Ramos")
    assert facts_of(about_region) == (
        ("carrier_region", "offered", "retired", "", "Gone.", "kaleyra", "Kaleyra"),
        (None, None, None, row.region_id),
    )


def test_it_names_the_latest_of_those_who_were_faster(mona, rita):
    submission = make_submitted(mona)
    transitions.move(submission, S.SENT_BACK, by=person(rita))
    at = timezone.localtime(StatusEvent.objects.filter(subject="submission").last().at)

    assert transitions.moved_meanwhile(submission, left=S.IN_REVIEW).sentence == (
        f"Rita Ramos was faster: it has been sent back since {at:%H:%M:%S}. Nothing was changed."
    )


def test_it_names_who_decided_not_who_has_sent_it_since(approved):
    lease = {"attempt": uuid4(), "lease_until": timezone.now()}
    transitions.move(approved, S.SENDING, by=WORKER, facts=lease)

    assert transitions.moved_meanwhile(approved, left=S.IN_REVIEW).sentence.startswith(
        "Rita Ramos was faster: it has been approved since"
    )


def test_it_names_who_moved_the_submission_not_which_carrier_spoke_since(mona, rita, row, start):
    submission = row.submission
    transitions.move(submission, S.IN_REVIEW, by=person(mona))
    transitions.observe(row, C.LIVE, raw_code="3", at=start)

    assert transitions.moved_meanwhile(submission, left=S.DRAFT).sentence.startswith(
        "Mona Marsh was faster: it has been in review since"
    )


def test_it_says_withdrawn_when_the_author_was_faster(mona):
    submission = make_submitted(mona)
    transitions.move(submission, S.DRAFT, by=person(mona))

    assert (
        "Mona Marsh was faster: it has been withdrawn since"
        in transitions.moved_meanwhile(submission, left=S.IN_REVIEW).sentence
    )


def test_it_names_nobody_when_history_knows_nobody(launch, mona):
    unknown = Submission(launch=launch, number=7, kind="carrier_launch", created_by=mona)
    unknown.pk = 10**6

    problem = transitions.moved_meanwhile(unknown, left=S.IN_REVIEW)

    assert isinstance(problem, MovedMeanwhile)
    assert problem.sentence == "Somebody else was faster. Nothing was changed."


def test_it_holds_an_attempt_that_is_right(approved):
    attempt = uuid4()
    facts = {"attempt": attempt, "lease_until": timezone.now()}
    transitions.move(approved, S.SENDING, by=WORKER, facts=facts)

    transitions.move(approved, S.UNCONFIRMED, by=WORKER, holding={"attempt": attempt})

    assert (approved.status, approved.attempt) == ("unconfirmed", attempt)
