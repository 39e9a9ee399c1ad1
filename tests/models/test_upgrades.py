"""What stood in a database of before is there after an upgrade, and again when that is taken back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

pytestmark = pytest.mark.django_db(transaction=True)

NOW = timezone.now()
OF_CHECKS = {
    "next_check_at": NOW + timedelta(minutes=4),
    "check_lease_until": NOW + timedelta(minutes=5),
    "checked_at": NOW,
    "check_failures": 3,
    "check_problem": "No answer.",
    "check_failing_since": NOW - timedelta(hours=2),
    "last_read_by": b"of that catalogue",
}


def migrate(name=None):
    """The models of the time when this step was the last one; of today without a name."""
    executor = MigrationExecutor(connection)
    executor.loader.replace_migrations = False  # step by step, also those that a new database gets at once
    executor.loader.build_graph()
    to = [("launches", name)] if name else executor.loader.graph.leaf_nodes("launches")
    return executor.migrate(to).apps.get_model


@pytest.fixture
def _today():
    """However the test ends, the database is of today for the next one."""
    yield
    migrate()


@pytest.mark.usefixtures("_today")
def test_it_keeps_what_is_known_of_checks_when_that_moves_beside_the_launch():
    model = migrate("0022_found_in_indexes")
    person = model("auth", "User").objects.create(username="mona")
    agent = model("launches", "Agent").objects.create(agent_no="2600", pod="NA", name="Maple")
    made = {"agent_id": agent.pk, "created_by_id": person.pk}
    launches = model("launches", "Launch").objects
    draft = launches.create(launch_name="draft", **made)
    known = launches.create(launch_name="known", agent_launch_id="1370ed9d", **made)
    call = model("launches", "ApiCall").objects.create(launch_id=known.pk, started_at=NOW, verdict="ok")
    model("launches", "LaunchRegion").objects.create(launch_id=known.pk, state_since=NOW, remote_region="X")

    model = migrate("0027_found_by_agent_in_one_index")
    kept = model("launches", "ApiCall").objects.get()
    model("launches", "Launch").objects.filter(pk=known.pk).update(last_answer_id=call.pk, **OF_CHECKS)
    checking = migrate()("launches", "Checking").objects.values().get()
    model = migrate("0027_found_by_agent_in_one_index")
    back = model("launches", "Launch").objects

    assert (kept.pk, kept.same_as_id, kept.fingerprint) == (call.pk, None, None)
    of_checks = dict(
        zip(
            ("next_at", "lease_until", "checked_at", "failures", "problem", "failing_since", "read_by"),
            OF_CHECKS.values(),
            strict=True,
        )
    )
    assert as_read(checking) == of_checks | {"launch_id": known.pk, "last_answer_id": call.pk}
    assert as_read(back.filter(pk=known.pk).values(*OF_CHECKS, "last_answer_id").get()) == OF_CHECKS | {
        "last_answer_id": call.pk
    }
    assert back.get(pk=draft.pk).next_check_at is None
    assert model("launches", "LaunchRegion").objects.get().checked_at == NOW
    with connection.cursor() as cursor:  # names are still found by their parts
        back.filter(pk=draft.pk).update(launch_name="boarding")
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT rowid FROM launches_launch_words WHERE launches_launch_words MATCH 'board'"
            )
            assert cursor.fetchall() == [(draft.pk,)]


def as_read(row):
    """Bytes are bytes, whatever the driver makes of them."""
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
