"""A Kaleyra over raw sockets, approved submissions that are really committed, and processes to be killed."""

import gc
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerProcess
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.db import connection

from launches.models import Submission
from tests.contract.faultserver import FaultServer
from tests.factories import make_approved
from tests.faults.elsewhere import Scene

# Longer than anything takes, on a busy machine too.
PATIENCE = 180


@pytest.fixture(scope="session")
def forks():
    """Where processes come from: a server that has already read everything they need."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.elsewhere"])
    return context


@pytest.fixture
def kaleyra(settings) -> Iterator[Callable[..., FaultServer]]:
    """A Kaleyra that plays what it is told, and the only pod of the test: `kaleyra(reset)`.

    Where no answer is to be expected, `kaleyra(silence, timeout=2.0)` waits no longer for one.
    """
    running: list[FaultServer] = []

    def start(*script: Any, timeout: float = 30.0, **options: Any) -> FaultServer:
        server = FaultServer(*script, **options)
        running.append(server)
        account = {"base_url": server.url, "sid": "a-sid-of-ours", "api_key": "canary-key-1"}
        settings.KALEYRA_PODS = {"NA": account}
        settings.KALEYRA_TIMEOUT, settings.KALEYRA_READ_TIMEOUT = timeout, timeout
        return server

    yield start
    for server in running:
        server.close()


@pytest.fixture
def approved(transactional_db, mona, rita) -> Submission:
    """A submission that may be sent, there for every process to see."""
    return make_approved(mona, rita)


@pytest.fixture
def start(forks, transactional_db) -> Iterator[Callable[..., ForkServerProcess]]:
    """Start something in a process of its own: `start(elsewhere.deliver, submission.pk)`. None outlives the test."""
    processes = []

    def begin(what: Callable[..., None], *arguments: object) -> ForkServerProcess:
        pods = {pod: dict(account) for pod, account in portal_settings.KALEYRA_PODS.items()}
        database = {"NAME": connection.settings_dict["NAME"]}
        scene = Scene(pods, portal_settings.KALEYRA_TIMEOUT, database)
        process = forks.Process(target=what, args=(scene, *arguments), daemon=True)
        process.start()
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.kill()
        process.join()
        process.close()


@pytest.fixture
def let_it_die() -> Callable[[ForkServerProcess], None]:
    """Wait until the process was killed with -9, and be sure that this is how it ended."""

    def wait(process: ForkServerProcess) -> None:
        process.join(PATIENCE)
        assert process.exitcode == -signal.SIGKILL

    return wait


@pytest.fixture
def sqlite():
    """Skips the test on another database."""
    if connection.vendor != "sqlite":
        pytest.skip("the embedded database; PostgreSQL has pg_dump (docs/operations.md)")


@pytest.fixture
def backup_file(tmp_path):
    """Where a backup may go. Nobody but us has the database open any more, as a restore demands."""
    gc.collect()  # connections of threads that have ended
    return tmp_path / "backups" / "portal.sqlite3"


def wait_until(is_so: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Look again and again until it is so. Fails when it never becomes so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


@pytest.fixture(name="wait_until")
def wait_until_fixture() -> Callable[..., None]:
    """See wait_until."""
    return wait_until
