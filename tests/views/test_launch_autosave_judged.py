"""What a draft that saves itself tells about each answer: how long it is, and what preflight says of it now."""

import pytest

from launches.services import drafts
from tests.views.reading import Page
from tests.views.saving import written
from tests.views.writing import ANSWERS, make_agent, make_regions

HTMX = {"HX-Request": "true"}
BESIDE = [f"id_{name}_beside" for name in (*ANSWERS, "screenshot_uris", "video_uris", "launch_name")]

pytestmark = pytest.mark.page_only


@pytest.fixture
def launch(mona):
    return drafts.create(by=mona, agent=make_agent(), answers=ANSWERS, regions=make_regions(1))


@pytest.fixture
def save(mona, browsing, launch):
    def saving(**typed):
        launch.refresh_from_db()
        sent = written(launch.agent, launch.first_submission().chosen_regions(), version=launch.version)
        sent |= {"launch_name": launch.launch_name, **typed}
        return Page(browsing(mona).post(f"/launches/{launch.pk}/autosave/", sent, headers=HTMX))

    return saving


def test_it_counts_what_was_typed_beside_each_answer(save):
    page = save(trigger_description="y" * 152, optout_description="y", optin_description="")

    assert page.text("id_trigger_description_beside") == "152 characters; 100 to 600 are usually enough"
    assert "1 character; 100 to 600" in page.text("id_optout_description_beside")
    assert page.text("id_optin_description_beside") == "100 to 600 characters are usually enough"


def test_it_says_what_is_thin_now_and_takes_it_back_once_it_no_longer_is(save):
    for typed, is_thin in ({"trigger_description": "START"}, True), ({}, False):
        page = save(**typed)
        assert ("is very short" in page.text("id_trigger_description_beside")) is is_thin
        assert ("is very short" in page.text("preflight")) is is_thin


def test_it_says_what_is_wrong_with_a_link_until_it_is_repaired(save):
    assert "https" in save(video_uris="http://www.example.com/video").text("id_video_uris_beside")
    assert save(video_uris="https://www.example.com/video").text("id_video_uris_beside") == ""


def test_it_says_that_another_brand_is_named_until_it_is_repaired(save):
    make_agent(agent_no="2", name="Maple Bank")

    page = save(
        launch_name="maple_bank_2", trigger_description="Maple Bank writes first, once people agreed."
    )
    why = "names Maple Bank, but this launch is for Agent 48900."
    assert f"Trigger {why}" in page.text("id_trigger_description_beside")
    assert f"The name of the launch {why}" in page.text("id_launch_name_beside")
    assert f"Warning: The name of the launch {why}" in page.text("preflight")

    page = save(launch_name="spring")
    assert page.text("id_launch_name_beside") == ""
    assert "Maple Bank" not in page.text("preflight")


def test_both_forms_have_every_place_that_is_drawn_anew(mona, browsing, launch):
    for address in ("/launches/new/", f"/launches/{launch.pk}/edit/"):
        page = Page(browsing(mona).get(address))
        assert [place for place in (*BESIDE, "preflight") if place not in page.attributes] == []


def test_it_takes_off_the_list_of_errors_what_is_put_right_and_nothing_else(mona, browsing, save, launch):
    sent = written(launch.agent, [], optin_description="", launch_name="", version=1)
    page = Page(browsing(mona).post(f"/launches/{launch.pk}/edit/", {**sent, "action": "submit"}))
    listed = page.values["wrong"]
    assert listed == ["launch_name"]
    assert {f"wrong-{name}" for name in listed} <= set(page.attributes)

    half = save(optin_description="", wrong=["optin_description", "trigger_description", "nonsense"])
    whole = save(wrong=["optin_description", "launch_name", "agent"])
    quiet = save()

    assert taken_off(half) == ["wrong-trigger_description"]
    assert taken_off(whole) == ["wrong-agent", "wrong-optin_description", "wrong-launch_name"]
    assert taken_off(quiet) == []


def taken_off(page):
    return [name for name, given in page.attributes.items() if given.get("hx-swap-oob") == "delete"]
