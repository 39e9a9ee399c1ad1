"""Fault 61: a restored backup never sends by itself what it believes to be waiting."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from launches.models import Epoch, Heartbeat, Mail, Submission
from launches.services import delivery, epoch, health
from launches.statuses import SubmissionStatus
from tests.contract import faultserver
from tests.contract.samples import accepted
from tests.factories import approve, history_of, make_approved, make_submitted

S = SubmissionStatus


def test_it_sends_nothing_from_an_old_backup_until_a_person_has_parked_its_queue(
    kaleyra, approved, rita, mona, backup_file, sqlite
):
    server = kaleyra(faultserver.says(accepted()))
    other = make_approved(mona, rita, carriers=["Canada: Telus"])
    in_review = make_submitted(mona, carriers=["Canada: Freedom Mobile"])
    assert epoch.is_ours()
    delivery.claim(other.pk)
    Mail.objects.create(person=mona, made_at=timezone.now(), due_at=timezone.now())
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
    assert Mail.objects.get().problem == epoch.TOLD
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


def test_it_can_be_told_from_a_copy_as_soon_as_anything_in_it_may_be_sent(transactional_db, mona):
    make_submitted(mona)  # and no worker has run yet

    assert Epoch.objects.get().value in epoch._written()


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


def test_it_refuses_to_restore_under_a_living_worker(approved, sqlite, backup_file):
    call_command("backup", str(backup_file), verbosity=0)
    health.beat()

    with pytest.raises(Exception, match="worker is still alive"):
        call_command("restore", str(backup_file), verbosity=0)

    assert Submission.objects.get().status == S.APPROVED
    assert Epoch.objects.get().since <= timezone.now() + timedelta(seconds=1)


def test_it_refuses_to_restore_under_a_portal_that_still_has_the_database_open(approved, sqlite, backup_file):
    call_command("backup", str(backup_file), verbosity=0)
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as of_a_page:
        of_a_page.execute("SELECT count(*) FROM launches_launch").fetchone()

        with pytest.raises(Exception, match="still has the database open"):
            call_command("restore", str(backup_file), verbosity=0)

    assert epoch.is_ours()


def test_it_refuses_a_backup_that_is_damaged(approved, sqlite, backup_file):
    call_command("backup", str(backup_file), verbosity=0)
    damaged = bytearray(backup_file.read_bytes())
    damaged[4096 : len(damaged) // 2] = bytes(len(damaged) // 2 - 4096)
    backup_file.write_bytes(damaged)

    with pytest.raises(Exception, match=r"damaged|not a database of the portal"):
        call_command("restore", str(backup_file), verbosity=0)

    assert Submission.objects.get().status == S.APPROVED
