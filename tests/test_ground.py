"""The ground that the tests stand on."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.models import Group, User
from django.db import DatabaseError, connection
from django.utils import timezone

from launches.models import CarrierRegion, StatusEvent
from tests.ground import plugin, postgres


def comes_true(question, seconds=120):
    """Whether it became true in time."""
    deadline = time.monotonic() + seconds
    while not (true := question()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return true


def test_it_gives_a_postgres_of_its_own_and_leaves_nothing_behind():
    with postgres.running() as address:
        with psycopg.connect(address) as server:
            answer = server.execute("SELECT upper('é'), inet_server_addr()").fetchone()
        folder = Path(address.partition("host=")[2])
        there = folder.is_dir()

    assert answer == ("É", None)
    assert there
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_it_leaves_no_postgres_behind_when_the_tests_are_killed():
    program = (
        "import os, signal\n"
        "from tests.ground import postgres\n"
        "with postgres.running() as address:\n"
        "    print(address, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program], cwd=postgres.PROJECT, stdout=subprocess.PIPE, text=True, check=False
    )
    folder = Path(killed.stdout.strip().partition("host=")[2])

    assert killed.returncode == -9
    assert folder.name.startswith("portal-tests-")
    assert comes_true(lambda: not folder.exists())


def test_it_hides_the_accounts_of_the_developer_from_the_tests():
    assert [name for name in os.environ if name.startswith("KALEYRA_")] == []
    assert os.environ["ENV_FILE"] == os.devnull


def test_it_leaves_out_nothing_but_what_is_there():
    assert [path for path in plugin.WITHOUT_DATABASE if not (postgres.PROJECT / path).exists()] == []


@pytest.mark.django_db
@pytest.mark.same_rows
@pytest.mark.parametrize("case", ["first", "second"])
def test_it_takes_to_a_second_database_one_of_the_cases_that_leave_the_same_rows(request, case):
    cases = [item for item in request.node.parent.collect() if item.originalname == request.node.originalname]

    assert [item.callspec.params for item in plugin.of_a_database(cases)] == [{"case": "first"}]


@pytest.mark.django_db
def test_it_runs_in_the_database_that_a_worker_would_find():
    assert str(connection.settings_dict["NAME"]) in os.environ["DATABASE_URL"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_it_keeps_what_migrations_put_in_after_every_flush(turn):
    assert sorted(Group.objects.values_list("name", flat=True)) == ["Admins", "Marketing", "Reviewers"]
    assert User.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_it_knows_everybody_by_name(mona, max, rita, rob, ada, stranger):
    people = [mona, max, rita, rob, ada, stranger]

    assert [person.get_full_name() for person in people] == [
        "Mona Marsh", "Max Moreau", "Rita Ramos", "Rob Reyes", "Ada Adler", "Sam Stranger",
    ]  # fmt: skip
    assert [[group.name for group in person.groups.all()] for person in people] == [
        ["Marketing"], ["Marketing"], ["Reviewers"], ["Reviewers"], ["Admins"], [],
    ]  # fmt: skip
    assert [person.is_staff for person in people] == [False, False, True, True, True, False]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_it_cleans_up_history_that_nobody_else_may_delete(turn):
    region = CarrierRegion.objects.create(
        pod="NA", remote_id="r", display_name="X: Y", country="X", carrier="Y"
    )
    event = StatusEvent.objects.create(
        subject="carrier_region",
        carrier_region=region,
        to_state="new",
        source="worker",
        actor_name="Worker",
        at=timezone.now(),
    )

    with pytest.raises(DatabaseError):
        event.delete()
    assert StatusEvent.objects.count() == 1
