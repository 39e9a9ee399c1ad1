"""The seal that ties each row of history to the one before it, and whether all of them fit.

Whoever edits, removes or slips in a row behind the portal's back would have to seal every later row anew, and
cannot without SECRET_KEY. Names of people are left out: a name may be taken away, the fact stays.
"""

import hmac
import json
from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.utils.crypto import salted_hmac

from launches.models import StatusEvent

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


def seal(event: StatusEvent, *, before: str) -> str:
    """The seal of this row after a row with the seal `before`."""
    return _sealed(event, before, settings.SECRET_KEY)


def _is_sound(event: StatusEvent, *, before: str) -> bool:
    """Is this row as it was written, right after a row with the seal `before`? Older secret keys count."""
    return any(hmac.compare_digest(_sealed(event, before, key), event.seal) for key in _keys())


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


def _keys() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


def _sealed(event: StatusEvent, before: str, key: str) -> str:
    facts = {name: getattr(event, name) for name in SEALED} | {"at": event.at.timestamp(), "before": before}
    return salted_hmac("launches.chain", json.dumps(facts), secret=key, algorithm="sha256").hexdigest()
