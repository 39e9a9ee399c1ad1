"""The form filled in from elsewhere: only what is empty, unless told otherwise; and taken back."""

import json

import pytest

from launches.models import AnswerSet, Launch
from launches.services import answer_sets, drafts
from tests.views.reading import Page, assert_all_typed_is_still_there
from tests.views.writing import ANSWERS, SCREENSHOTS, VIDEOS, make_agent, make_regions, typed

pytestmark = pytest.mark.page_only

NEW = "/launches/new/"
OTHER = {name: f"{name} of the other launch, said with care." for name in ANSWERS}
EMPTY = dict.fromkeys(ANSWERS, "")


@pytest.fixture
def agent(db):
    return make_agent(brand_name="Shop")


@pytest.fixture
def regions(db):
    return make_regions(3)


@pytest.fixture
def other(max, agent):
    """A colleague's launch of the same brand."""
    sister = make_agent(agent_no="2", brand_name="Shop")
    return drafts.create(by=max, agent=sister, answers={**OTHER, "launch_name": "winter"}, regions=[])


@pytest.fixture
def launch(mona, agent, regions):
    """Mona's draft, in which one answer is written."""
    answers = {**EMPTY, "trigger_description": "Mine.", "launch_name": "spring_sale"}
    return drafts.create(by=mona, agent=agent, answers=answers, regions=regions[:2])


def press(client, url, agent, regions, action, /, **changes):
    """The page after one of the buttons was pressed; nothing of the launch is saved by it."""
    before = list(Launch.objects.order_by("pk").values())
    sent = typed(agent, regions, action=action, **changes)
    response = client.post(url, sent)
    assert response.status_code == 200
    assert list(Launch.objects.order_by("pk").values()) == before
    page = Page(response)
    assert_all_typed_is_still_there(
        page, sent, but=[*ANSWERS, "source", "filled", "set_name", "set_for", "set_links"]
    )
    return page


def answers(page):
    return {name: page.value(name) for name in ANSWERS}


@pytest.fixture(params=["new", "edit"])
def url(request, launch):
    return NEW if request.param == "new" else f"/launches/{launch.pk}/edit/"


def test_it_offers_launches_of_the_brand_and_sets(mona, browsing, agent, regions, url, other):
    kept = answer_sets.keep(by=mona, name="Usual", brand_name="Shop", answers=OTHER)
    client = browsing(mona)
    assert "id_source" not in Page(client.get(url)).attributes
    page = press(client, url, agent, regions[:2], "sources")

    assert "Usual (Shop)" in page.text("id_source")
    assert "winter" in page.text("id_source")
    assert answers(page) == ANSWERS
    assert kept.pk


def test_it_fills_in_only_what_is_empty(mona, browsing, agent, regions, url, other):
    mine = {**EMPTY, "trigger_description": "Mine."}
    page = press(browsing(mona), url, agent, regions[:2], "fill", source=f"launch-{other.pk}", **mine)

    assert answers(page) == {**OTHER, "trigger_description": "Mine."}
    assert "Filled in from winter: Opt-in, Interactions, Opt-out, Access instructions." in page.text(
        "launch-form"
    )


def test_it_replaces_what_is_there_when_told_so_and_takes_it_back(mona, browsing, agent, regions, url, other):
    client = browsing(mona)
    page = press(client, url, agent, regions[:2], "replace", source=f"launch-{other.pk}")
    assert answers(page) == OTHER

    page = press(client, url, agent, regions[:2], "undo", **OTHER, filled=page.value("filled"))
    assert answers(page) == ANSWERS
    assert "Taken back: the answers are as they were before." in page.text("launch-form")
    assert "filled" not in page.values


def test_links_come_along_unless_they_are_typed_already(mona, browsing, agent, regions, url, other):
    shown = ["https://shop.example/a.png", "https://shop.example/b.png"]
    Launch.objects.filter(pk=other.pk).update(
        screenshot_uris=shown, video_uris=["https://shop.example/v.mp4"]
    )
    client, source = browsing(mona), f"launch-{other.pk}"

    sent = typed(agent, regions[:2], action="replace", source=source, screenshot_uris="")
    page = Page(client.post(url, sent))

    assert page.value("screenshot_uris") == "\n".join(shown)
    assert page.value("video_uris") == VIDEOS
    assert "Access instructions, Screenshot links." in page.text("launch-form")

    back = typed(agent, regions[:2], action="undo", **OTHER, filled=page.value("filled"))
    page = Page(client.post(url, back | {"screenshot_uris": "\r\n".join(shown)}))
    assert (page.value("screenshot_uris"), answers(page)) == ("", ANSWERS)


@pytest.mark.parametrize("with_links", [True, False])
def test_a_set_has_links_when_that_was_ticked(mona, browsing, agent, regions, url, with_links):
    ticked = {"set_links": "on"} if with_links else {}
    press(browsing(mona), url, agent, regions[:2], "keep_set", set_name="Usual", **ticked)

    wanted = (VIDEOS.split("\n"), SCREENSHOTS.split("\n")) if with_links else ([], [])
    kept = AnswerSet.objects.get()
    assert (kept.video_uris, kept.screenshot_uris) == wanted


def test_a_set_with_an_unsound_link_is_not_kept(mona, browsing, agent, regions, url):
    page = press(
        browsing(mona), url, agent, regions[:2], "keep_set",
        set_name="Usual", set_links="on", video_uris="http://shop.example/v.mp4",
    )  # fmt: skip

    said = "it does not begin with https://. Nothing was saved: repair the link, or keep the answers without links."
    assert said in page.text("launch-form")
    assert AnswerSet.objects.count() == 0


def test_it_takes_back_nothing_that_was_changed_since(mona, browsing, agent, regions, url, other):
    client = browsing(mona)
    page = press(client, url, agent, regions[:2], "fill", source=f"launch-{other.pk}", **EMPTY)
    now = {**OTHER, "optout_description": "Changed since.\r\nTwo lines."}
    page = press(client, url, agent, regions[:2], "undo", **now, filled=page.value("filled"))

    assert answers(page) == {**EMPTY, "optout_description": "Changed since.\r\nTwo lines."}
    assert "Taken back, but for what you changed since: Opt-out." in page.text("launch-form")


def test_it_never_replaces_an_answer_by_nothing(mona, browsing, agent, regions, url):
    kept = answer_sets.keep(by=mona, name="Thin", brand_name="", answers={"optout_description": "STOP."})
    page = press(browsing(mona), url, agent, regions[:2], "replace", source=f"set-{kept.pk}")

    assert answers(page) == {**ANSWERS, "optout_description": "STOP."}


@pytest.mark.parametrize("action", ["fill", "replace"])
@pytest.mark.parametrize("source", ["", "abc", "launch-0", "set-99", "\x00", "launch-" + "9" * 40])
def test_it_fills_in_nothing_from_nowhere(mona, browsing, agent, regions, launch, action, source):
    page = press(browsing(mona), f"/launches/{launch.pk}/edit/", agent, regions[:2], action, source=source)

    assert answers(page) == ANSWERS
    assert "Choose where the answers come from." in page.text("launch-form")


def test_it_fills_in_nothing_from_another_brand(mona, browsing, agent, regions, url):
    foreign = make_agent(agent_no="3", brand_name="Bank")
    theirs = drafts.create(by=mona, agent=foreign, answers={**OTHER, "launch_name": "theirs"}, regions=[])
    page = press(browsing(mona), url, agent, regions[:2], "replace", source=f"launch-{theirs.pk}")

    assert answers(page) == ANSWERS


def test_it_says_so_when_there_is_nothing_to_fill_in(mona, browsing, agent, regions, url, other):
    client = browsing(mona)
    page = press(client, url, agent, regions[:2], "fill", source=f"launch-{other.pk}")

    assert "every field that it answers is written already" in page.text("launch-form")
    page = press(client, url, agent, regions[:2], "replace", source=f"launch-{other.pk}", **OTHER)
    assert "Nothing was filled in from winter: it has no other answer." in page.text("launch-form")


@pytest.mark.parametrize(
    "note",
    ["", "{", "[]", "null", '{"optin_description": 3}', '{"launch_name": ["a", "b"]}', "[" * 5000, "x" * 200_000],
)  # fmt: skip
def test_it_takes_back_nothing_from_an_odd_note(mona, browsing, agent, regions, launch, note):
    page = press(browsing(mona), f"/launches/{launch.pk}/edit/", agent, regions[:2], "undo", filled=note)

    assert answers(page) == ANSWERS


def test_it_takes_back_only_answers(mona, browsing, agent, regions, launch):
    note = json.dumps({"version": ["9", "1"], "optin_description": ["Was.", ANSWERS["optin_description"]]})
    page = press(browsing(mona), f"/launches/{launch.pk}/edit/", agent, regions[:2], "undo", filled=note)

    assert answers(page) == {**ANSWERS, "optin_description": "Was."}
    assert page.value("version") == "1"


@pytest.mark.parametrize(("scope", "brand"), [("brand", "Shop"), ("all", ""), ("", "")])
def test_it_keeps_the_answers_of_the_form_as_a_set(mona, browsing, agent, regions, url, scope, brand):
    page = press(browsing(mona), url, agent, regions[:2], "keep_set", set_name="Usual", set_for=scope)

    kept = AnswerSet.objects.get()
    assert (kept.name, kept.brand_name, kept.created_by) == ("Usual", brand, mona)
    assert answer_sets.answers_of(kept) == ANSWERS
    assert "The answers are kept as Usual." in page.text("launch-form")
    assert "Usual" in page.text("id_source")


def test_it_says_why_a_set_cannot_be_kept(mona, browsing, agent, regions, url):
    page = press(browsing(mona), url, agent, regions[:2], "keep_set", set_name=" ")

    assert "Give the answer set a name. Nothing was saved." in page.text("launch-form")
    assert AnswerSet.objects.count() == 0


def test_it_saves_by_itself_what_was_filled_in(mona, browsing, agent, regions, launch, other):
    page = press(
        browsing(mona), f"/launches/{launch.pk}/edit/", agent, regions[:2], "fill",
        source=f"launch-{other.pk}", **EMPTY,
    )  # fmt: skip

    assert "load delay" in (page.attributes["autosave"]["hx-trigger"] or "")


def test_it_asks_the_database_as_often_for_one_source_as_for_twenty(
    mona, browsing, agent, regions, launch, django_assert_max_num_queries
):
    client, url = browsing(mona), f"/launches/{launch.pk}/edit/"
    sent = typed(agent, regions[:2], action="sources")
    with django_assert_max_num_queries(40) as one:
        client.post(url, sent)
    for number in range(30):
        drafts.create(by=mona, agent=agent, answers={**OTHER, "launch_name": f"l{number}"}, regions=[])
        answer_sets.keep(by=mona, name=f"s{number}", brand_name="", answers=OTHER)
    with django_assert_max_num_queries(len(one)):
        client.post(url, sent)
