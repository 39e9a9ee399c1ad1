"""What somebody types is kept: across reloads, in two tabs, while it is being saved, without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from launches.models import Launch
from tests.browser.barriers import barriers_in_both_themes
from tests.browser.drafting import begin, expect_saved, saved, sign_in_again, stored, until, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.page_only]

WHEN_DRAWN_AND_ASKED = """() => [
    performance.getEntriesByName("first-contentful-paint")[0].startTime,
    performance.getEntriesByType("resource").find(({name}) => name.includes("htmx-2")).startTime,
]"""


def test_it_keeps_everything_typed_across_a_reload(new):
    begin(new)
    write(new, "trigger_description", "After an order.\nNever before.")
    new.locator("#id_video_uris").fill("https://www.example.com/video")
    new.get_by_role("checkbox", name="Carrier 002").check()
    expect(new.get_by_role("button", name="Remove Germany: Carrier 002")).to_be_visible()
    until(new, lambda: stored().video_uris and stored().first_submission().regions.exists())
    new.reload()

    expect(new.locator("#id_optin_description")).to_have_value("People tick a box.")
    expect(new.locator("#id_trigger_description")).to_have_value("After an order.\nNever before.")
    expect(new.locator("#id_video_uris")).to_have_value("https://www.example.com/video")
    expect(new.get_by_role("checkbox", name="Carrier 002")).to_be_checked()
    assert Launch.objects.count() == 1


def test_it_never_moves_the_focus_or_eats_a_letter_while_it_saves(new):
    text = "Customers tick an empty box at checkout and confirm it by SMS before we write to them. " * 2
    box = new.locator("#id_optin_description")
    box.press_sequentially(text, delay=25)
    until(new, Launch.objects.filter(optin_description=text.strip()).exists)

    expect(box).to_be_focused()
    expect(box).to_have_value(text)


def test_it_saves_what_was_typed_before_htmx_had_come(page, sign_in, mona, well, agent, regions):
    held = []

    def hold(route):
        held.append(route)

    page.route("**/htmx-2.min*.js", hold)
    sign_in(page, mona)
    with page.expect_request("**/htmx-2.min*.js"):
        page.goto(f"/launches/new/?agent={agent.pk}")
    page.evaluate("document.querySelector('#id_optin_description').focus()")
    page.keyboard.insert_text("People tick a box.")
    held[0].continue_()

    expect_saved(page)
    assert stored().optin_description == "People tick a box."
    drawn, asked = page.evaluate(WHEN_DRAWN_AND_ASKED)
    assert drawn <= asked
    assert page.evaluate("document.readyState") == "complete"


def test_it_waits_for_an_agent_and_loses_nothing_meanwhile(page, sign_in, mona, agent, regions):
    sign_in(page, mona)
    page.goto("/launches/new/")
    write(page, "optin_description", "Typed before the agent.")
    page.wait_for_timeout(1200)
    expect(saved(page)).to_contain_text("once an agent is chosen")
    assert Launch.objects.count() == 0
    page.locator("#id_agent").select_option(str(agent.pk))

    expect_saved(page)
    assert (stored().optin_description, stored().launch_name) == ("Typed before the agent.", "launch_48900")


def test_it_names_what_it_cannot_save_and_saves_the_rest(new):
    begin(new)
    write(new, "trigger_description", "After an order.")
    new.locator("#id_video_uris").fill("http://www.example.com/video")

    expect(saved(new)).to_contain_text("but not Video links: Line 1, “http://www.example.com/video”")
    expect(new.locator("#announcer")).to_have_text("Saved, but not Video links.")
    expect(new.locator("#id_video_uris")).to_have_value("http://www.example.com/video")
    assert (stored().trigger_description, stored().video_uris) == ("After an order.", [])


def test_it_saves_and_submits_while_it_is_being_saved(new):
    new.locator("#id_optin_description").fill("Typed a moment before the button.")
    new.get_by_role("button", name="Save draft").click()

    expect(new).to_have_url(re.compile(r"/launches/\d+/$"))
    assert stored().optin_description == "Typed a moment before the button."


def test_it_shows_the_difference_to_the_later_of_two_tabs(new):
    begin(new)
    other = new.context.new_page()
    other.goto(new.url)
    write(other, "optin_description", " In the other tab.")
    expect_saved(other)
    write(new, "optin_description", " In this tab.")

    conflict = new.locator("#conflict")
    expect(conflict).to_contain_text("You, in another tab or on another machine, saved it just now")
    expect(conflict).to_contain_text("People tick a box. In the other tab.")
    expect(conflict).to_contain_text("People tick a box. In this tab.")
    expect(saved(new)).to_contain_text("Not saved: there is a newer version.")
    expect(new.locator("#id_optin_description")).to_be_focused()
    write(new, "optin_description", " And more.")
    new.wait_for_timeout(1200)
    assert stored().optin_description == "People tick a box. In the other tab."

    new.get_by_role("button", name="Keep mine").click()

    expect(new.get_by_text("Your version is saved.")).to_be_visible()
    assert stored().optin_description == "People tick a box. In this tab. And more."


def test_it_takes_what_is_stored_when_told_so(new):
    begin(new)
    other = new.context.new_page()
    other.goto(new.url)
    write(other, "optin_description", " In the other tab.")
    expect_saved(other)
    write(new, "optin_description", " In this tab.")
    new.get_by_role("link", name="Take what is stored").click()

    expect(new.locator("#conflict section")).to_have_count(0)
    expect(new.locator("#id_optin_description")).to_have_value("People tick a box. In the other tab.")
    write(new, "optin_description", " Now here.")
    expect_saved(new)
    assert stored().optin_description == "People tick a box. In the other tab. Now here."


def test_it_loses_nothing_without_javascript(new_page, sign_in, mona, agent, regions, expected_complaints):
    expected_complaints.append("status of 401")
    page = new_page(java_script_enabled=False)
    sign_in(page, mona)
    page.goto(f"/launches/new/?agent={agent.pk}")
    page.locator("#id_optin_description").fill("Typed without a script.")
    page.locator("#id_video_uris").fill("not checked yet")
    page.get_by_role("checkbox", name="Claro").check()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save draft").click()
    sign_in_again(page)

    assert Launch.objects.count() == 0
    expect(page.locator("#id_optin_description")).to_have_value("Typed without a script.")
    expect(page.locator("#id_video_uris")).to_have_value("not checked yet")
    expect(page.get_by_role("checkbox", name="Claro")).to_be_checked()
    page.locator("#id_video_uris").fill("")
    page.get_by_role("button", name="Save draft").click()
    expect(page).to_have_url(re.compile(r"/launches/\d+/$"))
    assert stored().optin_description == "Typed without a script."


def test_it_has_no_barrier_in_a_conflict(new_page, sign_in, mona, agent, regions, expected_complaints):
    # The checker leaves empty style attributes behind, which the policy rightly reports.
    expected_complaints.append("inline style")
    page = new_page(viewport={"width": 390, "height": 844})
    sign_in(page, mona)
    page.goto(f"/launches/new/?agent={agent.pk}")
    begin(page)
    other, known = page.context.new_page(), set()
    other.goto(page.url)
    write(other, "optin_description", " In the other tab.")
    expect_saved(other)
    assert barriers_in_both_themes(other, known) == []
    write(page, "optin_description", " In this tab.")
    expect(page.locator("#conflict section")).to_be_visible()

    assert barriers_in_both_themes(page, known) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
