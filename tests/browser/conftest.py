"""A real Chromium, people who sign in, and a worker: what a test needs to walk through the portal."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.contrib.auth.models import User
from django.db import connections
from huey.contrib.djhuey import HUEY
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright
from pytest_django import Settings

from launches.models import Agent, CarrierRegion
from launches.services import epoch, health
from sandbox.server import Sandbox
from tests.browser.barriers import barriers
from tests.conftest import PASSWORD, signed_in
from tests.ground.browser import HOW_TO_GET_IT, find_for_tests
from tests.views.writing import make_agent, make_region, make_regions

# Playwright keeps an event loop in this thread; our own database calls beside it are meant.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Nothing takes so long; but a busy machine may, and twenty seconds were not enough for it.
expect.set_options(timeout=120_000)

PROJECT = Path(__file__).resolve().parent.parent.parent
SCREENSHOTS = PROJECT / "var" / "test-screenshots"
QUIET_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]
# What Chromium and htmx call errors and we do not: an invalid form is answered 422, and a page that is left
# while it asks gives its question up. A request that fails says "htmx:sendError" and remains a complaint.
NO_NEWS = ("status of 422", "htmx:afterRequest,", "htmx:sendAbort,")
# htmx comes after the first picture (decision 19). Until it has, a page does what it does without script.
MARKS_HTMX = "addEventListener('htmx:load', () => document.documentElement.setAttribute('data-htmx', ''))"
WAITS_FOR_HTMX = "html:not([data-htmx]):has(#later)"
OUTCOME = pytest.StashKey[pytest.CollectReport | pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Fixtures may ask how the test went."""
    report = yield
    if report.when == "call":
        item.stash[OUTCOME] = report
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    path = find_for_tests()
    if not path:
        pytest.fail(HOW_TO_GET_IT, pytrace=False)
    # Beside playwright's event loop a thread has connections of its own, and does not find those from without it, nor
    # the other way round: what stayed open would keep a test from having the database to itself.
    connections.close_all()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET_FLAGS)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture
def expected_complaints() -> list[str]:
    """Parts of what a browser may complain of in this test: `expected_complaints.append("status of 404")`."""
    return list(NO_NEWS)


@pytest.fixture
def new_page(
    chromium: Browser,
    live_server,
    request: pytest.FixtureRequest,
    expected_complaints: list[str],
) -> Iterator[Callable[..., Page]]:
    """A page as if on another machine: `new_page(color_scheme="dark", viewport={...})`.

    The test fails if any page says anything: a line on the console, an exception, a breach of the policy.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    asked: set[Request] = set()  # and not answered yet

    # Playwright takes no method that is built in.
    def begun(request: Request) -> None:
        asked.add(request)

    def ended(request: Request) -> None:
        asked.discard(request)

    def open_page(**wishes: object) -> Page:
        context = chromium.new_context(base_url=live_server.url, **wishes)
        contexts.append(context)
        context.on("request", begun)
        context.on("requestfinished", ended)
        context.on("requestfailed", ended)
        page = context.new_page()
        if wishes.get("java_script_enabled", True):
            context.add_init_script(MARKS_HTMX)
            page.add_locator_handler(page.locator(WAITS_FOR_HTMX), lambda: None)
        page.set_default_timeout(120_000)  # nothing takes so long, but a busy machine may
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page

    if OUTCOME in request.node.stash and request.node.stash[OUTCOME].failed:
        _keep_screenshots(request.node.name, contexts)
    _wait_for_answers(asked, contexts)
    for context in contexts:
        context.close()
    assert [said for said in complaints if not any(part in said for part in expected_complaints)] == []


def _wait_for_answers(asked: set[Request], contexts: list[BrowserContext]) -> None:
    """What is being saved is saved: the database is emptied next, and a save still at work would break over that."""
    pages = [page for context in contexts for page in context.pages]
    deadline = time.monotonic() + 60
    while pages and asked and time.monotonic() < deadline:
        pages[0].wait_for_timeout(20)


def _keep_screenshots(name: str, contexts: list[BrowserContext]) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate((page for context in contexts for page in context.pages), 1):
        path = SCREENSHOTS / f"{name}-{number}.png"
        page.screenshot(path=path, full_page=True)
        print(f"What the browser showed at {page.url}: {path}")


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page where nobody has signed in yet."""
    return new_page()


@pytest.fixture
def sign_in_by_the_form() -> Callable[[Page, User], None]:
    """Sign somebody in as they would do it: `sign_in_by_the_form(page, mona)`."""

    def fill_in_the_form(page: Page, who: User) -> None:
        page.goto("/sign-in/")
        page.locator("input[name=username]").fill(who.username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda address: "sign-in" not in address)

    return fill_in_the_form


@pytest.fixture
def sign_in(live_server) -> Callable[[Page, User], None]:
    """Somebody is signed in and sees nothing yet: `sign_in(page, mona)`. The form has tests of its own."""

    def bring_a_session(page: Page, who: User) -> None:
        name = portal_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": signed_in(who).cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])

    return bring_a_session


@pytest.fixture
def well(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    """There is no trouble: a page tells it a second after it came, over whatever else it has announced."""
    settings.EPOCH_FILE = tmp_path / "epoch"
    assert epoch.is_ours()
    health.beat()


@pytest.fixture
def agent(transactional_db: None) -> Agent:
    """The agent of the launch that is being written."""
    return make_agent()


@pytest.fixture
def regions(transactional_db: None) -> list[CarrierRegion]:
    """Eight carriers to choose from, two of them in Brazil."""
    return [make_region("Brazil", "Claro"), make_region("Brazil", "Vivo"), *make_regions(6)]


@pytest.fixture
def new(
    page: Page,
    sign_in: Callable[[Page, User], None],
    mona: User,
    well: None,
    agent: Agent,
    regions: list[CarrierRegion],
) -> Page:
    """The page of a new launch for the agent, with Mona before it."""
    sign_in(page, mona)
    page.goto(f"/launches/new/?agent={agent.pk}")
    return page


@pytest.fixture
def assert_accessible() -> Callable[..., None]:
    """Everybody can use this page as it stands, as far as axe can tell: `assert_accessible(page)`."""

    def look(page: Page, *rules: str) -> None:
        assert barriers(page, *rules) == []

    return look


@pytest.fixture
def worker(transactional_db: None, sandbox: Sandbox, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The real worker, a process of its own, with the database and the sandbox of this test."""
    HUEY.flush()  # what earlier tests asked for is none of this one's business
    log = tmp_path / "worker.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"], cwd=PROJECT, stdout=output, stderr=subprocess.STDOUT
        )
    yield process
    process.terminate()
    try:
        process.wait(timeout=180)
    finally:
        process.kill()
        print(log.read_text())
