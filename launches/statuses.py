"""The states, how they look, and which moves are allowed. A leaf: knows nothing of ours.

What *we* do (SubmissionStatus) and what *they* say (CarrierState) never mix; LaunchState is rolled up from both.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import TextChoices


class SubmissionStatus(TextChoices):
    """Where one request to Kaleyra stands, on our side."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    SENT_BACK = "sent_back", "Sent back"
    APPROVED = "approved", "Approved"
    SENDING = "sending", "Sending"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"
    UNCONFIRMED = "unconfirmed", "Unconfirmed"


class CarrierState(TextChoices):
    """What a carrier says about one launch, in our words."""

    SUBMITTED = "submitted", "Submitted"
    UNLAUNCHED = "unlaunched", "Not launched"
    PENDING = "pending", "Pending"
    LIVE = "live", "Live"
    REJECTED = "rejected", "Rejected"
    SUSPENDED = "suspended", "Suspended"
    ENDING = "ending", "Being taken down"
    INVALID = "invalid", "Invalid"
    UNKNOWN = "unknown", "Unknown"


class LaunchState(TextChoices):
    """One word for a whole launch."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    SENT_BACK = "sent_back", "Sent back"
    APPROVED = "approved", "Approved"
    SENDING = "sending", "Sending"
    REFUSED = "refused", "Refused"
    UNCONFIRMED = "unconfirmed", "Unconfirmed"
    WITH_CARRIERS = "with_carriers", "With carriers"
    PARTLY_LIVE = "partly_live", "Partly live"
    LIVE = "live", "Live"
    NEEDS_ATTENTION = "needs_attention", "Needs attention"


# Words of history that are no states: they leave the state as it is.
ARCHIVED = "archived"  # of a launch
COMMENTED = "commented"  # of a launch: what was said stands in the comment
KNOWN = "known"  # of a launch: its author knows what went wrong, and leaves it at that
NOTED = "noted"  # of a carrier of a launch: what a person knows beyond what Kaleyra says
OFFERED, DISABLED, RETIRED = "offered", "disabled", "retired"  # of a carrier in the catalogue


class Source(TextChoices):
    """Who or what said that something changed."""

    PERSON = "person", "Person"
    ADMIN = "admin", "Admin"
    WORKER = "worker", "Worker"
    KALEYRA = "kaleyra", "Kaleyra"


class SubmissionKind(TextChoices):
    """The first submission of a launch creates it at Kaleyra; later ones add carriers to it."""

    AGENT_LAUNCH = "agent_launch", "Agent launch"
    CARRIER_LAUNCH = "carrier_launch", "Carrier launch"


S = SubmissionStatus
MOVES: Mapping[SubmissionStatus, frozenset[SubmissionStatus]] = {
    S.DRAFT: frozenset({S.IN_REVIEW}),
    # A draft again when its author withdraws it.
    S.IN_REVIEW: frozenset({S.APPROVED, S.SENT_BACK, S.DRAFT}),
    S.SENT_BACK: frozenset({S.IN_REVIEW}),
    # Unconfirmed without sending only after a restore: the backup may be older than what was sent.
    S.APPROVED: frozenset({S.SENDING, S.UNCONFIRMED}),
    # Back to approved only when it is certain that nothing left: no connection was made, or 429.
    S.SENDING: frozenset({S.ACCEPTED, S.REFUSED, S.UNCONFIRMED, S.APPROVED}),
    S.ACCEPTED: frozenset(),
    S.REFUSED: frozenset({S.DRAFT}),
    # Only by proof, by a person who says so, or by its worker, which stood still and is certain that nothing left.
    S.UNCONFIRMED: frozenset({S.ACCEPTED, S.APPROVED}),
}

OPEN = frozenset(S) - {S.ACCEPTED, S.REFUSED}  # One of these per launch at a time.
EDITABLE = frozenset({S.DRAFT, S.SENT_BACK})
UNDER_WAY = OPEN - EDITABLE  # Submitted, and neither decided by Kaleyra nor returned to the author.

# Carriers change their minds, so none of these is final; but nobody can be asked again while one of these holds.
OCCUPIED = frozenset(
    {
        CarrierState.SUBMITTED,
        CarrierState.PENDING,
        CarrierState.LIVE,
        CarrierState.SUSPENDED,
        CarrierState.UNKNOWN,
    }
)
# Of a launch: nothing moves it on unless somebody does something.
STAND_STILL = frozenset({LaunchState.REFUSED, LaunchState.NEEDS_ATTENTION})
TROUBLED = frozenset({CarrierState.REJECTED, CarrierState.SUSPENDED})
WAITING = frozenset({CarrierState.SUBMITTED, CarrierState.PENDING})  # The carrier has yet to decide.


class Look(NamedTuple):
    """How a state appears: a word is never left to its colour alone."""

    label: str
    tone: str  # a colour name of the design system: static/css, `.badge[data-tone]`
    icon: str  # a lucide icon name


_LOOKS: Mapping[str, tuple[str, str]] = {
    "draft": ("grey", "pencil-line"),
    "in_review": ("blue", "eye"),
    "sent_back": ("grey", "undo-2"),
    "approved": ("amber", "check"),
    "sending": ("amber", "send"),
    "accepted": ("amber", "check-check"),
    "refused": ("red", "circle-x"),
    "unconfirmed": ("orange", "circle-question-mark"),
    "with_carriers": ("amber", "hourglass"),
    "partly_live": ("green-gap", "circle-dot-dashed"),
    "live": ("green", "circle-check"),
    "needs_attention": ("red", "triangle-alert"),
    "submitted": ("amber", "check-check"),
    "unlaunched": ("grey", "circle"),
    "pending": ("amber", "hourglass"),
    "rejected": ("red", "circle-x"),
    "suspended": ("violet", "circle-pause"),
    "ending": ("grey", "circle-minus"),
    "invalid": ("red", "circle-alert"),
    "unknown": ("hollow", "circle-dashed"),
}


def look(state: TextChoices) -> Look:
    """How this state is drawn everywhere."""
    tone, icon = _LOOKS[state.value]
    return Look(str(state.label), tone, icon)


OVERDUE = Look("Overdue", "amber", "alarm-clock")  # No state: it is computed, and says so beside one.


# Choices as functions, so that a new label is no migration.


def submission_statuses() -> list[tuple[str, str]]:
    """Where a submission may stand."""
    return SubmissionStatus.choices


def carrier_states() -> list[tuple[str, str]]:
    """What a carrier may say."""
    return CarrierState.choices


def launch_states() -> list[tuple[str, str]]:
    """What a launch may be."""
    return LaunchState.choices


def sources() -> list[tuple[str, str]]:
    """Who or what may say that something changed."""
    return Source.choices


def submission_kinds() -> list[tuple[str, str]]:
    """What a submission may be."""
    return SubmissionKind.choices
