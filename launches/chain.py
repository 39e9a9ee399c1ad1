"""History as a chain: a seal ties each row to the one before it, and shows whether all of them fit.

Whoever edits, removes or slips in a row behind the portal's back would have to seal every later row anew, and
cannot without SECRET_KEY. Names of people are left out: a name may be taken away, the fact stays.
"""

import hmac
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from launches.models import StatusEvent

HISTORY_LOCK = 0x52435348  # any number that nobody else uses: "RCSH"
SEALED = (
    "subject",
    "launch_id",
    "submission_id",
    "launch_region_id",
    "carrier_region_id",
    "from_state",
    "to_state",
    "raw_code",
    "source",
    "actor_id",
    "reason",
)


class Verdict(NamedTuple):
    """How many rows were looked at, the newest seal, and the first row that does not fit, if there is one.

    `unsealed` of them are from before there were seals: nothing can be proved of these.
    """

    rows: int
    head: str
    broken: StatusEvent | None
    unsealed: int


def append(events: Sequence[StatusEvent]) -> None:
    """These are the newest rows of history, in this order. For callers that are in a transaction.

    Whoever locks launches does so before, so that two transactions never wait for each other.
    """
    last = _last_seal()
    for event in events:
        event.seal = last = seal(event, before=last)
    StatusEvent.objects.bulk_create(events)


def seal(event: StatusEvent, *, before: str, key: str | None = None) -> str:
    """The seal of this row after a row with the seal `before`, made with SECRET_KEY unless another key is given."""
    facts = {name: getattr(event, name) for name in SEALED} | {"at": event.at.timestamp(), "before": before}
    made = salted_hmac("launches.chain", json.dumps(facts), secret=key, algorithm="sha256")
    return made.hexdigest()


def verify() -> Verdict:
    """Every row of history was compared with its seal, oldest first, up to the first that does not fit.

    That its newest rows were cut off shows only beside a head noted earlier, outside the database.
    """
    before, rows, unsealed = "", 0, 0
    for event in StatusEvent.objects.order_by("id").iterator(chunk_size=1000):
        rows += 1
        # Only before the first seal: a seal that was removed later shows.
        if not before and not event.seal:
            unsealed += 1
            continue
        if not _is_sound(event, before=before):
            return Verdict(rows, before, event, unsealed)
        before = event.seal
    return Verdict(rows, before, None, unsealed)


def _is_sound(event: StatusEvent, *, before: str) -> bool:
    """Is this row as it was written, right after a row with the seal `before`? Older secret keys count."""
    return any(hmac.compare_digest(seal(event, before=before, key=key), event.seal) for key in _keys())


def _last_seal() -> str:
    """The seal of the newest row, with everybody else who writes history waiting until this transaction ends."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HISTORY_LOCK])
        # By hand: asked for each row of history, and the ORM takes ten times as long to write it.
        cursor.execute(f"SELECT seal FROM {StatusEvent._meta.db_table} ORDER BY id DESC LIMIT 1")  # noqa: S608 (a name of ours)
        newest = cursor.fetchone()
    return newest[0] if newest else ""


def _keys() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS
