"""The sandbox's control page in a real browser: readable in both themes, narrow and wide, and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.server import Sandbox, start
from tests.browser.barriers import barriers
from tests.sandbox.conftest import Caller

pytestmark = pytest.mark.page_only


@pytest.fixture
def played() -> Iterator[Sandbox]:
    """A sandbox to which something has been sent."""
    running = start(decide_after=0)
    call = Caller(running)
    call.launch("United States: Verizon", "United States: Tracfone")
    call.launch(agent_no="91041")
    running.answer_next("rcs601", on="regions", times=0)
    yield running
    running.stop()


@pytest.fixture
def open_control(chromium: Browser, played: Sandbox) -> Iterator:
    contexts = []

    def open_it(**wishes) -> Page:
        contexts.append(chromium.new_context(base_url=played.url, **wishes))
        page = contexts[-1].new_page()
        page.on("console", lambda message: pytest.fail(message.text))
        page.goto("/")
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_it_can_be_read_by_everybody(open_control, theme, width):
    page = open_control(color_scheme=theme, viewport={"width": width, "height": 800})
    for section in ("What arrived", "Scenarios"):
        page.get_by_role("region", name=section).locator("summary").first.click()

    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_it_takes_an_order_and_takes_it_back_without_javascript(open_control, played):
    page = open_control(java_script_enabled=False)

    page.get_by_label("Scenario", exact=True).select_option("silence")
    page.get_by_label("On", exact=True).select_option("status")
    page.get_by_label("The launch is taken all the same").check()
    page.get_by_role("button", name="Order it").click()

    expect(page.locator(".orders")).to_contain_text("No answer ever comes: on launch status, 1 more, taken")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("status")).to_have_text("Taken back: every answer is honest, at once.")
    assert played.store.memory.plans == []
