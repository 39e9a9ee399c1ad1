"""People with names, a sandbox over real HTTP, and a database that is whole again after every test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as portal_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.contrib.auth.models import Group, User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from django.utils.crypto import get_random_string
from huey.contrib.djhuey import HUEY
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.plugin import blocking_manager_key

from launches.models import Submission
from launches.services import sessions
from sandbox.server import Sandbox
from sandbox.server import start as start_sandbox
from tests.drawing import LONG
from tests.factories import make_approved
from tests.ground import migrated, rows

PASSWORD = "a long walk by the sea"

# Each test has a client of its own, which need not read every script and picture anew before its first question.
portal_settings.WHITENOISE_AUTOREFRESH = True

# The same algorithm as in production, cheap enough for tests that sign in.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1

# On a busy machine a test lasts longer than a minute, after which a session is written: between two counts of queries.
sessions.GRAIN = 10 * 60

# A machine under load is no reason to fail; the same inputs in every run are a reason to trust.
# `make long` draws others.
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=not LONG, database=None, print_blob=True
)
hypothesis.settings.load_profile("house")


# --- The database ------------------------------------------------------------------------------
MIGRATED = pytest.StashKey[rows.Migrated]()

# Django would empty all tables one by one; what we do instead takes a tenth of the time: see below.
TransactionTestCase._fixture_teardown = lambda test: None


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, pytestconfig: pytest.Config
) -> None:
    """The very database that DATABASE_URL names stands, where a worker that we start finds it; and we know its rows."""
    with django_db_blocker.unblock():
        migrated.migrate()
        pytestconfig.stash[MIGRATED] = rows.Migrated()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Nothing stays connected: only now, because the last test is cleaned up when its fixtures are gone."""
    if MIGRATED in session.config.stash:
        HUEY.storage.close()
        connections.close_all()
        if connection.vendor == "postgresql":
            connection.close_pool()  # it would keep what was handed back until the process is gone


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """After a test that really commits, the database is as migrations left it, for tests of either kind."""
    try:
        return (yield)
    finally:
        if _commits(item) and MIGRATED in item.config.stash:
            with item.config.stash[blocking_manager_key].unblock():
                # When the browser ended with this test, its event loop went, and with it the connection of the test:
                # the one from before it came may still look at the database of that time.
                connection.close()
                item.config.stash[MIGRATED].restore()


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(
        fixtures & {"transactional_db", "live_server"} or (marker and marker.kwargs.get("transaction"))
    )


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    """What one test left in the cache is none of the next one's business."""
    yield
    cache.clear()


@pytest.fixture
def empty_queue() -> Iterator[None]:
    """No task waits, of an earlier test or for a later one."""
    HUEY.storage.flush_all()
    yield
    HUEY.storage.flush_all()


# --- People ------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def password_hash() -> str:
    """PASSWORD as the database keeps it; made once, because a good hash is slow by design."""
    return make_password(PASSWORD)


@pytest.fixture(scope="session")
def group_ids(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, int]:
    """The groups that migrations made, by name."""
    with django_db_blocker.unblock():
        return dict(Group.objects.values_list("name", "pk"))


@pytest.fixture
def person(db: None, password_hash: str, group_ids: dict[str, int]) -> Callable[..., User]:
    """Somebody new: `person("nora", "Nora North", "Marketing")`. Their password is PASSWORD."""

    def join(username: str, full_name: str, *groups: str, **rights: bool) -> User:
        first_name, last_name = full_name.split(" ", 1)
        user = User.objects.create(
            username=username,
            first_name=first_name,
            last_name=last_name,
            email=f"{username}@example.com",
            password=password_hash,
            **rights,
        )
        member = User.groups.through
        member.objects.bulk_create(member(user=user, group_id=group_ids[name]) for name in groups)
        return user

    return join


@pytest.fixture
def mona(person: Callable[..., User]) -> User:
    """Mona Marsh, of Marketing."""
    return person("mona", "Mona Marsh", "Marketing")


@pytest.fixture(name="max")
def max_of_marketing(person: Callable[..., User]) -> User:
    """Max Moreau, Mona's colleague in Marketing."""
    return person("max", "Max Moreau", "Marketing")


@pytest.fixture
def rita(person: Callable[..., User]) -> User:
    """Rita Ramos, who reviews."""
    return person("rita", "Rita Ramos", "Reviewers", is_staff=True)


@pytest.fixture
def rob(person: Callable[..., User]) -> User:
    """Rob Reyes, who reviews too."""
    return person("rob", "Rob Reyes", "Reviewers", is_staff=True)


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    """Ada Adler, who administers the portal."""
    return person("ada", "Ada Adler", "Admins", is_staff=True)


@pytest.fixture
def stranger(person: Callable[..., User]) -> User:
    """Somebody who can sign in and belongs to no group."""
    return person("sam", "Sam Stranger")


@pytest.fixture
def browsing() -> Callable[[User], Client]:
    """A test client signed in as this person: `browsing(mona).get("/launches/")`."""
    return signed_in


def signed_in(user: User) -> Client:
    """A client with a session of theirs, as signing in leaves it; what else signing in does has tests of its own."""
    store = SessionStore()
    store.update({
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: "launches.backend.PersonBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    })  # fmt: skip
    sessions.begin(store)
    key = get_random_string(32)
    Session.objects.create(
        session_key=key, session_data=store.encode(dict(store.items())), expire_date=store.get_expiry_date()
    )
    client = Client()
    client.cookies[portal_settings.SESSION_COOKIE_NAME] = key
    return client


@pytest.fixture
def approved(mona: User, rita: User) -> Submission:
    """A first submission of Mona's that may be sent."""
    return make_approved(mona, rita)


# --- Kaleyra, played ---------------------------------------------------------------------------
@pytest.fixture(name="sandbox")
def sandbox_of_this_test(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Sandbox]:
    """A sandbox of this test's own on a free port, which the portal and any worker take for Kaleyra.

    `.url` is its address, `.requests` everything that reached it.
    """
    running = start_sandbox(port=0, state_file=tmp_path / "sandbox.json", decide_after=0.5)
    monkeypatch.setenv("SANDBOX_URL", running.url)
    settings.KALEYRA_PODS = {
        pod: {**account, "base_url": f"{running.url}/{pod.lower()}"}
        for pod, account in portal_settings.KALEYRA_PODS.items()
    }
    yield running
    running.stop()
