"""/launches/new/autosave/ and /launches/<pk>/autosave/: a draft is saved while it is written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launches.models import Launch
from launches.services import drafts
from tests.views.reading import Page
from tests.views.saving import chosen, said, stored, written
from tests.views.writing import ANSWERS, history_of, make_agent, make_region, make_regions

NEW = "/launches/new/autosave/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def url(launch):
    return f"/launches/{launch.pk}/autosave/"


# --- A new launch ------------------------------------------------------------------------------
def test_it_begins_a_draft_and_gives_the_page_its_address(mona, browsing, agent, regions):
    response = browsing(mona).post(NEW, written(agent, regions[:2], launch_name=""), headers=HTMX)

    launch = stored()
    assert response.status_code == 200
    assert response["HX-Replace-Url"] == f"/launches/{launch.pk}/edit/"
    assert {name: getattr(launch, name) for name in ANSWERS} == ANSWERS
    assert (launch.launch_name, launch.created_by, launch.saved_by) == ("launch_48900", mona, mona)
    assert chosen(launch) == regions[:2]
    assert history_of(launch) == ["> draft"]
    assert Page(response).value("version") == "1"
    assert said(response).startswith("Saved ")


@pytest.mark.parametrize("agent_sent", ["", "abc", "99999"])
def test_it_waits_until_an_agent_is_chosen(mona, browsing, agent, agent_sent):
    response = browsing(mona).post(NEW, written(agent, agent=agent_sent))

    assert response.status_code == 200
    assert said(response) == "Kept while you write. It becomes a draft once an agent is chosen."
    assert Launch.objects.count() == 0


def test_it_gives_back_once_what_was_typed_before_an_agent_was_chosen(mona, browsing, agent):
    client, sent = browsing(mona), written(agent, agent="", trigger_description="Before the agent.")
    client.post(NEW, sent)

    page = Page(client.get("/launches/new/"))

    assert "What you had typed is back" in page.text("form-page")
    assert page.value("trigger_description") == "Before the agent."
    assert Page(client.get("/launches/new/")).value("trigger_description") == ""


def test_it_gives_it_back_to_the_agent_for_which_a_launch_is_begun_later(mona, browsing, agent):
    client = browsing(mona)
    client.post(NEW, written(agent, agent="", trigger_description="Before the agent."))

    page = Page(client.get(f"/launches/new/?agent={agent.pk}"))

    assert (page.value("agent"), page.value("trigger_description")) == (str(agent.pk), "Before the agent.")


@pytest.mark.parametrize("after", ["saved by itself", "saved", "emptied"])
def test_it_gives_nothing_back_after_that(mona, browsing, agent, after):
    client, page = browsing(mona), written(agent, agent="")
    client.post(NEW, page)
    if after == "saved by itself":
        client.post(NEW, {**page, "agent": agent.pk})
    elif after == "saved":
        client.post("/launches/new/", {**page, "agent": agent.pk})
    else:
        client.post(NEW, dict.fromkeys(page, ""))

    assert Page(client.get("/launches/new/")).value("trigger_description") == ""


def test_it_gives_the_page_its_address_once(mona, browsing, agent, regions):
    client, page = browsing(mona), written(agent, regions[:1])
    address = client.post(NEW, page, headers=HTMX)["HX-Replace-Url"]

    again = client.post(NEW, page, headers=HTMX | {"HX-Current-URL": f"http://testserver{address}"})

    assert "HX-Replace-Url" not in again
    assert said(again).startswith("Saved ")


def test_it_gives_the_page_its_address_although_the_first_answer_was_lost(mona, browsing, agent, launch, url):
    still_new = {"HX-Current-URL": f"http://testserver/launches/new/?agent={agent.pk}"}

    response = browsing(mona).post(url, written(agent, version=launch.version), headers=HTMX | still_new)

    assert response["HX-Replace-Url"] == f"/launches/{launch.pk}/edit/"


def test_it_makes_one_launch_of_one_page_however_often_it_saves(mona, browsing, agent, regions):
    client, page = browsing(mona), written(agent, regions[:1])
    client.post(NEW, page)
    second = client.post(NEW, {**page, "trigger_description": "More."})
    client.post(NEW, {**page, "trigger_description": "More.", "version": Page(second).value("version")})
    final = client.post(
        "/launches/new/", {**page, "trigger_description": "Done.", "version": "2", "action": "submit"}
    )

    launch = stored()
    assert final["Location"] == f"/launches/{launch.pk}/"
    assert (launch.trigger_description, launch.version) == ("Done.", 3)
    assert history_of(launch) == ["> draft", "draft > in_review"]


def test_it_keeps_the_given_name_when_the_page_of_a_new_launch_names_none(mona, browsing, agent, regions):
    client, page = browsing(mona), written(agent, regions[:1], launch_name="")
    client.post(NEW, page)
    response = client.post("/launches/new/", {**page, "action": "save", "optin_description": "Done."})

    assert response.status_code == 302
    assert (stored().launch_name, stored().optin_description) == ("launch_48900", "Done.")


def test_it_begins_without_what_cannot_be_stored(mona, browsing, agent, regions, launch):
    odd = written(agent, regions[:6], launch_name="spring_sale", video_uris="http://a.example.com")
    response = browsing(mona).post(NEW, odd)

    begun = Launch.objects.exclude(pk=launch.pk).get()
    assert (begun.launch_name, begun.video_uris, chosen(begun)) == ("launch_48900", [], [])
    assert begun.optin_description == ANSWERS["optin_description"]
    assert said(response) == (
        f"Saved {begun.updated_at:%H:%M:%S}, but not Video links, Launch name, Carriers. "
        "Press Save draft to see why."
    )


# --- A draft -----------------------------------------------------------------------------------
def test_it_saves_what_was_typed_and_tells_the_page_its_version(mona, browsing, agent, regions, launch, url):
    response = browsing(mona).post(
        url,
        written(agent, regions[2:4], optin_description="Better.\r\nNow."),
        headers=HTMX | {"HX-Current-URL": f"http://testserver/launches/{launch.pk}/edit/"},
    )

    now = stored(launch)
    assert response.status_code == 200
    assert "HX-Replace-Url" not in response
    assert (now.optin_description, now.version, chosen(now)) == ("Better.\nNow.", 2, regions[2:4])
    assert Page(response).value("version") == "2"
    assert said(response) == f"Saved {now.updated_at:%H:%M:%S}"
    assert history_of(launch) == ["> draft"]


def test_it_writes_nothing_when_nothing_has_changed(mona, browsing, agent, regions, launch, url):
    before = stored(launch)

    browsing(mona).post(url, written(agent, reversed(regions[:2]), launch_name=""))

    assert (stored(launch).version, stored(launch).updated_at) == (1, before.updated_at)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (
            "video_uris",
            "https://localhost/a",
            "Video links: Line 1, “https://localhost/a”: “localhost” can be",
        ),
        (
            "screenshot_uris",
            "ftp://a.example.com",
            "Screenshot links: Line 1, “ftp://a.example.com”: it does",
        ),
        (
            "agent_access_instructions",
            "x" * 5001,
            "Access: how does a reviewer reach the agent?: Ensure this",
        ),
        ("launch_name", "x" * 121, "Launch name: Ensure this value has at most 120 characters"),
        ("launch_name", "taken", "Launch name: There is already a launch named taken. Choose another name."),
        ("regions", ["0"], "Carriers: One of the chosen carriers is not in the catalogue. Choose it again."),
        ("agent", "99999", "Agent: This agent is not known. Choose another."),
    ],
)
def test_it_saves_everything_but_the_field_that_is_wrong(
    mona, browsing, agent, regions, launch, url, field, value, words
):
    drafts.create(by=mona, agent=agent, answers={"launch_name": "taken"}, regions=[])
    sent = written(agent, regions[:2], trigger_description="New.", **{field: value})
    before = stored(launch)
    response = browsing(mona).post(url, sent)

    now = stored(launch)
    assert response.status_code == 200
    assert said(response).startswith(f"Saved {now.updated_at:%H:%M:%S}, but not {words}")
    assert (now.trigger_description, now.version) == ("New.", 2)
    if field != "regions":
        assert getattr(now, field) == getattr(before, field)
    assert chosen(now) == regions[:2]


@pytest.mark.parametrize("case", ["sixth", "repeated", "disabled", "other pod"])
def test_it_leaves_the_carriers_as_they_were_when_they_cannot_be_chosen(
    mona, browsing, agent, regions, launch, url, case
):
    odd = {
        "sixth": regions[:6],
        "repeated": [regions[3], regions[3]],
        "disabled": [make_region("Chad", "Airtel", carrier_enabled=False)],
        "other pod": [make_region("Canada", "Bell", pod="NA")],
    }[case]
    response = browsing(mona).post(url, written(agent, odd, trigger_description="New."))

    assert stored(launch).trigger_description == "New."
    assert chosen(launch) == regions[:2]
    assert ", but not Carriers: " in said(response)


def test_it_saves_a_draft_whose_stored_carrier_is_no_longer_offered(
    mona, browsing, agent, regions, launch, url
):
    regions[0].retired_at = launch.created_at
    regions[0].save()
    response = browsing(mona).post(url, written(agent, regions[:2], trigger_description="New."))

    assert said(response) == f"Saved {stored(launch).updated_at:%H:%M:%S}"
    assert (stored(launch).trigger_description, chosen(launch)) == ("New.", regions[:2])


def test_it_changes_the_agent_only_together_with_its_carriers(mona, browsing, agent, regions, launch, url):
    other = make_agent(pod="NA", agent_no="2600")
    client = browsing(mona)
    client.post(url, written(other, regions[:2], trigger_description="New."))
    assert (stored(launch).agent, chosen(launch), stored(launch).trigger_description) == (
        agent,
        regions[:2],
        "New.",
    )
    client.post(url, written(other, [], version="2", trigger_description="New."))

    assert (stored(launch).agent, chosen(launch)) == (other, [])


# --- Who, and how often ------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["max", "rita", "ada"])
def test_it_is_forbidden_to_anybody_but_the_author(request, browsing, agent, regions, launch, url, who):
    response = browsing(request.getfixturevalue(who)).post(url, written(agent, regions[:2]))

    assert response.status_code == 403
    assert stored(launch).version == 1


@pytest.mark.parametrize("who", ["rita", "stranger"])
def test_it_begins_nothing_for_those_who_may_not_start_launches(request, browsing, agent, who):
    assert browsing(request.getfixturevalue(who)).post(NEW, written(agent)).status_code == 403
    assert Launch.objects.count() == 0


def test_it_is_not_there_for_a_stranger_or_without_a_launch(stranger, mona, browsing, agent, url):
    assert browsing(stranger).post(url, written(agent)).status_code == 404
    assert browsing(mona).post("/launches/99999/autosave/", written(agent)).status_code == 404


def test_it_refuses_other_methods(mona, browsing, url):
    assert browsing(mona).get(url).status_code == 405
    assert browsing(mona).get(NEW).status_code == 405


def test_it_has_the_page_send_itself_plainly_when_nobody_is_signed_in(client, agent, url):
    for address in (url, NEW):
        response = client.post(
            address, written(agent), headers=HTMX | {"HX-Current-URL": "http://testserver/x/"}
        )
        assert (response.status_code, response["HX-Redirect"]) == (401, "/sign-in/?next=/x/")
        assert response["Send-Plainly"] == "yes"
    assert stored().version == 1


def test_it_asks_the_database_as_often_for_200_carriers_as_for_one(
    mona, browsing, agent, regions, launch, url
):
    client = browsing(mona)
    few = queries(client, url, written(agent, regions[:1], trigger_description="One."))
    make_regions(200, country="India")

    many = queries(client, url, written(agent, regions[:5], trigger_description="Two.", version="2"))
    assert many == few


def queries(client, url, sent):
    """How many questions the database is asked for one save."""
    with CaptureQueriesContext(connection) as asked:
        assert client.post(url, sent).status_code == 200
    return len(asked)
