"""Is this the database that we sent from, or a restored backup that may be older than what was sent?

The worst way to double a launch is to restore yesterday's queue. So every life of the database has a value, in
a row and in a file beside the database (EPOCH_FILE); `renew` after each backup makes every backup an older life.
While the two differ nothing is sent, until a person parks what the backup believed to be waiting.
"""

import os
from contextlib import suppress
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from launches import access, transitions
from launches.models import Epoch, Mail, Submission
from launches.problems import MovedMeanwhile, NotAllowed
from launches.services import record
from launches.statuses import Source, SubmissionStatus

ONLY = 1  # There is one row.
PARKED = "A backup was restored: this may have been sent after the backup was made."
LOOK_FIRST = "Look for it in Kaleyra's console before anything is sent again."
RETURNED = (
    "A backup was restored: this may have been approved and sent after the backup was made. "
    "Have it looked for in Kaleyra's console before you submit it again."
)
TOLD = "A backup was restored: it may have been sent after the backup was made, so it is not sent again."
S = SubmissionStatus


class Parked(NamedTuple):
    """How many submissions of a restored backup became unconfirmed, and how many went back to their authors."""

    unconfirmed: int
    sent_back: int

    def __str__(self) -> str:
        return f"parked as unconfirmed: {self.unconfirmed}; sent back to their authors: {self.sent_back}"


def is_ours() -> bool:
    """May this database be sent from? A portal that has never sent anything begins its first life here."""
    value = _value()
    if value is None and not _has_sent():
        value = _begin().value
    return value in _written()


def is_waiting() -> bool:
    """See is_held. Of this database, as it is now."""
    value = _value()
    return is_held(value, has_sent=value is None and _has_sent())


def is_held(value: UUID | None, *, has_sent: bool) -> bool:
    """Does a restored backup wait for a person? `value` is what the row says, None without one. Writes nothing."""
    return has_sent if value is None else value not in _written()


def renew() -> None:
    """Whatever was copied before counts as an older life. While a restored backup is held it does so already."""
    # A backup that is made then must not let the queue go, which is for a person to do.
    if is_ours():
        _begin_anew()


def park(*, by: User) -> Parked:
    """What the restored database believed to be waiting is unconfirmed, what was in review is its author's again, and
    sending may go on.

    Raises NotAllowed, or MovedMeanwhile when nothing is held.
    """
    if not access.may_review(by):
        raise NotAllowed("Only reviewers decide about what was restored.")
    if is_ours():
        # It would park what is about to be sent, for a reason that is none.
        raise MovedMeanwhile("Sending is not held by a restored backup. Nothing was changed.")
    # Those in review may have been approved since, and be sent: a reviewer who approves them would not know.
    parked = Parked(
        unconfirmed=_move_all([S.APPROVED, S.SENDING], S.UNCONFIRMED, PARKED, by=by, next_step=LOOK_FIRST),
        sent_back=_move_all(
            [S.IN_REVIEW], S.SENT_BACK, RETURNED, by=by, reviewed_by=by, reviewed_at=timezone.now()
        ),
    )
    Mail.objects.open().update(given_up_at=timezone.now(), problem=TOLD)
    _begin_anew()
    record.note(Epoch.objects.get(pk=ONLY), f"Let sending go on after a backup was restored; {parked}", by=by)
    return parked


def _move_all(states: list[S], new: S, reason: str, *, by: User, **facts: object) -> int:
    """Every submission in one of these states is in the new one, for that reason. Answers how many."""
    moved = 0
    for submission in Submission.objects.filter(status__in=states):
        with suppress(MovedMeanwhile):  # the sweep may be faster, or its author
            transitions.move(
                submission,
                new,
                by=transitions.person(by, Source.ADMIN),
                reason=reason,
                facts={"lease_until": None, **facts},
            )
            moved += 1
    return moved


def _value() -> UUID | None:
    return Epoch.objects.values_list("value", flat=True).first()


def _has_sent() -> bool:
    return Submission.objects.exclude(attempt=None).exists()


def _begin() -> Epoch:
    """The first life. Of all who begin it at once only one does; the others wait for its row."""
    with transaction.atomic():
        row, is_first = Epoch.objects.get_or_create(
            pk=ONLY, defaults={"value": uuid4(), "since": timezone.now()}
        )
        if is_first:
            # Before anybody sees the row: whoever is killed here leaves no row that the file does not match.
            _write({row.value})
    return row


def _begin_anew() -> None:
    """A new life, here and in the file."""
    new = uuid4()
    with transaction.atomic():
        old = set(Epoch.objects.select_for_update().values_list("value", flat=True))
        # Both values in between, so that a crash at any point leaves the two in agreement.
        _write(old | {new})
        Epoch.objects.update_or_create(pk=ONLY, defaults={"value": new, "since": timezone.now()})
    _write_down()


def _write_down() -> None:
    """The file says what the row says, also when two processes do this at once."""
    with transaction.atomic():
        _write({Epoch.objects.select_for_update().get(pk=ONLY).value})


def _written() -> set[UUID]:
    try:
        return {UUID(line) for line in settings.EPOCH_FILE.read_text().split()}
    except (FileNotFoundError, ValueError):
        return set()


def _write(values: set[UUID]) -> None:
    """Whole or not at all, and on the disk when this returns."""
    temporary = settings.EPOCH_FILE.with_suffix(f".{uuid4().hex}")  # two may write at once
    with temporary.open("w") as file:
        file.write("".join(f"{value}\n" for value in sorted(values)))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(settings.EPOCH_FILE)
