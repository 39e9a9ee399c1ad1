"""Is this the database that we sent from, or a restored backup that may be older than what was sent?

The worst way to double a launch is to restore yesterday's queue. So every life of the database has a value, in
a row and in a file beside the database (EPOCH_FILE); `renew` after each backup makes every backup an older life.
While the two differ nothing is sent, until a person parks what the backup believed to be waiting.
"""

import os
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from launches import access, transitions
from launches.models import Epoch, Submission
from launches.problems import NotAllowed
from launches.services import record
from launches.statuses import Source, SubmissionStatus

ONLY = 1  # There is one row.
PARKED = "A backup was restored: this may have been sent after the backup was made."
LOOK_FIRST = "Look for it in Kaleyra's console before anything is sent again."


def is_ours() -> bool:
    """May this database be sent from? A portal that has never sent anything begins its first life here."""
    row = Epoch.objects.first()
    if row is None:
        if Submission.objects.exclude(attempt=None).exists():
            return False
        row = _begin()
    return row.value in _written()


def is_held(value: UUID | None, *, has_sent: bool) -> bool:
    """Does a restored backup wait for a person? `value` is what the row says, None without one. Writes nothing."""
    return has_sent if value is None else value not in _written()


def renew() -> None:
    """Whatever was copied before counts as an older life. While a restored backup is held it does so already."""
    # A backup that is made then must not let the queue go, which is for a person to do.
    if is_ours():
        _begin_anew()


def park(*, by: User) -> int:
    """What the restored database believed to be waiting is unconfirmed, and sending may go on. Answers how many.

    Raises NotAllowed.
    """
    if not access.may_review(by):
        raise NotAllowed("Only reviewers decide about what was restored.")
    waiting = Submission.objects.filter(status__in=[SubmissionStatus.APPROVED, SubmissionStatus.SENDING])
    parked = 0
    for submission in waiting:
        transitions.move(
            submission,
            SubmissionStatus.UNCONFIRMED,
            by=transitions.person(by, Source.ADMIN),
            reason=PARKED,
            facts={"next_step": LOOK_FIRST, "lease_until": None},
        )
        parked += 1
    _begin_anew()
    words = f"Let sending go on after a backup was restored; parked as unconfirmed: {parked}"
    record.note(Epoch.objects.get(pk=ONLY), words, by=by)
    return parked


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
