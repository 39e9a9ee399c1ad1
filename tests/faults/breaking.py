"""Ways to make a database fail for real, on either kind."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

NO_ROOM = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION no_room()
"""
HANG_UP = """
CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER hang_up AFTER INSERT ON launches_statusevent {when}
FOR EACH ROW WHEN (NEW.to_state = 'sending') EXECUTE FUNCTION hang_up()
"""


@contextmanager
def full_disk(table: str) -> Iterator[None]:
    """Nothing more fits into this table."""
    if connection.vendor == "sqlite":
        with _no_more_pages():
            yield
    else:
        with _trigger(
            NO_ROOM.format(table=table), f"DROP TRIGGER no_room ON {table}; DROP FUNCTION no_room()"
        ):
            yield


@contextmanager
def _no_more_pages() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # what earlier tests deleted left room for thousands of rows
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@contextmanager
def a_server_that_hangs_up(*, at_commit: bool) -> Iterator[None]:
    """PostgreSQL ends the connection of whoever claims: in the middle of the transaction, or while it commits."""
    when = "DEFERRABLE INITIALLY DEFERRED" if at_commit else ""
    undo = "DROP TRIGGER hang_up ON launches_statusevent; DROP FUNCTION hang_up()"
    with _trigger(HANG_UP.format(when=when), undo):
        yield


@contextmanager
def _trigger(create: str, undo: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(create)
    try:
        yield
    finally:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(undo)


def fill_up(write: Callable[[], object]) -> int:
    """Written until nothing fits any more. Answers how often it did."""
    for times in range(100_000):
        try:
            write()
        except OperationalError:
            return times
    raise AssertionError("the disk never became full")


def hang_up_on_everybody_else() -> None:
    """PostgreSQL ends every connection to this database but ours, as a restart would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def in_a_thread(do: Callable[[], object]) -> None:
    """Done on a connection of its own, which is closed again."""

    def run() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(180)
