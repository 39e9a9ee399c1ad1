"""Pictures of every page, wide and narrow, light and dark, of a portal with demo data: `make screenshots`.

They go to docs/screenshots/; the few that the README and the docs show are kept small and committed.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.demo_portal import PASSWORD, PROJECT, running
from launches.management.demo import PAST
from tests.ground.browser import HOW_TO_GET_IT, find_for_tests

FOLDER = PROJECT / "docs" / "screenshots"
SIZES = {"wide": {"width": 1280, "height": 860}, "narrow": {"width": 390, "height": 844}}
THEMES = ("light", "dark")
PATIENCE = 90  # seconds for the carriers of the demo to decide
# The launches of the past come first; what the pictures show comes after them.
EARLIER = len(PAST)

MARKETING = {
    "overview": "/",
    "launches": "/launches/",
    "launches-none": "/launches/?q=nothing",
    "launch": f"/launches/{EARLIER + 3}/",
    "launch-draft": f"/launches/{EARLIER + 6}/",
    "launch-sent-back": f"/launches/{EARLIER + 5}/",
    "withdraw": f"/launches/{EARLIER + 4}/withdraw/",
    "new": "/launches/new/",
    "edit": f"/launches/{EARLIER + 5}/edit/",
    "picker": f"/launches/{EARLIER + 6}/edit/#carriers",
    "add-carriers": f"/launches/{EARLIER + 1}/carriers/add/",
    "matrix": "/matrix/",
    "activity": "/activity/",
    "insights": "/insights/",
    "answer-sets": "/answer-sets/",
    "agents": "/agents/",
    "agent": "/agents/7/",
    "agent-new": "/agents/new/",
    "carriers": "/carriers/",
    "notices": "/notices/",
    "your-settings": "/you/",
    "password": "/you/password/",
    "second-factor": "/you/second-factor/",
    "confirm": "/sign-in/confirm/",
    "not-found": "/nothing/here/",
}
ADMIN = {
    "admin": "/admin/",
    "admin-queue": "/admin/launches/submission/",
    "review": f"/admin/launches/submission/{EARLIER + 4}/change/",
    "admin-launches": "/admin/launches/launch/",
    "admin-launch": f"/admin/launches/launch/{EARLIER + 1}/change/",
    "admin-agents": "/admin/launches/agent/",
    "admin-carriers": "/admin/launches/carrierregion/",
    "admin-codes": "/admin/launches/statecode/",
    "admin-history": "/admin/launches/statusevent/",
    "admin-calls": "/admin/launches/apicall/",
    "admin-operations": "/admin/launches/podhealth/",
    "admin-people": "/admin/auth/user/",
}
# What the documents show: one size and theme, and only what fits the window.
SHOWN = ("overview", "launch", "picker", "matrix", "review")


def main() -> int:
    """Write every picture; 1 when there is no browser to be had."""
    chromium = find_for_tests()
    if not chromium:
        print(HOW_TO_GET_IT)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with running(debug=True) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        _let_carriers_decide(browser, address)
        for size in SIZES:
            for theme in THEMES:
                _take_all(browser, address, size, theme)
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(PROJECT)}/")
    return 0


def _take_all(browser: Browser, address: str, size: str, theme: str) -> None:
    for who, pages in (("marketing", MARKETING), ("admin", ADMIN)):
        with _signed_in(browser, address, who, size, theme) as page:
            for name, path in pages.items():
                page.goto(path)
                page.wait_for_load_state("networkidle")  # htmx comes after the first picture
                page.screenshot(path=FOLDER / f"{name}-{size}-{theme}.png", full_page="#" not in path)
                if name in SHOWN and (size, theme) == ("wide", "light"):
                    page.screenshot(path=FOLDER / f"{name}.png")


@contextmanager
def _signed_in(browser: Browser, address: str, who: str, size: str, theme: str) -> Iterator[Page]:
    window = SIZES[size]
    context = browser.new_context(
        base_url=address,
        color_scheme="dark" if theme == "dark" else "light",
        viewport={"width": window["width"], "height": window["height"]},
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/sign-in/")
    if who == "marketing":
        page.screenshot(path=FOLDER / f"sign-in-{size}-{theme}.png")
    page.locator("input[name=username]").fill(who)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    yield page
    context.close()


def _let_carriers_decide(browser: Browser, address: str) -> None:
    """Until most carriers of the demo are live, or nobody wants to wait any longer."""
    with _signed_in(browser, address, "marketing", "wide", "light") as page:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            page.goto(f"/launches/{EARLIER + 2}/")
            if page.locator(".launch-carriers .badge[data-tone=amber]").count() == 0:
                return
            if page.locator("#check-now-button").count():
                page.locator("#check-now-button").click()
            page.wait_for_timeout(4000)


if __name__ == "__main__":
    sys.exit(main())
