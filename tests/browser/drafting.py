"""Writing a draft as people do, and waiting until it has saved itself."""

import re
import time

from playwright.sync_api import expect

from launches.models import Launch
from tests.conftest import PASSWORD

EDIT = re.compile(r"/launches/\d+/edit/$")


def write(page, field, text):
    """Put this at the end of the field, at one stroke: a machine that stops for breath saves no half of it."""
    page.locator(f"#id_{field}").press("Control+End")
    page.keyboard.insert_text(text)


def saved(page):
    return page.locator("#saved")


def expect_saved(page):
    expect(saved(page)).to_have_text(re.compile(r"Saved \d\d:\d\d:\d\d\s*$"))


def until(page, is_so):
    """It has become so, while the page went on: that it was saved before says nothing of what came after."""
    deadline = time.monotonic() + 180
    while not is_so():
        assert time.monotonic() < deadline, "it never happened"
        page.wait_for_timeout(50)


def stored():
    return Launch.objects.get()


def begin(page, text="People tick a box."):
    """A draft that was saved by itself."""
    write(page, "optin_description", text)
    expect_saved(page)
    expect(page).to_have_url(EDIT)


def sign_in_again(page, told="You are signed in again"):
    """On the sign-in page that came up by itself."""
    expect(page.get_by_text("what you typed comes along")).to_be_visible()
    page.locator("input[name=username]").fill("mona")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.get_by_text(told)).to_be_visible()
