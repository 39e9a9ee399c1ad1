"""Backup and restore of the embedded database; both are safe while the portal runs."""

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from launches.models import Heartbeat
from launches.problems import Problem
from launches.services import epoch, health


def back_up(target: Path) -> Path:
    """A whole, checked copy of the database is at `target`; nobody who was writing had to stop.

    Raises Problem when the database is not SQLite, the target exists, or the copy is not sound.
    """
    _refuse_other_databases()
    if target.exists():
        raise Problem(f"{target} exists already. Name a new file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.part")
    temporary.unlink(missing_ok=True)
    # It holds everything, password hashes too. SQLite fills an empty file, which keeps its rights.
    temporary.touch(mode=0o600)
    # A copy without any life in it could not be told from a portal that has sent nothing yet.
    epoch.is_ours()
    try:
        _copy(temporary)
    except BaseException:
        # On a full disk it is as large as what was left of it, and nobody could write any more.
        temporary.unlink(missing_ok=True)
        raise
    # From here on the copy counts as an older life of this database, and is recognised when it is restored.
    epoch.renew()
    temporary.replace(target)
    return target


def _copy(target: Path) -> None:
    with closing(sqlite3.connect(_database())) as source:
        try:
            # One statement, one consistent moment; the stepwise backup API never ends while others write.
            source.execute("VACUUM INTO ?", (str(target),))
        except sqlite3.OperationalError as problem:
            raise Problem(f"The copy could not be written: {problem}.") from None
    check(target)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def restore(source: Path) -> None:
    """The database is the one of the backup, and nothing is sent from it until a person has parked its queue.

    Raises Problem when the backup is not sound, or a worker or anybody else still has the database open.
    """
    _refuse_other_databases()
    if not source.is_file():
        raise Problem(f"There is no backup at {source}.")
    check(source)
    if _worker_is_alive():
        raise Problem(
            "A worker is still alive, or was within 90 seconds. Stop the portal, and wait until they are over."
        )
    connection.close()
    database = _database()
    if _is_in_use(database):
        raise Problem(
            "Somebody still has the database open. Stop web and worker: what they write would be lost."
        )
    temporary = database.with_name(f".{database.name}.part")
    temporary.unlink(missing_ok=True)
    temporary.touch(mode=0o600)
    temporary.write_bytes(source.read_bytes())
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    # The file of this machine may match the backup. Without the file, sending is held in any case; first of all, as
    # without its log the database that was here may have forgotten what it sent last.
    settings.EPOCH_FILE.unlink(missing_ok=True)
    for leftover in ("-wal", "-shm"):
        database.with_name(database.name + leftover).unlink(missing_ok=True)
    temporary.replace(database)


def check(copy: Path) -> None:
    """The file is a sound database of the portal. Raises Problem when it is not."""
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as database:
            verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
            database.execute("SELECT count(*) FROM launches_statusevent")
    except sqlite3.DatabaseError as problem:
        raise Problem(f"{copy} is not a database of the portal: {problem}.") from None
    if verdict != "ok":
        raise Problem(f"{copy} is damaged: {verdict}.")


def _is_in_use(database: Path) -> bool:
    """Has any other connection to it been made, be it idle?"""
    if not database.exists():
        return False
    with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as ours:
        try:
            # In this mode SQLite wants the file for itself alone, not for a moment but for as long as we have it open.
            ours.execute("PRAGMA locking_mode = EXCLUSIVE")
            ours.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as problem:
            return problem.sqlite_errorcode == sqlite3.SQLITE_BUSY  # and not one that is broken
    return False


def _worker_is_alive() -> bool:
    """Did a worker beat within the last 90 seconds? On an empty machine there is no table to look into."""
    now, lately = timezone.now(), timedelta(seconds=90)
    try:
        return Heartbeat.objects.filter(name=health.WORKER, at__range=(now - lately, now + lately)).exists()
    except DatabaseError:
        return False


def _refuse_other_databases() -> None:
    if connection.vendor != "sqlite":
        raise Problem("This portal is on PostgreSQL: use pg_dump and pg_restore (docs/operations.md).")


def _database() -> Path:
    return Path(str(connection.settings_dict["NAME"]))
