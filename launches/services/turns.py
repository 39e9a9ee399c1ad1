"""Workers take turns at writing what comes of a round."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from django.conf import settings
from django.db import connection

LONGEST_WAIT = 2.0  # seconds; a turn takes a fraction of one


@contextmanager
def turn() -> Iterator[None]:
    """Nobody else who asks for a turn writes meanwhile. Taken before a transaction begins, and for no longer.

    SQLite has one writer at a time. Whoever waits for it looks again after a while, in the end every tenth of a
    second, and of two workers one found it taken again and again, until its threads had nothing to ask about. A lock
    on a file goes at once to whoever waits, and ends with its process. PostgreSQL needs none.

    A process that stands still in its turn holds nobody up for longer than LONGEST_WAIT: then SQLite's own lock
    decides, as it does for everybody who takes no turns.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with (settings.VAR_DIR / "turn.lock").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # In a thread, as this wait knows no time-out. A lock that comes too late ends with the file.
            waiting = Thread(target=fcntl.flock, args=(file, fcntl.LOCK_EX), daemon=True)
            waiting.start()
            waiting.join(LONGEST_WAIT)
        yield
