"""Is the history as it was written?"""

from typing import NamedTuple

from launches import chain
from launches.models import StatusEvent


class Verdict(NamedTuple):
    """How many rows were looked at, the newest seal, and the first row that does not fit, if there is one.

    `unsealed` of them are from before there were seals: nothing can be proved of these.
    """

    rows: int
    head: str
    broken: StatusEvent | None
    unsealed: int


def verify() -> Verdict:
    """Every row of history was compared with its seal, oldest first, up to the first that does not fit.

    That its newest rows were cut off shows only beside a head noted earlier, outside the database.
    """
    before, rows, unsealed = "", 0, 0
    for event in StatusEvent.objects.order_by("id").iterator(chunk_size=1000):
        rows += 1
        # Only in front of the first seal, which was made after a row without one: a seal that is taken away shows.
        if not before and not event.seal:
            unsealed += 1
            continue
        if not chain.is_sound(event, before=before):
            return Verdict(rows, before, event, unsealed)
        before = event.seal
    return Verdict(rows, before, None, unsealed)
