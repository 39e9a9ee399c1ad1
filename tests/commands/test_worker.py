"""`manage.py worker`: it beats, works, stops when told to, and touches no database of another version."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db.migrations.recorder import MigrationRecorder

from launches.management.commands.worker import refuse_unmigrated_database
from launches.models import Heartbeat, Submission
from launches.services import schema
from launches.statuses import SubmissionStatus
from tests.factories import make_approved

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def worker(tmp_path):
    """Start a worker on this test's database; what it says goes into a file."""
    running = []

    def start(**environment):
        said = tmp_path / "said.txt"
        with said.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "worker", "--threads", "1"],
                cwd=PROJECT,
                env={**os.environ, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        running.append(process)
        return process, said

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()


def comes_true(question, seconds=180):
    deadline = time.monotonic() + seconds
    while not (true := question()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return true


@pytest.mark.django_db(transaction=True)
def test_it_sends_what_was_approved_and_stops_when_told_to(sandbox, worker, mona, rita):
    submission = make_approved(mona, rita)

    process, said = worker(LOG_LEVEL="INFO")
    accepted = comes_true(
        lambda: Submission.objects.get(pk=submission.pk).status == SubmissionStatus.ACCEPTED
    )
    process.send_signal(signal.SIGTERM)
    code = process.wait(timeout=180)

    assert accepted, said.read_text()
    assert code == 0
    assert Heartbeat.objects.filter(name="worker").exists()
    assert [arrival.body.decode() for arrival in sandbox.requests if arrival.method == "POST"] == [
        submission.payload
    ]
    assert "worker A worker of version " in said.read_text()
    assert "sandbox-key" not in said.read_text()


def test_it_refuses_a_database_of_another_version(worker, tmp_path):
    process, said = worker(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}", VAR_DIR=str(tmp_path))

    assert process.wait(timeout=300) != 0
    assert "The database is not migrated to this version. Run: manage.py migrate" in said.read_text()


@pytest.mark.django_db
def test_it_refuses_a_database_that_lacks_the_latest_migration():
    refuse_unmigrated_database()  # this one lacks none

    MigrationRecorder.Migration.objects.filter(app="launches", name=schema.known()).delete()

    with pytest.raises(CommandError, match="not migrated"):
        refuse_unmigrated_database()
