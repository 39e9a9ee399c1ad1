"""Workers take turns at writing what comes of a round."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def turn() -> Iterator[None]:
    """Nobody else who asks for a turn writes meanwhile. Taken before a transaction begins, and for no longer.

    SQLite has one writer at a time. Whoever waits for it looks again after a while, in the end every tenth of a
    second, and of two workers one found it taken again and again, until its threads had nothing to ask about. A lock
    on a file goes at once to whoever waits, and ends with its process. PostgreSQL needs none.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with (settings.VAR_DIR / "turn.lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
