"""/launches/new/: writing a launch for the first time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launches.models import Launch, Submission
from tests.views.reading import Page, assert_all_typed_is_still_there
from tests.views.writing import ANSWERS, history_of, make_agent, make_region, make_regions, typed

URL = "/launches/new/"


@pytest.fixture
def agent(db):
    return make_agent()


@pytest.fixture
def regions(db):
    return make_regions(6)


def refused(client, sent):
    """The page that answers this form, which must have saved nothing."""
    response = client.post(URL, sent)
    assert response.status_code == 422
    assert (Launch.objects.count(), Submission.objects.count()) == (0, 0)
    return Page(response)


def test_it_shows_an_empty_form(mona, browsing, agent):
    page = Page(browsing(mona).get(URL))

    assert page.value("launch_name") == ""
    assert page.values["regions"] == []
    assert "Choose an agent first" in page.text("picker")
    assert page.errors("agent") == ""


def test_it_preselects_the_agent_and_proposes_a_name(mona, browsing, agent, regions):
    page = Page(browsing(mona).get(f"{URL}?agent={agent.pk}"))

    assert page.value("agent") == str(agent.pk)
    assert page.value("launch_name") == "launch_48900"
    assert "6 carriers" in page.text("picker")


@pytest.mark.parametrize("number", ["0", "abc", "9" * 30, "-1", "١", ""])
def test_it_shows_an_empty_form_when_the_agent_asked_for_is_none(mona, browsing, agent, number):
    response = browsing(mona).get(URL, {"agent": number})

    assert response.status_code == 200
    assert Page(response).values["agent"] in ([], [""])


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


def test_it_redirects_a_browser_with_htmx_by_header(mona, browsing, agent, regions):
    response = browsing(mona).post(URL, typed(agent, regions[:1]), headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (200, f"/launches/{Launch.objects.get().pk}/")


def test_it_saves_a_draft_when_nothing_but_the_agent_is_given(mona, browsing, agent):
    browsing(mona).post(URL, {"agent": agent.pk, "action": "save"})

    launch = Launch.objects.get()
    assert launch.launch_name == "launch_48900"
    assert [answer for _, _, answer in launch.answers()] == ["", "", "", "", ""]
    assert launch.first_submission().regions.count() == 0


def test_it_submits_for_review(mona, browsing, agent, regions):
    response = browsing(mona).post(URL, typed(agent, regions[:5], action="submit"))

    launch = Launch.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/launches/{launch.pk}/")
    submission = launch.first_submission()
    assert (submission.status, submission.submitted_by) == ("in_review", mona)
    assert history_of(launch) == ["> draft", "draft > in_review"]


def test_it_keeps_line_ends_as_ours_whatever_the_browser_sends(mona, browsing, agent):
    browsing(mona).post(URL, typed(agent, [], optin_description="One.\r\nTwo.\rThree."))

    assert Launch.objects.get().optin_description == "One.\nTwo.\nThree."


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


def test_it_says_so_beside_the_agent_when_brand_data_is_missing(mona, browsing, regions):
    agent = make_agent(website="", contacts_confirmed=False)
    sent = typed(agent, regions[:2], action="submit")
    page = Page(browsing(mona).post(URL, sent))

    assert page.errors("agent") == (
        f"The brand checklist of {agent.name} is incomplete: website, contacts confirmed with kaleyra. "
        "Complete it on the agent's page; Kaleyra refuses a launch without it."
    )
    assert page.attributes["id_agent"]["aria-invalid"] == "true"
    assert "id_agent_error" in page.attributes["id_agent"]["aria-describedby"]
    assert "Website: missing" in page.text("agent-facts")
    assert_all_typed_is_still_there(page, sent)


def test_it_names_the_line_when_a_link_is_wrong(mona, browsing, agent, regions):
    sent = typed(agent, regions[:2], video_uris="https://www.example.com/a\nhttp://www.example.com/b")
    page = refused(browsing(mona), sent)

    assert page.errors("video_uris") == "Line 2, “http://www.example.com/b”: it does not begin with https://."
    assert page.attributes["id_video_uris"]["aria-invalid"] == "true"
    assert "id_video_uris_error" in page.attributes["id_video_uris"]["aria-describedby"]
    assert page.errors("screenshot_uris") == ""
    assert_all_typed_is_still_there(page, sent)


def test_it_links_from_the_summary_to_each_field(mona, browsing, agent, regions):
    sent = typed(agent, regions, screenshot_uris="javascript:alert(1)", launch_name="x" * 121)
    html = browsing(mona).post(URL, sent).content.decode()

    assert "Nothing was saved. Everything that you typed is still here." in html
    assert '<a href="#id_screenshot_uris">Line 1, “javascript:alert(1)”' in html
    assert '<a href="#id_launch_name">Ensure this value has at most 120 characters' in html


@pytest.mark.parametrize("field", ANSWERS)
def test_it_refuses_an_answer_when_it_is_longer_than_any_answer(mona, browsing, agent, regions, field):
    sent = typed(agent, regions[:2], **{field: "x" * 5001})
    page = refused(browsing(mona), sent)

    assert page.errors(field) == "Ensure this value has at most 5000 characters (it has 5001)."
    assert_all_typed_is_still_there(page, sent)


def test_it_refuses_a_sixth_carrier(mona, browsing, agent, regions):
    sent = typed(agent, regions)
    page = refused(browsing(mona), sent)

    assert page.errors("regions") == "6 carriers are chosen. At most 5 go into one submission."
    assert_all_typed_is_still_there(page, sent)


def test_it_refuses_a_repeated_carrier(mona, browsing, agent, regions):
    sent = typed(agent, [regions[0], regions[0], regions[1]])
    page = refused(browsing(mona), sent)

    assert page.errors("regions") == (
        "Germany: Carrier 001 is chosen more than once. Choose each carrier once."
    )
    assert_all_typed_is_still_there(page, sent)


def test_it_refuses_a_disabled_carrier(mona, browsing, agent, regions):
    sent = typed(agent, [regions[0], make_region("Chad", "Airtel", carrier_enabled=False)])
    page = refused(browsing(mona), sent)

    assert page.errors("regions") == "Chad: Airtel is not enabled by Kaleyra. Choose another carrier."
    assert_all_typed_is_still_there(page, sent)


def test_it_refuses_a_carrier_of_the_other_pod(mona, browsing, agent, regions):
    sent = typed(agent, [regions[0], make_region("Canada", "Bell", pod="NA")])
    page = refused(browsing(mona), sent)

    assert page.errors("regions") == (
        "Canada: Bell is on the NA pod, the agent on IN. Choose carriers of the agent's pod."
    )
    assert_all_typed_is_still_there(page, sent)


@pytest.mark.parametrize("odd", ["999999", "abc", "9" * 30, "-1", "1.5", "\x00", "' OR 1=1 --"])
def test_it_refuses_a_carrier_that_is_in_no_catalogue(mona, browsing, agent, regions, odd):
    sent = typed(agent, [regions[0]])
    sent["regions"].append(odd)
    page = refused(browsing(mona), sent)

    assert page.errors("regions") == "One of the chosen carriers is not in the catalogue. Choose it again."
    assert page.values["regions"] == [str(regions[0].pk)]
    assert_all_typed_is_still_there(page, sent, but=["regions"])


@pytest.mark.parametrize("odd", ["999999", "abc", "9" * 30, "-1", "\x00"])
def test_it_refuses_an_unknown_agent(mona, browsing, agent, regions, odd):
    sent = typed(agent, regions[:2], agent=odd)
    page = refused(browsing(mona), sent)

    assert page.errors("agent") == "This agent is not known. Choose another."
    assert_all_typed_is_still_there(page, sent, but=["agent"])


def test_it_asks_for_an_agent_when_none_is_chosen(mona, browsing, agent, regions):
    sent = typed(agent, regions[:2], agent="")
    page = refused(browsing(mona), sent)

    assert page.errors("agent") == "Choose an agent."
    assert_all_typed_is_still_there(page, sent, but=["agent"])


def test_it_refuses_an_archived_agent(mona, browsing, agent, regions):
    agent.archived_at = timezone.now()
    agent.save()
    page = refused(browsing(mona), typed(agent, regions[:2]))

    assert page.errors("agent") == "This agent is not known. Choose another."


def test_it_refuses_a_name_that_another_launch_has(mona, max, browsing, agent, regions):
    browsing(max).post(URL, typed(agent, regions[:2]))
    sent = typed(agent, regions[2:4])
    response = browsing(mona).post(URL, sent)

    assert response.status_code == 422
    assert Launch.objects.count() == 1
    page = Page(response)
    assert page.errors("launch_name") == "There is already a launch named spring_sale. Choose another name."
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


def test_it_saves_what_was_changed_when_a_form_is_sent_again_after_going_back(mona, browsing, agent, regions):
    client, sent = browsing(mona), typed(agent, regions[:2])
    client.post(URL, sent)
    response = client.post(URL, {**sent, "optin_description": "Changed after going back."})

    launch = Launch.objects.get()
    assert response.status_code == 302
    assert (launch.optin_description, launch.version) == ("Changed after going back.", 2)


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


def test_it_removes_a_carrier_without_javascript_and_saves_nothing(mona, browsing, agent, regions):
    sent = typed(agent, regions[:3], action=None, remove=str(regions[1].pk))
    response = browsing(mona).post(URL, sent)

    page = Page(response)
    assert response.status_code == 200
    assert Launch.objects.count() == 0
    assert sorted(page.values["regions"]) == sorted([str(regions[0].pk), str(regions[2].pk)])
    assert_all_typed_is_still_there(page, sent, but=["remove", "regions"])


def test_it_proposes_the_name_of_the_agent_when_another_is_chosen_without_javascript(
    mona, browsing, agent, regions
):
    other = make_agent(agent_no="2600")
    sent = typed(other, [], action="search", launch_name="launch_48900", suggested="launch_48900")
    page = Page(browsing(mona).post(URL, sent))

    assert page.value("launch_name") == "launch_2600"


@pytest.mark.parametrize("field", ["form_token", "version", "launch_name", "optin_description", "q"])
@pytest.mark.parametrize("odd", ["\x00", "-1", "9" * 40, "<script>alert(1)</script>", "\ud800"])
def test_it_answers_in_words_when_a_field_holds_something_odd(mona, browsing, agent, regions, field, odd):
    sent = typed(agent, regions[:1], **{field: odd.encode("utf-8", "surrogatepass")})
    response = browsing(mona).post(URL, sent)

    assert response.status_code in (302, 422)
    assert b"<script>alert" not in response.content


ODD_FORMS = st.dictionaries(
    st.sampled_from(["agent", *ANSWERS, "screenshot_uris", "video_uris", "regions", "remove", "launch_name"])
    | st.sampled_from(["form_token", "version", "action", "q", "hosting", "managed", "suggested"]),
    st.lists(st.text(max_size=80) | st.integers().map(str), max_size=8),
)


@given(ODD_FORMS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_answers_in_words_whatever_is_typed(mona, browsing, agent, odd):
    response = browsing(mona).post(URL, {"agent": [str(agent.pk)], **odd})

    assert response.status_code in (200, 302, 422)


def send_twice_at_once(client_of, form):
    """Where the two answers lead when the same form is sent by two threads in the same moment."""
    start = Barrier(2)

    def send(_):
        try:
            client = client_of()
            start.wait(10)
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


def test_it_answers_in_words_when_a_whole_megabyte_is_typed(mona, browsing, agent, regions):
    sent = typed(agent, regions[:1], optin_description="x" * 1_100_000)

    assert browsing(mona).post(URL, sent).status_code in (400, 422)


def test_it_leads_to_signing_in_when_nobody_is_signed_in(client, db):
    assert client.get(URL)["Location"] == f"/sign-in/?next={URL}"
    assert client.post(URL, {}, headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize("who", ["stranger", "rita"])
def test_it_is_forbidden_to_those_who_may_not_start_launches(request, browsing, agent, who):
    client = browsing(request.getfixturevalue(who))

    assert client.get(URL).status_code == 403
    assert client.post(URL, typed(agent, [], form_token=str(uuid4()))).status_code == 403
    assert Launch.objects.count() == 0


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_it_refuses_other_methods(mona, browsing, method):
    assert getattr(browsing(mona), method)(URL).status_code == 405
