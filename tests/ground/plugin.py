"""Prepares what tests stand on before Django reads its settings: a database, a folder, an environment."""

import gc
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.ground import postgres

# What a developer's own environment may say, and what must never reach a test: an account at Kaleyra, say.
NOT_FOR_TESTS = (
    "KALEYRA_",
    "LAUNCH_",
    "MAKE",  # of the make that runs us: another one that a test starts would take its flags
    "SANDBOX_",
    "SECURE_",
    "EMAIL_",
    "HUEY_",
    "CSRF_",
    "DATABASE_",
    "DEMO_",
)
# What they test has no database, so a second run on another one would only say the same again.
WITHOUT_DATABASE = (
    "tests/contract",
    "tests/sandbox",
    "tests/rcsportal/test_settings.py",
    "tests/test_run.py",  # starts a portal on a database of its own, whatever this run is about
    "tests/test_setup.py",
)
# What a file says of itself when all of its tests are left out of a second run.
OF_THE_PAGE = re.compile(r"^pytestmark = .*\bpage_only\b", re.MULTILINE)
ROOM = 2 * 1024**3  # more than all processes of a run will ever need
# What this process is called among those that share the work, if any do.
PROCESS = "PYTEST_XDIST_WORKER"
FOR_TESTS = {
    "ENV_FILE": os.devnull,
    "DEBUG": "1",
    "SECRET_KEY": "a-key-for-tests-alone-long-enough-to-please-every-check-0123456789",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "PORTAL_URL": "http://127.0.0.1:8000",
    "LOG_LEVEL": "WARNING",
    "TIME_ZONE": "UTC",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database=postgres` runs on a PostgreSQL that we start; without it the tests run on SQLite."""
    parser.addoption(
        "--database",
        choices=["sqlite", "postgres"],
        default=os.environ.get("TEST_DATABASE", "sqlite"),
        help="which database the tests run on (default: sqlite, or TEST_DATABASE)",
    )
    parser.addoption(
        "--only-with-database",
        action="store_true",
        help="leave out what touches no database, for a second run on another one",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """The environment describes the ground, and every process that a test starts inherits it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # tidy up on a kill too, as on Ctrl-C
    for name in [name for name in os.environ if name.startswith(NOT_FOR_TESTS)]:
        del os.environ[name]
    os.environ.update(FOR_TESTS)
    ending = ExitStack()
    early_config.add_cleanup(ending.close)

    folder = Path(tempfile.mkdtemp(prefix="portal-tests-", dir=_memory()))
    ending.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["VAR_DIR"] = str(folder)
    (folder / "static").mkdir()  # whitenoise warns when it is not there
    if PROCESS not in os.environ:  # it starts the others, who find in the environment where it keeps its copy
        os.environ["PORTAL_TESTS_MIGRATED"] = str(folder)
    if early_config.known_args_namespace.database == "postgres":
        os.environ["DATABASE_URL"] = _postgres(ending)
    else:
        # A file and not memory: live server, worker and threads must all see the same rows.
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'portal.sqlite3'}"


def _memory() -> Path | None:
    """Where files are kept in memory, if there is room: no commit of a test need wait until a disk has it."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM else None


def _postgres(ending: ExitStack) -> str:
    """The address of a database for this process alone, on one server that parallel processes share."""
    process = os.environ.get(PROCESS, "main")
    if process == "main":
        os.environ["PORTAL_TESTS_POSTGRES"] = ending.enter_context(postgres.running())
        ending.callback(os.environ.pop, "PORTAL_TESTS_POSTGRES")
    return postgres.make_database(os.environ["PORTAL_TESTS_POSTGRES"], f"portal_{process}")


def pytest_configure(config: pytest.Config) -> None:
    """The markers of ours."""
    config.addinivalue_line(
        "markers", "page_only: concerns how a page looks and behaves, whatever keeps its rows"
    )
    config.addinivalue_line(
        "markers", "same_rows: its cases leave the same rows behind; one of them shows what keeps these"
    )
    config.addinivalue_line(
        "markers", "long: takes ten seconds or more; begun first, so that nobody waits for it at the end"
    )


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Says which database this run is about, and what it leaves out."""
    header = [f"database: {config.getoption('database')}"]
    if config.getoption("only_with_database"):
        header.append(
            f"left out, as they touch no database of ours: {', '.join(WITHOUT_DATABASE)} and others"
        )
        header.append(
            "left out, as they concern the page alone, whatever keeps its rows: those marked page_only"
        )
        header.append(
            "left out, as another of their cases leaves the same rows: all but the first of those marked same_rows"
        )
    return header


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """On a second run, a file is not even read when it touches no database, or concerns the page from end to end."""
    if not config.getoption("only_with_database"):
        return None
    is_of_the_page = collection_path.suffix == ".py" and OF_THE_PAGE.search(collection_path.read_text())
    path = collection_path.relative_to(config.rootpath).as_posix()
    return True if path in WITHOUT_DATABASE or is_of_the_page else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What was read to find the tests stays for good: nobody need look through it for garbage, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A second run is about what keeps the rows. Whoever is not even read there has none: held, not hoped for."""
    for item in items:
        if item.nodeid.startswith(WITHOUT_DATABASE) and _asks_for_a_database(item):
            raise pytest.UsageError(f"{item.nodeid} uses a database: move it, or run it on every one.")
    if config.getoption("only_with_database"):
        kept = of_a_database(items)
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def of_a_database(items: list[pytest.Item]) -> list[pytest.Item]:
    """Those that show how rows are kept: every case of a test, or the first where all leave the same rows."""
    kept: dict[str, pytest.Item] = {}
    for item in items:
        if _asks_for_a_database(item) and not item.get_closest_marker("page_only"):
            shown = item.nodeid.partition("[")[0] if item.get_closest_marker("same_rows") else item.nodeid
            kept.setdefault(shown, item)
    return list(kept.values())


def _asks_for_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db"))
