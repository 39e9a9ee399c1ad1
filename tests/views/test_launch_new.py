"""/launches/new/: writing a launch for the first time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import connections

from launches.models import Launch
from tests.views.reading import Page, assert_all_typed_is_still_there
from tests.views.writing import ANSWERS, history_of, make_agent, typed

URL = "/launches/new/"


@pytest.mark.page_only
def test_it_shows_an_empty_form(mona, browsing, agent):
    page = Page(browsing(mona).get(URL))

    assert page.value("launch_name") == ""
    assert page.values["regions"] == []
    assert "Choose an agent first" in page.text("picker")
    assert page.errors("agent") == ""


def test_it_leads_to_the_first_agent_where_there_is_none(mona, browsing):
    text = browsing(mona).get(URL).content.decode()

    assert "There is no agent yet." in text
    assert 'href="/agents/new/"' in text


@pytest.mark.page_only
def test_it_preselects_the_agent_and_proposes_a_name(mona, browsing, agent, regions):
    page = Page(browsing(mona).get(f"{URL}?agent={agent.pk}"))

    assert page.value("agent") == str(agent.pk)
    assert page.value("launch_name") == "launch_48900"
    assert "9 carriers" in page.text("picker")


@pytest.mark.parametrize("number", ["0", "abc", "9" * 30, "-1", "١", ""])
def test_it_shows_an_empty_form_when_the_agent_asked_for_is_none(mona, browsing, agent, number):
    response = browsing(mona).get(URL, {"agent": number})

    assert response.status_code == 200
    assert Page(response).values["agent"] in ([], [""])


@pytest.mark.page_only
def test_it_saves_a_draft_and_goes_to_the_launch_page(mona, browsing, agent, regions):
    response = browsing(mona).post(URL, typed(agent, regions[:3]))

    launch = Launch.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/launches/{launch.pk}/")
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Draft saved."]
    assert launch.launch_name == "spring_sale"
    assert {name: getattr(launch, name) for name in ANSWERS} == ANSWERS
    assert launch.screenshot_uris == ["https://www.example.com/uris", "https://www.example.com/more"]
    assert launch.video_uris == ["https://www.example.com/videos"]
    assert list(launch.first_submission().chosen_regions()) == regions[:3]
    assert history_of(launch) == ["> draft"]


@pytest.mark.page_only
def test_it_redirects_a_browser_with_htmx_by_header(mona, browsing, agent, regions):
    response = browsing(mona).post(URL, typed(agent, regions[:1]), headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (200, f"/launches/{Launch.objects.get().pk}/")


@pytest.mark.page_only
def test_it_saves_a_draft_when_nothing_but_the_agent_is_given(mona, browsing, agent):
    browsing(mona).post(URL, {"agent": agent.pk, "action": "save"})

    launch = Launch.objects.get()
    assert launch.launch_name == "launch_48900"
    assert [answer for _, _, answer in launch.answers()] == ["", "", "", "", ""]
    assert launch.first_submission().regions.count() == 0


@pytest.mark.page_only
def test_it_submits_for_review(mona, browsing, agent, regions):
    response = browsing(mona).post(URL, typed(agent, regions[:5], action="submit"))

    launch = Launch.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/launches/{launch.pk}/")
    submission = launch.first_submission()
    assert (submission.status, submission.submitted_by) == ("in_review", mona)
    assert history_of(launch) == ["> draft", "draft > in_review"]


@pytest.mark.page_only
def test_it_keeps_line_ends_as_ours_whatever_the_browser_sends(mona, browsing, agent):
    browsing(mona).post(URL, typed(agent, [], optin_description="One.\r\nTwo.\rThree."))

    assert Launch.objects.get().optin_description == "One.\nTwo.\nThree."


@pytest.mark.page_only
def test_it_saves_the_draft_and_says_what_is_missing_when_it_cannot_be_submitted(
    mona, browsing, agent, regions
):
    sent = typed(agent, regions[:2], action="submit", trigger_description="", launch_name="")
    response = browsing(mona).post(URL, sent)

    launch = Launch.objects.get()
    page = Page(response)
    assert response.status_code == 422
    assert response["HX-Push-Url"] == f"/launches/{launch.pk}/edit/"
    assert history_of(launch) == ["> draft"]
    assert page.attributes["launch-form"]["action"] == f"/launches/{launch.pk}/edit/"
    assert page.errors("trigger_description") == "Trigger is missing. Kaleyra demands an answer."
    assert "The draft is saved. It cannot be submitted yet" in page.text("form-page")
    assert page.value("launch_name") == launch.launch_name
    assert_all_typed_is_still_there(page, sent, but=["launch_name"])


@pytest.mark.page_only
def test_it_says_so_beside_the_agent_when_brand_data_is_missing(mona, browsing, regions):
    agent = make_agent(website="", contacts_confirmed=False)
    sent = typed(agent, regions[:2], action="submit")
    page = Page(browsing(mona).post(URL, sent))

    assert page.errors("agent") == (
        f"The brand checklist of {agent.name} is incomplete: Website, Contacts confirmed with Kaleyra. "
        "Complete it on the agent's page; Kaleyra refuses a launch without it."
    )
    assert page.attributes["id_agent"]["aria-invalid"] == "true"
    assert "id_agent_error" in page.attributes["id_agent"]["aria-describedby"]
    assert "Website: missing" in page.text("agent-facts")
    assert_all_typed_is_still_there(page, sent)


def test_it_makes_one_launch_when_the_same_form_comes_twice(mona, browsing, agent, regions):
    client, sent = browsing(mona), typed(agent, regions[:2], action="submit")
    first, second = client.post(URL, sent), client.post(URL, sent)

    launch = Launch.objects.get()
    assert first["Location"] == second["Location"] == f"/launches/{launch.pk}/"
    assert history_of(launch) == ["> draft", "draft > in_review"]


def test_it_makes_two_launches_when_two_people_send_the_same_token(mona, max, browsing, agent, regions):
    sent = typed(agent, regions[:2], launch_name="")
    browsing(mona).post(URL, sent)
    response = browsing(max).post(URL, sent)

    # The token is unique; the second is told something went wrong rather than given a colleague's launch.
    assert response.status_code == 422
    assert Launch.objects.get().created_by == mona


@pytest.mark.page_only
def test_it_saves_what_was_changed_when_a_form_is_sent_again_after_going_back(mona, browsing, agent, regions):
    client, sent = browsing(mona), typed(agent, regions[:2])
    client.post(URL, sent)
    response = client.post(URL, {**sent, "optin_description": "Changed after going back."})

    launch = Launch.objects.get()
    assert response.status_code == 302
    assert (launch.optin_description, launch.version) == ("Changed after going back.", 2)


@pytest.mark.page_only
def test_it_keeps_what_was_changed_on_the_page_when_the_launch_went_to_review_meanwhile(
    mona, browsing, agent, regions
):
    client, sent = browsing(mona), typed(agent, regions[:2], action="submit")
    client.post(URL, sent)
    changed = {**sent, "optin_description": "Changed after going back."}
    response = client.post(URL, changed)

    assert response.status_code == 422
    assert Launch.objects.get().optin_description == ANSWERS["optin_description"]
    page = Page(response)
    assert "only before it is reviewed" in page.text("form-page")
    assert_all_typed_is_still_there(page, changed)


def test_it_searches_without_javascript_and_saves_nothing(mona, browsing, agent, regions):
    sent = typed(agent, regions[:2], action="search", q="carrier 004", video_uris="http://not yet checked")
    response = browsing(mona).post(URL, sent)

    page = Page(response)
    assert response.status_code == 200
    assert Launch.objects.count() == 0
    assert page.errors("video_uris") == ""
    assert "Carrier 004" in page.text("picker")
    assert "1 carrier." in page.text("picker")
    assert_all_typed_is_still_there(page, sent)


@pytest.mark.page_only
def test_it_removes_a_carrier_without_javascript_and_saves_nothing(mona, browsing, agent, regions):
    sent = typed(agent, regions[:3], action=None, remove=str(regions[1].pk))
    response = browsing(mona).post(URL, sent)

    page = Page(response)
    assert response.status_code == 200
    assert Launch.objects.count() == 0
    assert sorted(page.values["regions"]) == sorted([str(regions[0].pk), str(regions[2].pk)])
    assert_all_typed_is_still_there(page, sent, but=["remove", "regions"])


@pytest.mark.page_only
def test_it_proposes_the_name_of_the_agent_when_another_is_chosen_without_javascript(
    mona, browsing, agent, regions
):
    other = make_agent(agent_no="2600")
    sent = typed(other, [], action="search", launch_name="launch_48900", suggested="launch_48900")
    page = Page(browsing(mona).post(URL, sent))

    assert page.value("launch_name") == "launch_2600"


def send_twice_at_once(client_of, form):
    """Where the two answers lead when the same form is sent by two threads in the same moment."""
    start = Barrier(2)

    def send(_):
        try:
            client = client_of()
            start.wait(120)
            return client.post(URL, form).get("Location")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(send, range(2)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("action", "history"), [("save", ["> draft"]), ("submit", ["> draft", "draft > in_review"])]
)
def test_it_makes_one_launch_when_the_same_form_comes_twice_at_once(
    mona, browsing, agent, regions, action, history
):
    for number in range(5):
        form = typed(agent, regions[number : number + 1], launch_name=f"round_{number}", action=action)
        places = send_twice_at_once(lambda: browsing(mona), form)
        launch = Launch.objects.get(launch_name=f"round_{number}")
        assert places == [f"/launches/{launch.pk}/"] * 2
        assert history_of(launch) == history

    assert Launch.objects.count() == 5


@pytest.mark.page_only
def test_it_leads_to_signing_in_when_nobody_is_signed_in(client, db):
    assert client.get(URL)["Location"] == f"/sign-in/?next={URL}"
    assert client.post(URL, {}, headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.page_only
@pytest.mark.parametrize("who", ["stranger", "rita"])
def test_it_is_forbidden_to_those_who_may_not_start_launches(request, browsing, agent, who):
    client = browsing(request.getfixturevalue(who))

    assert client.get(URL).status_code == 403
    assert client.post(URL, typed(agent, [], form_token=str(uuid4()))).status_code == 403
    assert Launch.objects.count() == 0


@pytest.mark.page_only
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_it_refuses_other_methods(mona, browsing, method):
    assert getattr(browsing(mona), method)(URL).status_code == 405
