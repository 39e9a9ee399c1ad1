"""Matrix, activity, insights and the rail, in a real browser."""

import pytest
from playwright.sync_api import expect

from launches import activity
from tests.views.standing import with_carriers

pytestmark = pytest.mark.page_only

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def estate(well, mona, rita):
    """Two agents with carriers."""
    return [
        with_carriers(mona, rita, "live", "rejected", number="1"),
        with_carriers(mona, rita, "pending", number="2"),
    ]


def test_the_rail_has_room_for_everything_on_a_phone(new_page, sign_in, assert_accessible, mona, estate):
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False)
    sign_in(page, mona)
    page.goto("/")
    expect(page.get_by_role("link", name="Carriers", exact=True)).not_to_be_visible()

    page.get_by_role("button", name="More").tap()
    page.get_by_role("link", name="Carriers", exact=True).tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Carriers")


def test_the_open_rail_can_be_used_by_everybody(new_page, sign_in, assert_accessible, mona, estate):
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(page, mona)
    page.goto("/")

    page.get_by_role("button", name="More").tap()

    expect(page.get_by_role("link", name="Carriers", exact=True)).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Carriers", exact=True)).not_to_be_visible()


def test_the_matrix_narrows_and_leads_to_the_launch(page, sign_in, mona, estate):
    sign_in(page, mona)
    page.goto("/matrix/")

    page.get_by_label("Only with trouble").check()

    expect(page.locator(".matrix tbody tr")).to_have_count(1)
    expect(page).to_have_url("/matrix/?trouble=True")
    expect(page.locator("#announcer")).to_have_text("1 agent found")
    page.get_by_role("link", name="Rejected").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("launch_1")


def test_the_matrix_says_every_state_in_words_on_a_phone(new_page, sign_in, mona, estate):
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(page, mona)

    page.goto("/matrix/")

    words = page.locator(".cell", has_text="Country 1: Carrier 002").locator(".cell-words")
    expect(words).to_have_text("Country 1: Carrier 002 Rejected")
    expect(words).to_be_visible()


def test_more_of_the_activity_appears_below_and_is_told(page, sign_in, mona, estate, monkeypatch):
    monkeypatch.setattr(activity, "PAGE", 3)
    sign_in(page, mona)
    page.goto("/activity/")
    expect(page.locator(".moment")).to_have_count(3)

    page.get_by_role("link", name="Show more").click()

    expect(page.locator(".moment")).to_have_count(6)
    expect(page.locator(".day h2[autofocus]")).to_be_focused()
    expect(page).to_have_url("/activity/")


def test_the_activity_narrows_as_one_types(page, sign_in, mona, estate):
    sign_in(page, mona)
    page.goto("/activity/")

    page.get_by_label("Carrier", exact=True).press_sequentially("002")

    expect(page.locator(".moment")).to_have_count(1)
    expect(page.locator(".moment")).to_contain_text("Rejected by Country 1: Carrier 002")
    expect(page).to_have_url("/activity/?carrier=002")
