"""What somebody types outlives ended sessions and dead lines."""

import pytest
from playwright.sync_api import expect

from launches.models import Launch
from tests.browser.drafting import EDIT, begin, expect_saved, saved, sign_in_again, stored, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.page_only]


@pytest.mark.parametrize("gone", ["sessionid", None])
def test_it_brings_back_what_was_typed_after_the_session_had_ended(new, expected_complaints, gone):
    expected_complaints += ["status of 401", "status of 403"]
    begin(new)
    new.context.clear_cookies(name=gone)
    write(new, "optin_description", " The last words.")
    sign_in_again(new)

    expect(new).to_have_url(EDIT)
    expect(new.locator("#id_optin_description")).to_have_value("People tick a box. The last words.")
    expect_saved(new)
    assert stored().optin_description == "People tick a box. The last words."


def test_it_brings_back_what_was_typed_before_there_was_a_draft(
    page, sign_in, mona, agent, expected_complaints
):
    expected_complaints += ["status of 401", "status of 403"]
    sign_in(page, mona)
    page.goto("/launches/new/")
    page.context.clear_cookies()
    write(page, "optin_description", "Typed without an agent.")
    sign_in_again(page, told="What you had typed is back")

    expect(page.locator("#id_optin_description")).to_have_value("Typed without an agent.")
    assert Launch.objects.count() == 0


def test_it_goes_on_when_somebody_signed_out_and_in_again_in_another_tab(
    new, mona, sign_in_by_the_form, expected_complaints
):
    expected_complaints.append("status of 403")
    begin(new)
    other = new.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Sign out").click()
    sign_in_by_the_form(other, mona)  # which gives this tab another token than the first one has
    write(new, "optin_description", " The last words.")

    expect(new.get_by_text("You are signed in again")).to_be_visible()
    expect(new.locator("#id_optin_description")).to_have_value("People tick a box. The last words.")
    expect_saved(new)
    assert stored().optin_description == "People tick a box. The last words."


def test_it_says_so_and_keeps_the_text_when_the_network_is_gone(new, expected_complaints):
    expected_complaints += ["htmx:sendError", "net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED"]
    begin(new)
    new.context.set_offline(True)
    write(new, "optin_description", " Typed offline.")
    toast = new.locator(".toast", has_text="Not confirmed as saved; what you typed is still here. Try again.")
    expect(toast).to_be_visible()
    expect(saved(new)).to_contain_text("Not confirmed as saved")
    expect(new.locator("#id_optin_description")).to_have_value("People tick a box. Typed offline.")
    new.get_by_role("button", name="Save draft").click()
    expect(toast).to_have_count(2)
    expect(new.get_by_role("button", name="Save draft")).to_be_enabled()
    new.context.set_offline(False)

    expect(new.get_by_text("Back again: the draft is saved.")).to_be_visible()
    expect_saved(new)
    assert stored().optin_description == "People tick a box. Typed offline."


@pytest.mark.parametrize("status", [500, 502])
def test_it_says_so_and_tries_again_when_the_server_fails(new, expected_complaints, status):
    expected_complaints += [f"status of {status}", "htmx:responseError", "Response Status Error Code"]
    begin(new)
    new.route("**/autosave/", lambda route: route.fulfill(status=status, body="<h1>Bad Gateway</h1>"))
    write(new, "optin_description", " Typed meanwhile.")
    expect(new.locator(".toast")).to_contain_text("Not confirmed as saved; what you typed is still here.")
    new.unroute("**/autosave/")

    expect(new.get_by_text("Back again: the draft is saved.")).to_be_visible()
    assert stored().optin_description == "People tick a box. Typed meanwhile."


def test_it_takes_no_lost_answer_for_a_conflict(new, expected_complaints):
    expected_complaints += ["htmx:sendError", "net::ERR_FAILED"]
    begin(new)

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    new.route("**/autosave/", lose_the_answer, times=1)
    write(new, "optin_description", " Saved, but who knows.")
    expect(saved(new)).to_contain_text("Not confirmed as saved")
    write(new, "optin_description", " And more.")

    expect_saved(new)
    expect(new.locator("#conflict section")).to_have_count(0)
    assert stored().optin_description == "People tick a box. Saved, but who knows. And more."
