"""One run migrates once: of its processes the first to need a database migrates its own, the others copy that."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tests.ground import postgres

FOLDER = "PORTAL_TESTS_MIGRATED"  # where the copy is kept, and whoever makes it is alone


def migrate() -> None:
    """The empty database of this process is as migrations make it."""
    folder = Path(os.environ[FOLDER])
    with _alone_in(folder) as done:
        if done.exists():
            _copy_from(folder)
        else:
            call_command("migrate", verbosity=0)
            _copy_to(folder)
            done.touch()


@contextmanager
def _alone_in(folder: Path) -> Iterator[Path]:
    """The file that is there once there is a copy. No other process is here meanwhile."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / "done"


def _copy_to(folder: Path) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "copy.sqlite3")])
    else:
        connection.close()  # nobody may look at a database that is being copied
        connection.close_pool()
        postgres.copy_database(connection.settings_dict["NAME"], "portal_migrated")


def _copy_from(folder: Path) -> None:
    if connection.vendor == "sqlite":
        shutil.copy(folder / "copy.sqlite3", connection.settings_dict["NAME"])
    else:
        postgres.copy_database("portal_migrated", connection.settings_dict["NAME"])
