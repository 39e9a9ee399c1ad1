"""The one door for state: what it lets through, what it writes, what it rolls up."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from launches import transitions
from launches.models import ApiCall, Checking, Launch, LaunchRegion, StatusEvent
from launches.problems import MovedMeanwhile, MoveNotAllowed
from launches.statuses import MOVES, CarrierState, LaunchState, Source, SubmissionStatus
from launches.transitions import KALEYRA, WORKER
from tests.factories import (
    carriers_of,
    history_of,
    make_agent,
    make_launch,
    make_region,
    make_submitted,
    put,
    story_of,
)

S = SubmissionStatus
C = CarrierState
# In the order of the list: each process of a run must collect the same tests in the same order.
MOVED = [(old, new) for old in S for new in S if new in MOVES[old]]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("old", "new"), MOVED)
def test_it_moves_and_remembers_when_the_table_has_the_move(approved, rita, old, new):
    submission = put(approved, old)
    transitions.roll_up(submission.launch_id, by=WORKER)
    before = list(StatusEvent.objects.values_list("pk", flat=True))
    lease = {"attempt": uuid4(), "lease_until": timezone.now()} if new == S.SENDING else {}

    event = transitions.move(
        submission,
        new,
        by=transitions.person(rita, Source.ADMIN),
        reason="Because.",
        raw_code="RCS904",
        facts=lease,
    )

    submission.refresh_from_db()
    assert (submission.status, submission.reason) == (new, "Because.")
    told, rolled_up = StatusEvent.objects.exclude(pk__in=before)
    assert told == event
    assert (told.subject, told.from_state, told.to_state) == ("submission", old, new)
    assert (told.source, told.actor, told.actor_name) == ("admin", rita, "Rita Ramos")
    assert (told.reason, told.raw_code, told.launch) == ("Because.", "RCS904", submission.launch)
    expected = LaunchState.WITH_CARRIERS if new == S.ACCEPTED else LaunchState(new)
    assert submission.launch.state == expected
    assert (rolled_up.subject, rolled_up.from_state, rolled_up.to_state) == ("launch", old, expected)
    assert submission.launch.state_since == pytest.approx(rolled_up.at, abs=timedelta(seconds=1))


@pytest.mark.same_rows
@pytest.mark.parametrize("old", S)
def test_it_refuses_a_move_that_the_table_does_not_have(approved, old):
    submission = put(approved, old)
    events, state = StatusEvent.objects.count(), submission.launch.state

    for new in set(S) - set(MOVES[old]):
        with pytest.raises(MoveNotAllowed) as refusal:
            transitions.move(submission, new, by=WORKER)

        submission.refresh_from_db()
        assert (submission.status, submission.launch.state) == (old, state)
        assert StatusEvent.objects.count() == events
        assert refusal.value.sentence == (
            f"It is {old.label.lower()}; from there it cannot become {new.label.lower()}."
        )


def test_it_says_who_was_faster_when_the_row_has_moved(approved):
    stale = type(approved).objects.get(pk=approved.pk)
    transitions.move(approved, S.UNCONFIRMED, by=WORKER)

    with pytest.raises(MovedMeanwhile) as refusal:
        transitions.move(stale, S.SENDING, by=WORKER, facts={"attempt": uuid4()})

    at = StatusEvent.objects.filter(to_state="unconfirmed", subject="submission").get().at
    assert refusal.value.sentence == (
        f"Worker was faster: it has been unconfirmed since {at:%H:%M:%S}. Nothing was changed."
    )
    assert history_of(approved)[-1] == "approved > unconfirmed"


def test_it_lets_nobody_settle_what_another_attempt_holds(approved):
    put(approved, S.SENDING)
    events = StatusEvent.objects.count()

    with pytest.raises(MovedMeanwhile):
        transitions.move(approved, S.ACCEPTED, by=WORKER, holding={"attempt": uuid4()})

    approved.refresh_from_db()
    assert approved.status == S.SENDING
    assert StatusEvent.objects.count() == events


def test_it_writes_the_facts_with_the_move_or_not_at_all(approved):
    before = StatusEvent.objects.count()

    with pytest.raises(Exception, match="submission_sending_under_lease"), transitions.transaction.atomic():
        transitions.move(approved, S.SENDING, by=WORKER)  # without a lease the database says no

    approved.refresh_from_db()
    assert approved.status == S.APPROVED
    assert StatusEvent.objects.count() == before


@pytest.mark.same_rows
@pytest.mark.parametrize(
    ("status", "states", "expected", "counters"),
    [
        (S.ACCEPTED, [], LaunchState.WITH_CARRIERS, (0, 0, 0)),
        (S.ACCEPTED, [C.SUBMITTED], LaunchState.WITH_CARRIERS, (1, 0, 0)),
        (S.ACCEPTED, [C.PENDING, C.UNKNOWN], LaunchState.WITH_CARRIERS, (2, 0, 0)),
        (S.ACCEPTED, [C.UNLAUNCHED, C.ENDING, C.INVALID], LaunchState.WITH_CARRIERS, (3, 0, 0)),
        (S.ACCEPTED, [C.LIVE], LaunchState.LIVE, (1, 1, 0)),
        (S.ACCEPTED, [C.LIVE, C.LIVE], LaunchState.LIVE, (2, 2, 0)),
        (S.ACCEPTED, [C.LIVE, C.PENDING], LaunchState.PARTLY_LIVE, (2, 1, 0)),
        (S.ACCEPTED, [C.LIVE, C.REJECTED], LaunchState.NEEDS_ATTENTION, (2, 1, 1)),
        (S.ACCEPTED, [C.SUSPENDED, C.PENDING], LaunchState.NEEDS_ATTENTION, (2, 0, 1)),
        (S.ACCEPTED, [C.REJECTED, C.SUSPENDED], LaunchState.NEEDS_ATTENTION, (2, 0, 2)),
        (S.UNCONFIRMED, [], LaunchState.UNCONFIRMED, (0, 0, 0)),
        (S.REFUSED, [], LaunchState.REFUSED, (0, 0, 0)),
    ],
)
def test_it_rolls_up_the_first_submission_and_its_carriers(approved, status, states, expected, counters):
    submission = put(approved, status)
    for number, state in enumerate(states):
        LaunchRegion.objects.create(
            launch=submission.launch,
            region=make_region(f"X: {number}"),
            state=state,
            state_since=timezone.now(),
        )

    transitions.roll_up(submission.launch_id, by=KALEYRA)

    launch = type(submission.launch).objects.get(pk=submission.launch_id)
    assert launch.state == expected
    assert (launch.regions_total, launch.regions_live, launch.regions_troubled) == counters
    assert history_of(launch)[-1].endswith(f"> {expected}")


@pytest.mark.same_rows
@pytest.mark.parametrize(
    ("later", "states", "expected"),
    [
        (S.DRAFT, [C.LIVE], LaunchState.LIVE),
        (S.IN_REVIEW, [C.LIVE], LaunchState.LIVE),
        (S.APPROVED, [C.PENDING], LaunchState.WITH_CARRIERS),
        (S.UNCONFIRMED, [C.LIVE], LaunchState.NEEDS_ATTENTION),
        (S.REFUSED, [C.LIVE], LaunchState.NEEDS_ATTENTION),
        (S.ACCEPTED, [C.LIVE, C.SUBMITTED], LaunchState.PARTLY_LIVE),
    ],
)
def test_it_rolls_up_a_later_submission_only_when_it_went_wrong(approved, mona, later, states, expected):
    first = put(approved, S.ACCEPTED)
    second = type(first).objects.create(
        launch=first.launch,
        number=2,
        kind="carrier_launch",
        created_by=mona,
        reviewed_by=mona,
        reviewed_at=timezone.now(),
        payload="{}",
        payload_sha256="x",
    )
    put(second, later)
    for number, state in enumerate(states):
        LaunchRegion.objects.create(
            launch=first.launch, region=make_region(f"X: {number}"), state=state, state_since=timezone.now()
        )

    transitions.roll_up(first.launch_id, by=KALEYRA)

    assert type(first.launch).objects.get(pk=first.launch_id).state == expected


def test_it_remembers_no_roll_up_that_changes_nothing(approved):
    before = StatusEvent.objects.count()

    transitions.roll_up(approved.launch_id, by=WORKER)

    assert StatusEvent.objects.count() == before


def observe(row, state, code, at):
    return transitions.observe(row, state, raw_code=code, at=at)


def test_it_remembers_what_a_carrier_says_only_when_it_is_new(mona):
    launch = make_launch(mona)
    row = LaunchRegion(launch=launch, region=make_region("Canada: Bell"))
    start = timezone.now()
    said = [
        (C.SUBMITTED, ""),
        (C.SUBMITTED, "0"),  # a first code for what was assumed already
        (C.PENDING, "2"),
        (C.PENDING, "2"),
        (C.PENDING, "PENDING"),  # another code for the same
        (C.LIVE, "3"),
        (C.PENDING, "2"),  # carriers change their minds
    ]

    events = [
        observe(row, state, code, start + timedelta(hours=hour)) for hour, (state, code) in enumerate(said)
    ]

    assert [event is not None for event in events] == [True, False, True, False, True, True, True]
    assert story_of(launch, "Canada: Bell") == [
        "new > submitted",
        "submitted > pending",
        "pending > pending",
        "pending > live",
        "live > pending",
    ]
    assert [event.raw_code for event in events if event] == ["", "2", "PENDING", "3", "2"]
    assert {event.source for event in events if event} == {"kaleyra"}
    row.refresh_from_db()
    assert (row.state, row.state_code, row.state_since) == ("pending", "2", start + timedelta(hours=6))


def test_it_keeps_since_when_a_carrier_says_so_while_it_repeats_itself(mona):
    row = LaunchRegion(launch=make_launch(mona), region=make_region("Canada: Bell"))
    start = timezone.now()

    for hour in range(3):
        observe(row, C.PENDING, "2", start + timedelta(hours=hour))

    row.refresh_from_db()
    assert row.state_since == start
    assert carriers_of(row.launch) == {"Canada: Bell": "pending"}


def test_it_names_people_by_their_full_name_and_else_by_their_account(person):
    nora = person("nora", "Nora North")
    nameless = person("n0", " ")

    assert transitions.person(nora).name == "Nora North"
    assert transitions.person(nameless).name == "n0"


def test_it_moves_no_other_submission_that_stands_where_this_one_stood(mona, rita):
    submission = make_submitted(mona, agent=make_agent("2601"))
    other = make_submitted(mona, agent=make_agent("2602"))

    transitions.move(submission, S.SENT_BACK, by=transitions.person(rita))

    other.refresh_from_db()
    assert (submission.status, other.status) == ("sent_back", "in_review")


def test_it_gives_no_reason_when_none_was_given_and_says_since_when(mona):
    launch = make_launch(mona)
    begun = timezone.now()
    Launch.objects.filter(pk=launch.pk).update(state="live", state_since=begun - timedelta(days=1))
    region = make_region("Spain: Orange")

    events = [
        transitions.begin(launch.first_submission(), by=WORKER),
        transitions.note_launch(launch, "", "archived", by=WORKER),
        transitions.note_region(region, "", "offered", by=WORKER),
    ]

    assert [event.reason for event in events] == ["", "", ""]
    launch.refresh_from_db()
    assert (launch.state, launch.state_since > begun) == ("draft", True)


def test_it_lets_the_next_answer_about_this_launch_be_read_and_about_no_other(mona):
    launch, answered, now = make_launch(mona), {}, timezone.now()
    for one in (launch, make_launch(mona, carriers=["X: Y"])):
        call = ApiCall.objects.create(launch=one, endpoint="launch_status", pod="NA", started_at=now)
        answered[one.pk] = Checking.objects.create(launch=one, next_at=now, last_answer=call)

    transitions.roll_up(launch.pk, by=WORKER)

    for checking in answered.values():
        checking.refresh_from_db()
    assert [checking.last_answer is None for checking in answered.values()] == [True, False]
