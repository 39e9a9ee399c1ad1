"""Ask the task engine for a task by its name, after the transaction is committed. A leaf.

Services call this so that they never import tasks. A wake-up that gets lost loses nothing: the row is the
truth, and the periodic sweep finds whatever was forgotten.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)


def after_commit(task: str, *arguments: object) -> None:
    """The named task of launches.tasks is asked for once what was written is really there."""
    transaction.on_commit(lambda: _ask(task, *arguments))


def at(when: datetime, task: str, *arguments: object) -> None:
    """The named task is asked for at that time, best effort."""
    transaction.on_commit(lambda: _ask(task, *arguments, eta=when))


def _ask(task: str, *arguments: object, eta: datetime | None = None) -> None:
    door = import_string(f"launches.tasks.{task}")
    try:
        door.schedule(args=arguments, eta=eta) if eta else door(*arguments)
    except Exception:
        # The person's intention is committed; an engine that is down must not turn it into an error page.
        log.exception("Could not wake the worker for %s%s; the sweep will find it.", task, arguments)
