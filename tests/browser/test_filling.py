"""Filling in faster, in a real browser: answers from another launch, a copy, the refused carriers once more."""

import re

import pytest
from playwright.sync_api import expect

from launches.models import Launch
from launches.services import drafts
from tests.browser.barriers import barriers_in_both_themes
from tests.browser.drafting import until
from tests.views.standing import with_carriers
from tests.views.writing import ANSWERS, make_agent, make_regions

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.page_only]


@pytest.fixture
def other(mona):
    """A launch of the brand that says everything."""
    agent = make_agent(brand_name="Shop")
    return drafts.create(by=mona, agent=agent, answers={**ANSWERS, "launch_name": "winter"}, regions=[])


def press(page, name):
    """Go to this button and press it, without a mouse."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def choose_source(page, name):
    page.get_by_label("Answers from").select_option(label=name)


def test_it_fills_in_what_is_empty_and_takes_it_back_by_keyboard(
    page, sign_in, mona, other, assert_accessible
):
    sign_in(page, mona)
    page.goto(f"/launches/new/?agent={other.agent_id}")
    mine = page.locator("#id_trigger_description")
    mine.fill("Mine.")
    press(page, "Fill in from another launch or an answer set")
    expect(page.get_by_role("group", name="Fill in the answers").locator(".advice")).to_be_focused()
    choose_source(page, "winter")
    press(page, "Fill in what is empty")

    optin = page.locator("#id_optin_description")
    expect(optin).to_have_value(ANSWERS["optin_description"])
    expect(mine).to_have_value("Mine.")
    filled = {"optin_description": ANSWERS["optin_description"], "trigger_description": "Mine."}
    until(page, Launch.objects.exclude(pk=other.pk).filter(**filled).exists)
    expect(page.locator("#saved")).to_contain_text(re.compile(r"Saved \d"))

    press(page, "Take that back")
    expect(optin).to_have_value("")
    expect(mine).to_have_value("Mine.")
    expect(page).to_have_url(re.compile(r"/launches/\d+/edit/$"))


def test_it_has_no_barrier_while_answers_are_filled_in(new_page, sign_in, mona, other, expected_complaints):
    expected_complaints.append("inline style")  # the checker's own
    page = new_page(viewport={"width": 390, "height": 844})
    sign_in(page, mona)
    page.goto(f"/launches/new/?agent={other.agent_id}")
    press(page, "Fill in from another launch or an answer set")
    page.get_by_text("Keep these answers as a set").click()
    choose_source(page, "winter")
    press(page, "Fill in what is empty")
    expect(page.get_by_role("button", name="Take that back")).to_be_visible()
    assert barriers_in_both_themes(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_it_fills_in_without_javascript(new_page, sign_in, mona, other):
    page = new_page(java_script_enabled=False)
    sign_in(page, mona)
    page.goto(f"/launches/new/?agent={other.agent_id}")
    page.locator("#id_trigger_description").fill("Mine.")
    page.get_by_role("button", name="Fill in from another launch or an answer set").click()
    choose_source(page, "winter")
    page.get_by_role("button", name="Replace what is there").click()

    expect(page.locator("#id_trigger_description")).to_have_value(ANSWERS["trigger_description"])
    page.get_by_role("button", name="Take that back").click()
    expect(page.locator("#id_trigger_description")).to_have_value("Mine.")
    assert Launch.objects.count() == 1


def test_it_keeps_a_set_in_the_form_and_finds_it_on_its_page(page, sign_in, mona, other, assert_accessible):
    sign_in(page, mona)
    page.goto(f"/launches/{other.pk}/edit/")
    press(page, "Fill in from another launch or an answer set")
    page.get_by_text("Keep these answers as a set").click()
    page.get_by_label("Name of the set").fill("Usual")
    press(page, "Keep as a set")
    expect(page.locator(".filling")).to_contain_text("The answers are kept as Usual.")

    page.goto("/answer-sets/")
    expect(page.get_by_role("article", name="Usual")).to_contain_text("For Shop")
    page.get_by_text("Rename or delete").click()
    assert_accessible(page)
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("No answer set is kept yet.")).to_be_visible()


def test_it_copies_and_tries_again_by_keyboard(page, sign_in, mona, rita, assert_accessible):
    launch = with_carriers(mona, rita, "live", "rejected", "rejected")
    sign_in(page, mona)
    page.goto(f"/launches/{launch.pk}/")
    assert_accessible(page)
    press(page, "Copy as new launch")
    expect(page.locator(".toast").first).to_contain_text(f"This is a copy of {launch}")
    expect(page.locator(".toast").nth(1)).to_contain_text("Not taken over: Country 48900: Carrier 001")
    expect(page.locator("#id_trigger_description")).to_have_value(launch.trigger_description)

    page.goto(f"/launches/{launch.pk}/")
    press(page, "Try the refused carriers again")
    expect(page.locator(".picker-count")).to_contain_text("2 of 5")
    press(page, "Submit for review")
    expect(page).to_have_url(re.compile(rf"/launches/{launch.pk}/$"))
    assert launch.submissions.get(number=2).status == "in_review"


def test_it_saves_added_carriers_while_they_are_chosen(page, sign_in, mona, rita):
    launch = with_carriers(mona, rita, "live", number="48900")
    more = make_regions(6, country="Peru")
    sign_in(page, mona)
    page.goto(f"/launches/{launch.pk}/carriers/add/")
    expect(page.locator("#saved")).to_contain_text("once a carrier is chosen")
    for region in more:
        page.get_by_role("group", name="Peru", exact=True).get_by_role(
            "checkbox", name=region.carrier
        ).check()
        expect(page.get_by_role("button", name=f"Remove {region}")).to_be_visible()

    expect(page.locator("#saved")).to_contain_text(re.compile(r"Saved \d"))
    expect(page.locator(".picker-count")).to_contain_text("5 of 5 chosen, 1 later")
    expect(page.locator("#preflight")).to_contain_text("5 carriers now, 1 later.")  # the last save, too
    page.reload()
    expect(page.locator(".picker-count")).to_contain_text("5 of 5 chosen, 1 later")
    assert launch.submissions.get(number=2).status == "draft"
