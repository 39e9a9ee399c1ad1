"""Being told, in a real browser: following, the marks of what is unread, and a comment that appears by itself."""

import pytest
from playwright.sync_api import expect

from launches.models import Follow
from launches.services import comments
from tests.views.standing import in_review, sent_back, with_carriers

pytestmark = pytest.mark.page_only


def test_what_is_new_is_marked_once_and_counted_on_every_page(page, sign_in, mona, rita, live_server):
    launch = sent_back(mona, rita)
    sign_in(page, mona)
    page.goto("/")
    expect(page.locator("#told")).to_contain_text("1 unread")

    page.locator("#told").click()
    page.get_by_role("link", name=launch.launch_name).click()

    expect(page.locator(".news")).to_contain_text("1 thing is new to you")
    expect(page.locator(".launch-timeline .badge")).to_have_text("New")
    expect(page.locator(".told-count")).to_have_count(0)  # the page has said by itself that it was read
    page.goto("/notices/")
    expect(page.locator(".need")).to_have_count(1)
    expect(page.locator(".need .badge")).to_have_count(0)


def test_somebody_follows_and_stops_with_the_keyboard(page, sign_in, mona, rita, live_server):
    launch = in_review(mona)
    sign_in(page, rita)
    page.goto(f"/launches/{launch.pk}/")
    button = page.locator("#follow-button")

    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_text("Stop following")
    expect(button).to_be_focused()
    assert Follow.objects.on().filter(launch=launch, person=rita).exists()
    page.keyboard.press("Enter")

    expect(button).to_have_text("Follow")
    assert not Follow.objects.on().filter(launch=launch, person=rita).exists()


def test_a_comment_appears_by_itself_and_eats_nothing(page, sign_in, mona, rita, live_server):
    launch = in_review(mona)
    sign_in(page, mona)
    page.goto(f"/launches/{launch.pk}/")
    page.get_by_role("heading", name="Comments").scroll_into_view_if_needed()
    box = page.get_by_label("Say something about this launch")
    box.fill("I was about to say")

    comments.add(launch, by=rita, text="Which logo is it?")

    expect(page.locator(f"#comment-list-{launch.pk}")).to_contain_text("Which logo is it?")
    expect(box).to_have_value("I was about to say")


def test_it_works_without_javascript(new_page, sign_in, mona, rita, live_server):
    launch = sent_back(mona, rita)
    page = new_page(java_script_enabled=False)
    sign_in(page, mona)
    page.goto(f"/launches/{launch.pk}/")

    page.get_by_role("button", name="Mark as read").click()
    expect(page.locator(".news")).to_have_count(0)
    page.get_by_role("button", name="Stop following").click()

    expect(page.get_by_role("button", name="Follow")).to_be_visible()
    assert not Follow.objects.on().filter(person=mona).exists()


def test_somebody_notes_why_a_carrier_refused_and_a_colleague_is_told(
    new_page, sign_in, mona, rita, live_server
):
    launch = with_carriers(mona, rita, "rejected", "live")
    page, hers = new_page(), new_page()
    sign_in(page, mona)
    page.goto(f"/launches/{launch.pk}/")

    page.get_by_role("link", name="Note a reason about").click()
    page.get_by_label("Note a reason").fill("They miss the imprint.")
    page.get_by_role("button", name="Note it").click()

    expect(page.locator(".launch-carriers")).to_contain_text("They miss the imprint.")
    expect(page.locator(".launch-timeline")).to_contain_text("Mona Marsh noted about")
    sign_in(hers, rita)
    hers.goto("/notices/")
    expect(hers.locator(".need").first).to_contain_text("They miss the imprint.")


def test_somebody_chooses_how_to_be_told(page, sign_in, mona, live_server):
    sign_in(page, mona)
    page.goto("/")
    page.get_by_role("link", name="Your settings").click()

    page.get_by_label("A daily digest only").check()
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#toasts")).to_contain_text("Saved.")
    expect(page.get_by_label("A daily digest only")).to_be_checked()
