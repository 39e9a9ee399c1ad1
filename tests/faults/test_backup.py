"""Faults 8 and 61: what was committed is there whatever happens, a backup is whole, and an old one never sends."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from launches.models import Epoch, Heartbeat, Launch, StatusEvent, Submission
from launches.services import backup, delivery, epoch, health
from launches.statuses import SubmissionStatus
from tests.contract import faultserver
from tests.contract.samples import accepted
from tests.factories import approve, history_of, make_approved, make_submitted
from tests.faults import elsewhere

S = SubmissionStatus
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("the embedded database; PostgreSQL has pg_dump (docs/operations.md)")


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


@pytest.fixture
def backup_file(tmp_path):
    return tmp_path / "backups" / "portal.sqlite3"


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


def test_it_sends_nothing_from_an_old_backup_until_a_person_has_parked_its_queue(
    kaleyra, approved, rita, mona, backup_file, sqlite
):
    server = kaleyra(faultserver.says(accepted()))
    other = make_approved(mona, rita, carriers=["Canada: Telus"])
    in_review = make_submitted(mona, carriers=["Canada: Freedom Mobile"])
    assert epoch.is_ours()
    delivery.claim(other.pk)
    call_command("backup", str(backup_file), verbosity=0)
    delivery.deliver(approved.pk)
    approve(in_review, rita)
    delivery.deliver(in_review.pk)
    assert len(server.requests) == 2  # after the backup was made: it does not know

    go_back_to(backup_file)
    for submission in (approved, other):
        delivery.sweep()
        delivery.deliver(submission.pk)
    assert Submission.objects.get(pk=approved.pk).status == S.APPROVED
    # Nor does the next backup let it go, whoever makes it.
    call_command("backup", str(backup_file.with_suffix(".next")), verbosity=0)
    call_command("renew_epoch", verbosity=0)
    assert health.report()["sending"] == "held"
    assert len(server.requests) == 2

    call_command("release_restored", "--by", "rita", verbosity=0)

    for submission in (approved, other):
        delivery.deliver(submission.pk)
        submission.refresh_from_db()
        assert submission.status == S.UNCONFIRMED
        assert submission.reason == epoch.PARKED
        assert submission.events.filter(subject="submission").last().actor == rita
    assert history_of(approved)[-1] == "approved > unconfirmed"
    assert history_of(other)[-1] == "sending > unconfirmed"
    # Nor is it sent by a reviewer who would not know that it went already.
    in_review.refresh_from_db()
    assert (in_review.status, in_review.reason) == (S.SENT_BACK, epoch.RETURNED)
    assert len(server.requests) == 2

    fresh = make_approved(mona, rita, carriers=["Canada: Videotron"])
    delivery.deliver(fresh.pk)
    fresh.refresh_from_db()
    assert fresh.status == S.ACCEPTED  # and what is new is sent again


def test_it_sends_nothing_from_a_backup_of_a_portal_that_had_sent_nothing_yet(
    kaleyra, approved, backup_file, sqlite
):
    server = kaleyra(faultserver.says(accepted()))
    call_command("backup", str(backup_file), verbosity=0)
    delivery.deliver(approved.pk)

    go_back_to(backup_file)
    delivery.deliver(approved.pk)

    assert health.report()["sending"] == "held"
    assert len(server.requests) == 1


def test_it_sends_nothing_when_a_restore_is_killed_before_the_backup_is_in_its_place(
    approved, sqlite, backup_file, monkeypatch
):
    call_command("backup", str(backup_file), verbosity=0)

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        call_command("restore", str(backup_file), verbosity=0)

    # What was in the log of the database is gone: it may believe to be waiting what it has sent.
    assert not epoch.is_ours()


def go_back_to(backup_file):
    """The restore of this very machine: the same folder, and the file of the epoch still in it."""
    Heartbeat.objects.all().delete()
    kept = portal_settings.EPOCH_FILE.read_bytes()
    call_command("restore", str(backup_file), verbosity=0)
    portal_settings.EPOCH_FILE.write_bytes(kept)  # even when somebody puts it back


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


def test_it_refuses_to_restore_under_a_living_worker(approved, sqlite, backup_file):
    call_command("backup", str(backup_file), verbosity=0)
    health.beat()

    with pytest.raises(Exception, match="worker is still alive"):
        call_command("restore", str(backup_file), verbosity=0)

    assert Submission.objects.get().status == S.APPROVED
    assert Epoch.objects.get().since <= timezone.now() + timedelta(seconds=1)


def test_it_is_nobody_elses_to_read(approved, sqlite, backup_file):
    call_command("backup", str(backup_file), verbosity=0)

    assert backup_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_it_takes_no_other_beat_for_a_workers():
    health.beat("agents asked for: NA")

    assert not backup._worker_is_alive()


def test_it_refuses_a_backup_that_is_damaged(approved, sqlite, backup_file):
    call_command("backup", str(backup_file), verbosity=0)
    damaged = bytearray(backup_file.read_bytes())
    damaged[4096 : len(damaged) // 2] = bytes(len(damaged) // 2 - 4096)
    backup_file.write_bytes(damaged)

    with pytest.raises(Exception, match=r"damaged|not a database of the portal"):
        call_command("restore", str(backup_file), verbosity=0)

    assert Submission.objects.get().status == S.APPROVED


@pytest.mark.django_db
def test_it_begins_no_life_that_its_file_does_not_know_of(settings, tmp_path):
    (tmp_path / "no-folder").write_text("")
    settings.EPOCH_FILE = tmp_path / "no-folder" / "epoch"

    with pytest.raises(NotADirectoryError):
        epoch.is_ours()

    # Otherwise whoever is killed between row and file would hold everything that waits.
    assert not Epoch.objects.exists()
