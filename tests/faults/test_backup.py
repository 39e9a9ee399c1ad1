"""Faults 8 and 61: what was committed is there whatever happens, a backup is whole, and an old one never sends."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from launches.models import Epoch, Launch, StatusEvent
from launches.services import backup, epoch, health
from launches.statuses import SubmissionStatus
from tests.faults import elsewhere

S = SubmissionStatus
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def empty_machine(sqlite, tmp_path, monkeypatch):
    """Another machine's folder, and `manage.py` on it."""
    folder = tmp_path / "empty-machine"
    folder.mkdir()
    database = folder / "portal.sqlite3"
    environment = {
        **os.environ,
        "VAR_DIR": str(folder),
        "EPOCH_FILE": str(folder / "epoch"),
        "DATABASE_URL": f"sqlite:///{database}",
    }

    def manage(*words):
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage.database = database
    return manage


def rows(database, query):
    with closing(sqlite3.connect(database)) as copy:
        return copy.execute(query).fetchall()


# --- 8 -----------------------------------------------------------------------------------------
def test_it_has_every_acknowledged_commit_when_the_power_fails(
    sqlite, approved, start, forks, wait_until, tmp_path
):
    over = forks.Event()
    start(elsewhere.hammer, "mona", over)
    wait_until(lambda: Launch.objects.count() > 20)
    source = Path(connection.settings_dict["NAME"])

    acknowledged = set(Launch.objects.values_list("launch_name", flat=True))
    with transaction.atomic():  # One moment: the pages and the log, without the shared memory that is lost.
        for ending in ("", "-wal"):
            shutil.copy(f"{source}{ending}", tmp_path / f"found.sqlite3{ending}")
    over.set()

    found = tmp_path / "found.sqlite3"
    assert rows(found, "PRAGMA integrity_check") == [("ok",)]
    assert acknowledged <= {name for (name,) in rows(found, "SELECT launch_name FROM launches_launch")}


def test_it_waits_for_the_disk_before_it_acknowledges(sqlite, transactional_db):
    with connection.cursor() as cursor:
        (level,) = cursor.execute("PRAGMA synchronous").fetchone()
        (mode,) = cursor.execute("PRAGMA journal_mode").fetchone()

    assert (level, mode) == (2, "wal")  # 2 is FULL


# --- 61 ----------------------------------------------------------------------------------------
def test_it_is_restored_whole_on_an_empty_machine_when_it_was_backed_up_while_busy(
    approved, start, forks, wait_until, empty_machine, backup_file
):
    over = forks.Event()
    start(elsewhere.hammer, "mona", over)
    wait_until(lambda: Launch.objects.count() > 20)
    before = set(Launch.objects.values_list("launch_name", flat=True))

    call_command("backup", str(backup_file), verbosity=0)

    still_writing = Launch.objects.count()
    wait_until(lambda: Launch.objects.count() > still_writing)
    over.set()
    said = empty_machine("restore", str(backup_file))
    assert "Sending is held until: manage.py release_restored" in said
    restored = empty_machine.database
    assert rows(restored, "PRAGMA integrity_check") == [("ok",)]
    names = {name for (name,) in rows(restored, "SELECT launch_name FROM launches_launch")}
    assert before <= names
    events = rows(restored, "SELECT count(*) FROM launches_statusevent")
    assert events == [(StatusEvent.objects.count(),)]
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        rows(restored, "DELETE FROM launches_statusevent")


@pytest.mark.parametrize("crash", ["before the row", "before the file"])
def test_it_still_knows_its_own_database_when_a_backup_is_killed_between_row_and_file(
    transactional_db, monkeypatch, settings, tmp_path, crash
):
    settings.EPOCH_FILE = tmp_path / "epoch"
    assert epoch.is_ours()
    written, calls = epoch._write, []

    def write_and_stop(values):
        calls.append(values)
        if crash == "before the file" and len(calls) == 2:
            raise KeyboardInterrupt
        written(values)
        if crash == "before the row":
            raise KeyboardInterrupt

    monkeypatch.setattr(epoch, "_write", write_and_stop)
    with pytest.raises(KeyboardInterrupt):
        epoch.renew()

    assert epoch.is_ours()


def test_it_knows_its_own_database_when_one_of_two_that_begin_it_is_killed(transactional_db, monkeypatch):
    written = epoch._write
    other = threading.Thread(target=lambda: (epoch.is_ours(), connection.close()))

    def let_the_other_begin_and_die(values):
        monkeypatch.setattr(epoch, "_write", written)
        other.start()
        other.join(0.5)  # it waits for us, or it is done
        written(values)
        raise KeyboardInterrupt

    monkeypatch.setattr(epoch, "_write", let_the_other_begin_and_die)
    with pytest.raises(KeyboardInterrupt):
        epoch.is_ours()

    other.join(180)
    assert epoch.is_ours()


def test_it_leaves_nothing_on_a_disk_that_is_too_small_for_a_backup(approved, sqlite, backup_file):
    assert epoch.is_ours()
    size = Path(connection.settings_dict["NAME"]).stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size // 4, limits[1]))
    try:
        with pytest.raises(Exception, match="could not be written"):
            call_command("backup", str(backup_file), verbosity=0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    # As large as all that was left, it would keep everybody from writing.
    assert list(backup_file.parent.iterdir()) == []


def test_it_is_nobody_elses_to_read(approved, sqlite, backup_file):
    call_command("backup", str(backup_file), verbosity=0)

    assert backup_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_it_takes_no_other_beat_for_a_workers():
    health.beat("agents asked for: NA")

    assert not backup._worker_is_alive()


@pytest.mark.django_db
def test_it_begins_no_life_that_its_file_does_not_know_of(settings, tmp_path):
    (tmp_path / "no-folder").write_text("")
    settings.EPOCH_FILE = tmp_path / "no-folder" / "epoch"

    with pytest.raises(NotADirectoryError):
        epoch.is_ours()

    # Otherwise whoever is killed between row and file would hold everything that waits.
    assert not Epoch.objects.exists()
