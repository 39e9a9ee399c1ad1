"""The pages that are read, in a real browser: they update while one looks, and everybody can use them."""

import pytest
from playwright.sync_api import expect

from launches.models import Checking, Launch
from launches.services import health, review
from launches.statuses import SubmissionStatus
from launches.views import launch as launch_views
from tests.browser.barriers import faults
from tests.views.standing import a_draft, an_exchange, approved, in_review, sent_back, settled, with_carriers
from tests.views.writing import make_region

pytestmark = pytest.mark.page_only


@pytest.fixture
def house(mona, rita):
    """A house where something of everything is going on. Answers the launch with the most to show."""
    make_region("Spain", carrier_enabled=False)
    a_draft(mona, "1")
    in_review(mona, "2")
    sent_back(mona, rita, number="3")
    settled(mona, rita, SubmissionStatus.UNCONFIRMED, number="4")
    settled(mona, rita, SubmissionStatus.REFUSED, number="5")
    approved(mona, rita, number="6")
    rich = with_carriers(mona, rita, "live", "pending", "rejected", "suspended", "unknown", number="7")
    an_exchange(rich)
    return rich


def pages_of(launch):
    """Every page that is read."""
    agent = launch.agent_id
    return [
        "/",
        "/launches/",
        f"/launches/{launch.pk}/",
        "/agents/",
        f"/agents/{agent}/",
        "/agents/new/",
        "/answer-sets/",
        "/launches/new/examples/optin_description/",
        "/carriers/",
        "/matrix/",
        "/activity/",
        "/insights/",
        "/notices/",
        "/you/",
        "/you/password/",
        "/you/second-factor/",
        "/sign-in/confirm/",
        f"/launches/{Launch.objects.get(state='in_review').pk}/withdraw/",
        f"/launches/{launch.pk}/difference/",
        f"/launches/{launch.pk}/exchanges/{launch.api_calls.last().pk}/",
        f"/launches/{launch.pk}/carriers/{launch.launch_regions.last().pk}/notes/",
        f"/carriers/{launch.launch_regions.last().region_id}/",
    ]


def _name_at_length(launch):
    """Names as long as they may be, without a place to break."""
    region = launch.launch_regions.last().region
    region.display_name = region.carrier = "Donaudampfschifffahrtsgesellschaft" * 2
    region.save()
    launch.agent.name = "Supercalifragilisticexpialidocious" * 3
    launch.agent.save()


@pytest.mark.long
def test_everybody_can_use_every_page_wide_and_on_a_phone_light_and_dark(page, sign_in, mona, house):
    known = set()
    page.goto("/sign-in/")
    assert faults(page, known) == []
    _name_at_length(house)
    mona.is_superuser = mona.is_staff = True  # whoever wrote the launches, and may do everything with them
    mona.save()
    sign_in(page, mona)
    for path in pages_of(house):
        page.goto(path)
        assert faults(page, known) == [], path


def test_every_page_works_without_javascript(new_page, sign_in, mona, house):
    page = new_page(java_script_enabled=False)
    sign_in(page, mona)
    page.goto("/launches/")
    page.get_by_label("Search by launch or agent").fill("launch_7")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="launch_7").click()
    page.get_by_text("The exact request").click()
    page.get_by_role("link", name="Show the request of submission 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The request of submission 1")


def test_the_launch_page_follows_by_itself(page, sign_in, mona, rita, live_server):
    launch = in_review(mona)
    sign_in(page, mona)
    page.goto(f"/launches/{launch.pk}/")
    expect(page.locator("#standing")).to_have_text("It waits for a reviewer.")

    review.send_back(launch.first_submission(), by=rita, reason="Say where people agree.")

    expect(page.locator("#standing")).to_have_text("A reviewer sent it back.")
    expect(page.locator("#announcer")).to_contain_text("A reviewer sent it back.")
    expect(page.locator(".launch-timeline")).to_contain_text("Rita Ramos sent the agent launch back")
    expect(page.get_by_role("link", name="Edit and submit")).to_be_visible()


def test_the_overview_follows_by_itself(page, sign_in, mona, rita, live_server):
    launch = in_review(mona)
    sign_in(page, mona)
    page.goto("/")
    expect(page.locator("#board .lead")).to_contain_text("Nothing needs you right now.")

    review.send_back(launch.first_submission(), by=rita, reason="Say where people agree.")

    expect(page.locator("#board .lead")).to_contain_text("1 thing needs you.")


def test_the_list_narrows_as_one_types_keeps_the_address_and_goes_back(page, sign_in, mona, well, house):
    sign_in(page, mona)
    page.goto("/launches/")

    page.get_by_label("Search by launch or agent").press_sequentially("launch_7")

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url("/launches/?q=launch_7")
    expect(page.get_by_label("Search by launch or agent")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("1 launch found")

    page.locator("#age").select_option("new")
    expect(page).to_have_url("/launches/?q=launch_7&age=new")
    page.go_back()

    expect(page).to_have_url("/launches/?q=launch_7")
    expect(page.locator("#age")).to_have_value("")
    page.go_back()

    expect(page).to_have_url("/launches/")
    expect(page.get_by_label("Search by launch or agent")).to_have_value("")
    expect(page.locator("tbody tr")).not_to_have_count(1)


def test_what_is_ticked_stays_ticked_and_is_archived(
    page, sign_in, assert_accessible, mona, rita, live_server
):
    first, second = a_draft(mona, "1"), a_draft(mona, "2")
    sign_in(page, mona)
    page.goto("/launches/?q=launch")
    expect(page.get_by_role("button", name="Archive")).to_be_hidden()

    page.get_by_role("checkbox", name=first.launch_name, exact=True).check()
    in_review(mona, "3")
    page.wait_for_timeout(6000)  # longer than the list waits before it asks again
    expect(page.get_by_role("checkbox", name=first.launch_name, exact=True)).to_be_checked()
    assert_accessible(page)
    page.get_by_role("button", name="Archive").click()
    expect(page.locator(".toast")).to_contain_text("1 launch is archived")
    expect(page).to_have_url("/launches/?q=launch")
    expect(page.locator("tbody")).not_to_contain_text(first.launch_name)
    expect(page.locator("tbody")).to_contain_text(second.launch_name)


def test_what_was_unfolded_stays_so_when_the_page_updates(
    page, sign_in, mona, rita, live_server, monkeypatch
):
    monkeypatch.setattr(launch_views, "RECENT", 2)
    launch = with_carriers(mona, rita, "pending")
    an_exchange(launch)
    sign_in(page, rita)
    page.goto(f"/launches/{launch.pk}/")
    page.locator(".launch-exchanges summary").click()
    expect(page.locator(".launch-exchanges")).to_contain_text("Received")
    page.locator(".timeline-earlier summary").click()

    with page.expect_response(lambda answer: "/live/" in answer.url and answer.status == 200):
        Checking.objects.filter(pk=launch.pk).update(failures=3, problem="Kaleyra did not answer.")

    expect(page.locator(".standing-problem")).to_contain_text("Kaleyra did not answer.")
    expect(page.locator(".launch-exchanges")).to_contain_text("Received")
    expect(page.locator(".timeline-earlier")).to_have_attribute("open", "")


def test_check_now_answers_with_a_toast(page, sign_in, mona, rita, live_server):
    launch = with_carriers(mona, rita, "pending")
    sign_in(page, mona)
    page.goto(f"/launches/{launch.pk}/")

    page.get_by_role("button", name="Check now").click()

    expect(page.locator(".toast")).to_contain_text("It was checked only seconds ago.")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".toast")).to_have_count(0)


def test_imported_agents_appear_by_themselves(page, sign_in, assert_accessible, mona, worker, live_server):
    sign_in(page, mona)
    page.goto("/agents/")

    page.get_by_role("button", name="Import from Kaleyra").click()

    expect(page.locator(".toast")).to_contain_text("Asked Kaleyra for its agents.")
    expect(page.locator("#agent-rows tbody")).to_contain_text("Maple Bank", timeout=90_000)
    expect(page.locator("#agent-rows .callout")).to_have_count(0, timeout=90_000)
    assert_accessible(page)


def test_a_launch_is_archived_and_taken_out_again(page, sign_in, assert_accessible, mona, live_server):
    launch = a_draft(mona)
    sign_in(page, mona)
    page.goto(f"/launches/{launch.pk}/")

    page.get_by_role("button", name="Archive this launch").click()

    expect(page.locator(".toast")).to_contain_text("Kaleyra is not told.")
    expect(page.locator(".standing-state")).to_contain_text("Archived")
    assert_accessible(page)
    page.goto("/launches/")
    expect(page.locator("#launch-rows")).to_contain_text("Every launch is archived")
    page.get_by_label("Archived").check()
    page.get_by_role("link", name=launch.launch_name).click()
    page.get_by_role("button", name="Take it out again").click()
    expect(page.locator(".toast")).to_contain_text("It is on the lists again.")


def test_the_banner_says_that_sending_is_stopped_and_goes_when_it_is_not(page, sign_in, mona, live_server):
    sign_in(page, mona)
    page.goto("/")
    expect(page.locator("#troubles")).to_contain_text("Nothing is sent: no worker has run yet.")

    health.beat()
    page.evaluate("htmx.ajax('GET', '/troubles/?seen=worker.', {target: '#troubles', swap: 'outerHTML'})")

    expect(page.locator("#troubles .trouble")).to_have_count(0)
    expect(page.locator("#announcer")).to_have_text("Sending goes on.")


def test_an_error_of_a_request_becomes_a_toast(page, sign_in, mona, house, expected_complaints):
    expected_complaints += ["status of 500", "Failed to load resource", "Response Status Error"]
    sign_in(page, mona)
    page.goto("/carriers/")
    page.route("**/carriers/rows/*", lambda route: route.fulfill(status=500, body="<h1>no</h1>"))

    page.get_by_label("Search by country or carrier").fill("spain")

    expect(page.locator(".toast")).to_contain_text("Something went wrong on our side.")


def test_a_lost_connection_is_said_once_and_its_return_too(page, sign_in, mona, expected_complaints):
    expected_complaints += ["Failed to load resource", "htmx:"]
    launch = in_review(mona)
    sign_in(page, mona)
    page.goto(f"/launches/{launch.pk}/")

    page.route("**/live/*", lambda route: route.abort())
    expect(page.locator(".toast")).to_contain_text("This page no longer updates by itself.")
    page.wait_for_timeout(4000)
    expect(page.locator(".toast")).to_have_count(1)

    page.unroute("**/live/*")
    expect(page.locator(".toast").nth(1)).to_contain_text("Back again")


def test_an_over_session_leads_to_sign_in_and_back(page, sign_in, mona, house, expected_complaints):
    expected_complaints += ["status of 401", "Response Status Error"]
    sign_in(page, mona)
    page.goto("/launches/")
    page.context.clear_cookies()

    page.get_by_label("Search by launch or agent").fill("launch")

    page.wait_for_url("**/sign-in/?next=/launches/")


def test_a_form_with_errors_puts_the_focus_on_their_summary(page, sign_in, mona, live_server):
    sign_in(page, mona)
    page.goto("/agents/new/")

    page.get_by_role("button", name="Save").click()

    expect(page.locator("[autofocus]")).to_be_focused()
    page.get_by_role("link", name="Agent name").click()
    expect(page.get_by_label("Agent name")).to_be_focused()


def test_it_goes_from_end_to_end_by_keyboard(page, sign_in, mona, house):
    sign_in(page, mona)
    page.goto("/launches/")

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#launch-rows tbody a").first.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#standing")).to_be_visible()
