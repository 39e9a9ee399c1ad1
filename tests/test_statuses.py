"""The states, how they look, and the table of moves."""

import re
from pathlib import Path

import pytest

from launches import statuses
from launches.statuses import (
    EDITABLE,
    MOVES,
    OCCUPIED,
    OPEN,
    CarrierState,
    LaunchState,
    Look,
    SubmissionStatus,
    look,
)

S = SubmissionStatus
TONES = {"grey", "blue", "amber", "green", "green-gap", "red", "violet", "orange", "hollow"}
LOOKS = [
    (S.DRAFT, "Draft", "grey", "pencil-line"),
    (S.IN_REVIEW, "In review", "blue", "eye"),
    (S.SENT_BACK, "Sent back", "grey", "undo-2"),
    (S.APPROVED, "Approved", "amber", "check"),
    (S.SENDING, "Sending", "amber", "send"),
    (S.ACCEPTED, "Accepted", "amber", "check-check"),
    (S.REFUSED, "Refused", "red", "circle-x"),
    (S.UNCONFIRMED, "Unconfirmed", "orange", "circle-question-mark"),
    (CarrierState.SUBMITTED, "Submitted", "amber", "check-check"),
    (CarrierState.UNLAUNCHED, "Not launched", "grey", "circle"),
    (CarrierState.PENDING, "Pending", "amber", "hourglass"),
    (CarrierState.LIVE, "Live", "green", "circle-check"),
    (CarrierState.REJECTED, "Rejected", "red", "circle-x"),
    (CarrierState.SUSPENDED, "Suspended", "violet", "circle-pause"),
    (CarrierState.ENDING, "Being taken down", "grey", "circle-minus"),
    (CarrierState.INVALID, "Invalid", "red", "circle-alert"),
    (CarrierState.UNKNOWN, "Unknown", "hollow", "circle-dashed"),
    (LaunchState.DRAFT, "Draft", "grey", "pencil-line"),
    (LaunchState.IN_REVIEW, "In review", "blue", "eye"),
    (LaunchState.SENT_BACK, "Sent back", "grey", "undo-2"),
    (LaunchState.APPROVED, "Approved", "amber", "check"),
    (LaunchState.SENDING, "Sending", "amber", "send"),
    (LaunchState.REFUSED, "Refused", "red", "circle-x"),
    (LaunchState.UNCONFIRMED, "Unconfirmed", "orange", "circle-question-mark"),
    (LaunchState.WITH_CARRIERS, "With carriers", "amber", "hourglass"),
    (LaunchState.PARTLY_LIVE, "Partly live", "green-gap", "circle-dot-dashed"),
    (LaunchState.LIVE, "Live", "green", "circle-check"),
    (LaunchState.NEEDS_ATTENTION, "Needs attention", "red", "triangle-alert"),
]


@pytest.mark.parametrize(("state", "label", "tone", "icon"), LOOKS)
def test_it_draws_a_state_the_same_way_everywhere(state, label, tone, icon):
    assert look(state) == Look(label, tone, icon)
    assert tone in TONES


def test_it_gives_every_state_a_look():
    assert [row[0] for row in LOOKS] == [*S, *CarrierState, *LaunchState]


def test_it_says_of_every_status_where_it_may_go():
    assert {old.value: sorted(new) for old, new in MOVES.items()} == {
        "draft": ["in_review"],
        "in_review": ["approved", "draft", "sent_back"],
        "sent_back": ["in_review"],
        "approved": ["sending", "unconfirmed"],
        "sending": ["accepted", "approved", "refused", "unconfirmed"],
        "accepted": [],
        "refused": ["draft"],
        "unconfirmed": ["accepted", "approved"],
    }


def test_it_lets_only_the_worker_reach_sending_and_only_from_approved():
    assert [old for old, new in MOVES.items() if S.SENDING in new] == [S.APPROVED]


def test_it_counts_everything_undecided_as_open():
    assert set(S) - OPEN == {S.ACCEPTED, S.REFUSED}
    assert {S.DRAFT, S.SENT_BACK} == EDITABLE


def test_it_frees_a_carrier_that_said_no():
    assert set(CarrierState) - OCCUPIED == {
        CarrierState.UNLAUNCHED,
        CarrierState.REJECTED,
        CarrierState.ENDING,
        CarrierState.INVALID,
    }


def test_it_knows_who_needs_somebody_and_who_has_yet_to_decide():
    assert {CarrierState.REJECTED, CarrierState.SUSPENDED} == statuses.TROUBLED
    assert {CarrierState.SUBMITTED, CarrierState.PENDING} == statuses.WAITING


def test_it_calls_what_is_no_state_by_words_of_its_own():
    assert (statuses.ARCHIVED, statuses.COMMENTED, statuses.NOTED) == ("archived", "commented", "noted")
    assert (statuses.OFFERED, statuses.DISABLED, statuses.RETIRED) == ("offered", "disabled", "retired")
    assert Look("Overdue", "amber", "alarm-clock") == statuses.OVERDUE


@pytest.mark.parametrize(
    ("choices", "enumeration"),
    [
        (statuses.submission_statuses, S),
        (statuses.carrier_states, CarrierState),
        (statuses.launch_states, LaunchState),
        (statuses.sources, statuses.Source),
        (statuses.submission_kinds, statuses.SubmissionKind),
    ],
)
def test_it_offers_every_state_as_a_choice(choices, enumeration):
    assert choices() == [(member.value, member.label) for member in enumeration]


def test_it_stays_a_leaf():
    source = Path(statuses.__file__).read_text()

    assert re.findall(r"^(?:from|import) (\S+)", source, re.MULTILINE) == [
        "collections.abc",
        "typing",
        "django.db.models",
    ]
