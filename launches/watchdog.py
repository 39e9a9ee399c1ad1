"""Restarts a worker process that has a stuck task. It knows only when each task began.

A call to Kaleyra has a deadline, but a name that never resolves or a lock that nobody gives back has none.
"""

import logging
import os
import sys
import threading
from time import monotonic, sleep

from huey import signals
from huey.contrib.djhuey import HUEY

log = logging.getLogger(__name__)

PACE = 1.0  # seconds between two looks
ENDS = (
    signals.SIGNAL_COMPLETE,
    signals.SIGNAL_ERROR,
    signals.SIGNAL_CANCELED,
    signals.SIGNAL_INTERRUPTED,
    signals.SIGNAL_LOCKED,
    signals.SIGNAL_REVOKED,
    signals.SIGNAL_EXPIRED,
)

_began: dict[int, float] = {}
_is_ending = threading.Event()


def start(*, stuck_after: float, grace: float) -> None:
    """Every task is watched from now on: one that takes longer than `stuck_after` ends this process.

    The others have `grace` seconds to end before.
    """
    HUEY.signal(signals.SIGNAL_EXECUTING)(_note_begin)
    HUEY.signal(*ENDS)(_note_end)
    threading.Thread(target=_watch, args=(stuck_after, grace), name="Watchdog", daemon=True).start()


def is_ending() -> bool:
    """Will this process end in a moment? Then it claims nothing more."""
    return _is_ending.is_set()


def _note_begin(*_: object) -> None:
    _began[threading.get_ident()] = monotonic()


def _note_end(*_: object) -> None:
    _began.pop(threading.get_ident(), None)


def _stuck(stuck_after: float) -> set[int]:
    now = monotonic()
    return {thread for thread, began in list(_began.items()) if now - began > stuck_after}


def _watch(stuck_after: float, grace: float) -> None:
    while not _stuck(stuck_after):
        sleep(PACE)
    _is_ending.set()
    log.critical("A task has not ended for %d seconds: the worker begins anew.", stuck_after)
    end = monotonic() + grace
    while monotonic() < end and set(_began) - _stuck(stuck_after):
        sleep(PACE / 10)
    _begin_anew()


def _begin_anew() -> None:
    """The process runs the program again from the start; or it ends, if it had been told to stop."""
    if not any(thread.name == "Scheduler" for thread in threading.enumerate()):
        os._exit(0)
    logging.shutdown()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 (ourselves)
