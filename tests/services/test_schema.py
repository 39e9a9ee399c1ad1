"""A worker of another version than the database claims nothing; it goes on when they match again."""

from uuid import uuid4

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from launches import tasks
from launches.models import Heartbeat, Purge
from launches.services import delivery, desk, refresh, schema
from launches.statuses import SubmissionStatus
from tests import factories
from tests.services.rounds import make_due, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def migrated_further():
    """A migration ran that this process does not know."""
    return MigrationRecorder.Migration.objects.create(
        app="launches", name="9999_of_the_next_version", applied=timezone.now()
    )


def test_it_is_ours_when_the_last_migration_is_the_one_that_we_know():
    assert schema.is_ours()


def test_it_is_ours_whenever_django_writes_down_the_migration_that_stands_for_others():
    MigrationRecorder.Migration.objects.create(
        app="launches", name="0001_squashed_9999_of_another_time", applied=timezone.now()
    )

    assert schema.is_ours()


def test_it_is_not_ours_while_a_migration_is_missing():
    MigrationRecorder.Migration.objects.filter(app="launches", name=schema.known()).delete()

    assert not schema.is_ours()


def test_it_sends_nothing_until_the_versions_match_again(sandbox, mona, rita, migrated_further):
    submission = factories.make_approved(mona, rita)

    delivery.deliver(submission.pk)
    submission.refresh_from_db()
    held = (submission.status, submission.attempts, len(sandbox.requests))
    migrated_further.delete()
    delivery.deliver(submission.pk)

    submission.refresh_from_db()
    assert held == (SubmissionStatus.APPROVED, 0, 0)
    assert (submission.status, len(sandbox.requests)) == (SubmissionStatus.ACCEPTED, 1)


def test_it_asks_about_nothing_until_then(sandbox, mona, rita, migrated_further):
    migrated_further.delete()
    factories.make_accepted(mona, rita)
    migrated_further.save(force_insert=True)
    make_due()

    assert (refresh.refresh_due(), statuses(sandbox)) == (0, [])


def test_a_worker_does_not_even_beat(migrated_further):
    tasks.every_minute.call_local()

    assert not Heartbeat.objects.exists()


def test_it_changes_nothing_else_until_then(sandbox, mona, rita, rob, migrated_further):
    submission = factories.put(factories.make_approved(mona, rita), SubmissionStatus.UNCONFIRMED)
    desk.settle_with_id(submission, by=rob, agent_launch_id=str(uuid4()))

    tasks.verify.call_local(submission.pk)
    tasks.sync_regions.call_local("NA")
    tasks.import_agents.call_local("NA")
    tasks.purge_regularly.call_local()

    # What it knows of the tables is another version's.
    assert (len(sandbox.requests), Purge.objects.count()) == (0, 0)
