"""Writing a launch in a real browser: the picker, the keyboard, what is kept."""

import re

import pytest
from playwright.sync_api import expect

from launches.models import Launch
from launches.services import drafts, plan
from tests.browser.barriers import barriers_in_both_themes
from tests.views.writing import ANSWERS, make_agent, make_region

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.page_only]


def tick(page, *carriers):
    """Choose these, one after the other, as fast as the page allows."""
    for carrier in carriers:
        box = page.get_by_role("checkbox", name=re.compile(rf"^{carrier}\b"))
        box.check()
        expect(page.get_by_role("button", name=re.compile(rf"^Remove .*: {carrier}$"))).to_be_visible()


def counter(page):
    return page.locator(".picker-count strong")


def test_it_counts_to_five_and_takes_the_sixth_for_later(new):
    tick(new, *(f"Carrier 00{number}" for number in range(1, 7)))

    expect(counter(new).first).to_have_text("5 of 5")
    expect(new.locator(".picker-count")).to_contain_text("1 later")
    expect(new.get_by_role("list", name="Later, five at a time")).to_have_text(re.compile("Carrier 006"))
    expect(new.locator("#announcer")).to_have_text("5 of 5 chosen, 1 later. 8 carriers found.")
    new.get_by_role("button", name="Remove Germany: Carrier 003").click()
    expect(new.locator(".picker-later")).to_have_count(0)
    expect(counter(new)).to_have_text("5 of 5")
    expect(new.locator(".picker-count")).to_be_focused()
    expect(new.get_by_role("list", name="Chosen carriers")).to_contain_text("Carrier 006")
    new.get_by_role("button", name="Remove Germany: Carrier 006").click()
    expect(counter(new)).to_have_text("4 of 5")


def test_it_keeps_what_is_planned_with_the_draft_from_the_keyboard(new):
    tick(new, *(f"Carrier 00{number}" for number in range(1, 6)))
    new.get_by_role("checkbox", name="Vivo").focus()
    new.keyboard.press("Space")
    expect(new.locator(".picker-later")).to_contain_text("Brazil: Vivo")
    expect(new.get_by_role("checkbox", name="Vivo")).to_be_focused()
    new.get_by_role("button", name="Save draft").focus()
    new.keyboard.press("Enter")

    expect(new).to_have_url(re.compile(r"/launches/\d+/$"))
    expect(new.get_by_role("list", name="1 planned for later")).to_contain_text("Brazil: Vivo")
    launch = Launch.objects.get()
    assert [region.carrier for region in plan.planned_for(launch)] == ["Vivo"]
    assert launch.first_submission().regions.count() == 5


def test_it_changes_the_plan_on_the_launch_page_from_the_keyboard(page, sign_in, mona, agent, regions):
    launch = drafts.create(by=mona, agent=agent, answers=ANSWERS, regions=[], later=regions[:3])
    sign_in(page, mona)
    page.goto(f"/launches/{launch.pk}/")
    earlier = page.get_by_role("button", name=f"Earlier {regions[2]}")
    earlier.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".planned li").nth(1)).to_contain_text(str(regions[2]))
    expect(earlier).to_be_focused()
    page.get_by_role("button", name=f"Take out {regions[0]}").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".planned li")).to_have_count(2)
    assert plan.planned_for(launch) == [regions[2], regions[1]]


def test_it_searches_while_one_types_and_eats_no_letter(new):
    box = new.get_by_role("searchbox", name="Search by country or carrier")
    box.press_sequentially("brazil vivo", delay=120)

    expect(new.locator(".picker-foot")).to_have_text("1 carrier.")
    expect(box).to_have_value("brazil vivo")
    expect(box).to_be_focused()


def test_it_keeps_what_is_chosen_across_searches(new):
    tick(new, "Carrier 001")
    new.locator("#id_q").fill("brazil")
    expect(new.locator(".picker-foot")).to_have_text("2 carriers.")
    tick(new, "Vivo")
    new.locator("#id_q").fill("")

    expect(new.locator(".picker-foot")).to_have_text("8 carriers.")
    expect(new.get_by_role("checkbox", name="Carrier 001")).to_be_checked()
    expect(new.get_by_role("checkbox", name="Vivo")).to_be_checked()


def test_it_works_from_the_keyboard_end_to_end(new):
    new.locator("#id_q").focus()
    new.keyboard.type("carrier 00")
    expect(new.locator(".picker-foot")).to_have_text("6 carriers.")
    for _ in range(3):  # over the two filters to the first carrier
        new.keyboard.press("Tab")
    first = new.get_by_role("checkbox", name="Carrier 001")
    expect(first).to_be_focused()
    new.keyboard.press("Space")
    expect(counter(new)).to_have_text("1 of 5")
    expect(first).to_be_focused()
    new.keyboard.press("Tab")
    new.keyboard.press("Space")
    expect(counter(new)).to_have_text("2 of 5")
    new.keyboard.press("Space")
    expect(counter(new)).to_have_text("1 of 5")
    expect(new.get_by_role("checkbox", name="Carrier 002")).to_be_focused()


def test_it_reloads_for_the_pod_of_another_agent(new):
    other = make_agent(pod="NA", agent_no="2600")
    make_region("Canada", "Bell", pod="NA")
    new.reload()
    tick(new, "Vivo")
    new.locator("#id_optin_description").fill("Typed before.")
    new.locator("#id_agent").select_option(str(other.pk))

    expect(new.locator("#picker")).to_contain_text("Brazil: Vivo was taken out: it is on the IN pod")
    expect(new.get_by_role("checkbox", name="Bell")).to_be_visible()
    expect(new.locator("#agent-facts")).to_contain_text("Agent number 2600 on the NA pod")
    expect(new.locator("#id_launch_name")).to_have_value("launch_2600")
    expect(new.locator("#id_optin_description")).to_have_value("Typed before.")


def test_it_saves_submits_and_tells_what_is_missing(new, regions):
    new.locator("#id_video_uris").fill("http://www.example.com/video")
    tick(new, "Claro")
    new.get_by_role("button", name="Submit for review").click()
    summary = new.get_by_role("alert")
    expect(summary).to_contain_text("Everything that you typed is still here.")
    expect(summary).to_be_focused()
    expect(new.locator("#id_video_uris")).to_have_value("http://www.example.com/video")
    new.locator("#id_video_uris").fill("https://www.example.com/video")
    new.get_by_role("button", name="Submit for review").click()
    expect(summary).to_contain_text("The draft is saved. It cannot be submitted yet")
    expect(new).to_have_url(re.compile(r"/launches/\d+/edit/$"))
    for name, answer in ANSWERS.items():
        new.locator(f"#id_{name}").fill(answer)
    new.get_by_role("button", name="Submit for review").click()

    expect(new).to_have_url(re.compile(r"/launches/\d+/$"))
    expect(new.get_by_text("Submitted for review.").first).to_be_visible()
    assert Launch.objects.get().first_submission().status == "in_review"


def test_it_makes_one_launch_when_the_button_is_double_clicked(new):
    new.get_by_role("button", name="Save draft").dblclick()

    expect(new).to_have_url(re.compile(r"/launches/\d+/$"))
    assert Launch.objects.count() == 1


def test_it_has_no_barrier_in_any_state(new_page, sign_in, mona, agent, regions, expected_complaints):
    # The checker leaves empty style attributes behind, which the policy rightly reports.
    expected_complaints.append("inline style")
    page = new_page(viewport={"width": 390, "height": 844})
    sign_in(page, mona)
    known = set()
    for state in ("/launches/new/", f"/launches/new/?agent={agent.pk}"):
        page.goto(state)
        assert barriers_in_both_themes(page, known) == []
    tick(page, *(f"Carrier 00{number}" for number in range(1, 7)))
    page.locator("summary").first.click()
    assert barriers_in_both_themes(page, known) == []
    page.locator("#id_video_uris").fill("nonsense")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert barriers_in_both_themes(page, known) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_it_works_without_javascript(new_page, sign_in, mona, agent, regions):
    page = new_page(java_script_enabled=False)
    sign_in(page, mona)
    page.goto("/launches/new/")
    page.locator("#id_trigger_description").fill("Typed without a script.")
    page.locator("#id_agent").select_option(str(agent.pk))
    page.get_by_role("button", name="Show its carriers").click()
    page.get_by_role("checkbox", name="Carrier 002").check()
    page.locator("#id_q").fill("brazil")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("checkbox", name="Claro").check()
    page.get_by_role("button", name="Save draft").click()

    expect(page).to_have_url(re.compile(r"/launches/\d+/$"))
    launch = Launch.objects.get()
    assert launch.trigger_description == "Typed without a script."
    assert {region.carrier for region in launch.first_submission().chosen_regions()} == {
        "Carrier 002",
        "Claro",
    }
