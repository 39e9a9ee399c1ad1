"""/launches/<pk>/edit/: going on with a draft."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launches.models import Launch
from launches.services import review
from tests.views.reading import Page, assert_all_typed_is_still_there
from tests.views.writing import (
    ANSWERS,
    accept,
    history_of,
    make_agent,
    make_region,
    make_regions,
    stored_draft,
    typed,
)

pytestmark = pytest.mark.page_only


@pytest.fixture
def url(launch):
    return f"/launches/{launch.pk}/edit/"


def test_it_shows_the_draft_as_stored(mona, browsing, launch, url, agent, regions):
    page = Page(browsing(mona).get(url))

    assert_all_typed_is_still_there(page, typed(agent, regions[:2]), but=["form_token"])
    assert page.text("picker").startswith("2 of 5 chosen")


def test_it_shows_the_exact_request_with_the_key_masked(mona, browsing, launch, url, regions):
    html = browsing(mona).get(url).content.decode()

    assert "The exact request that will be sent" in html
    assert regions[0].remote_id in html
    assert "/rcs/agent/launch" in html
    assert "sandbox-key" not in html


def test_it_gives_advice_beside_the_fields(mona, browsing, launch, url):
    Launch.objects.filter(pk=launch.pk).update(
        optout_description="You can leave whenever you like, we promise."
    )
    html = browsing(mona).get(url).content.decode()

    assert html.count("The opt-out does not mention STOP.") == 2  # beside the field, and at the end


def test_it_saves_and_goes_to_the_launch_page(mona, browsing, launch, url, agent, regions):
    sent = typed(agent, regions[3:5], optin_description="Better now.", launch_name="summer_sale")
    response = browsing(mona).post(url, sent)

    assert (response.status_code, response["Location"]) == (302, f"/launches/{launch.pk}/")
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Draft saved."]
    assert stored_draft(launch) == ("Better now.", "summer_sale", 2, regions[3:5])


def test_it_redirects_a_browser_with_htmx_by_header(mona, browsing, launch, url, agent, regions):
    response = browsing(mona).post(url, typed(agent, regions[:2]), headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (200, f"/launches/{launch.pk}/")


def test_it_submits_what_was_just_written(mona, browsing, launch, url, agent, regions):
    changed = "Changed at the last minute: customers tick a box at checkout on our website."
    response = browsing(mona).post(url, typed(agent, regions[:5], action="submit", optin_description=changed))

    assert response.status_code == 302
    assert stored_draft(launch) == (changed, "spring_sale", 2, regions[:5])
    assert history_of(launch) == ["> draft", "draft > in_review"]


def test_it_submits_once_when_the_button_is_pressed_twice(mona, browsing, launch, url, agent, regions):
    client, sent = browsing(mona), typed(agent, regions[:2], action="submit")
    first, second = client.post(url, sent), client.post(url, sent)

    assert first["Location"] == second["Location"] == f"/launches/{launch.pk}/"
    assert stored_draft(launch) == (ANSWERS["optin_description"], "spring_sale", 2, regions[:2])
    assert history_of(launch) == ["> draft", "draft > in_review"]


def test_it_saves_and_says_what_is_missing_when_it_cannot_be_submitted(
    mona, browsing, launch, url, agent, regions
):
    sent = typed(agent, [], action="submit", optin_description="  ")
    response = browsing(mona).post(url, sent)

    page = Page(response)
    assert response.status_code == 422
    assert stored_draft(launch) == ("", "spring_sale", 2, [])
    assert history_of(launch) == ["> draft"]
    assert page.errors("optin_description") == "Opt-in is missing. Kaleyra demands an answer."
    assert page.errors("regions") == "No carrier is chosen. Choose at least one."
    assert page.value("version") == "2"
    assert_all_typed_is_still_there(page, sent, but=["version", "regions"])


def test_it_can_be_saved_again_after_it_could_not_be_submitted(mona, browsing, launch, url, agent, regions):
    client = browsing(mona)
    page = Page(client.post(url, typed(agent, [], action="submit")))
    response = client.post(url, {**page.sends(), "regions": [regions[0].pk], "action": "submit"})

    assert response.status_code == 302
    assert history_of(launch) == ["> draft", "draft > in_review"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("video_uris", "https://localhost/a", "Line 1, “https://localhost/a”: “localhost” can be"),
        ("screenshot_uris", "ftp://a.example.com", "Line 1, “ftp://a.example.com”: it does not begin with https://."),
        ("trigger_description", "x" * 5001, "Ensure this value has at most 5000 characters"),
        ("launch_name", "", "This field is required."),
    ],
)  # fmt: skip
def test_it_keeps_everything_typed_when_a_field_is_wrong(
    mona, browsing, launch, url, agent, regions, field, value, said
):
    before = stored_draft(launch)
    sent = typed(agent, regions[2:4], optin_description="Typed with care.", **{field: value})
    response = browsing(mona).post(url, sent)

    page = Page(response)
    assert response.status_code == 422
    assert page.errors(field).startswith(said)
    assert stored_draft(launch) == before
    assert_all_typed_is_still_there(page, sent)


def test_it_refuses_carriers_that_cannot_be_chosen(mona, browsing, launch, url, agent, regions):
    before = stored_draft(launch)
    retired = make_region("Peru", "Entel", retired_at=launch.created_at)
    sent = typed(agent, [*regions[:6], retired], optin_description="Typed with care.")
    response = browsing(mona).post(url, sent)

    page = Page(response)
    assert response.status_code == 422
    assert page.errors("regions").startswith(
        "7 carriers are chosen. At most 5 go into one submission. Peru: Entel is no longer offered since"
    )
    assert stored_draft(launch) == before
    assert_all_typed_is_still_there(page, sent)


def test_it_shows_the_reason_when_it_was_sent_back(mona, rita, browsing, launch, url):
    submission = launch.first_submission()
    review.submit(submission, by=mona)
    review.send_back(submission, by=rita, reason="Quote the wording of the consent.")
    page = Page(browsing(mona).get(url))

    assert "Sent back by Rita Ramos" in page.text("form-page")
    assert "Quote the wording of the consent." in page.text("form-page")


def test_it_leads_to_the_launch_page_when_it_can_no_longer_be_edited(mona, browsing, launch, url):
    review.submit(launch.first_submission(), by=mona)
    response = browsing(mona).get(url)

    assert (response.status_code, response["Location"]) == (302, f"/launches/{launch.pk}/")
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "spring_sale can no longer be edited: it is in review."
    ]


def test_it_keeps_what_was_typed_when_it_went_to_review_meanwhile(
    mona, browsing, launch, url, agent, regions
):
    review.submit(launch.first_submission(), by=mona)
    before = stored_draft(launch)
    sent = typed(agent, regions[2:4], optin_description="Too late.")
    response = browsing(mona).post(url, sent)

    assert response.status_code == 422
    assert stored_draft(launch) == before
    assert_all_typed_is_still_there(Page(response), sent)


def test_it_searches_without_javascript_and_saves_nothing(mona, browsing, launch, url, agent, regions):
    before = stored_draft(launch)
    sent = typed(agent, regions[2:4], action="search", q="005", video_uris="not checked yet")
    response = browsing(mona).post(url, sent)

    assert response.status_code == 200
    assert stored_draft(launch) == before
    assert_all_typed_is_still_there(Page(response), sent)


def test_it_drops_carriers_of_the_old_pod_when_the_agent_changes(mona, browsing, launch, url, regions):
    other = make_agent(pod="NA", agent_no="2600")
    page = Page(browsing(mona).post(url, typed(other, regions[:2], action="search")))

    assert page.values["regions"] == []
    assert "Germany: Carrier 001 was taken out: it is on the IN pod" in page.text("picker")


def test_it_can_be_saved_with_the_archived_agent_that_it_has(mona, browsing, launch, url, agent, regions):
    agent.archived_at = launch.created_at
    agent.save()
    response = browsing(mona).post(url, typed(agent, regions[:2], action="submit"))

    assert response.status_code == 422
    assert Page(response).errors("agent") == f"{agent.name} is archived. Choose another agent."


@pytest.mark.parametrize("who", ["max", "rita", "ada"])
def test_it_is_forbidden_to_anybody_but_the_author(request, browsing, launch, url, agent, regions, who):
    client = browsing(request.getfixturevalue(who))
    before = stored_draft(launch)

    assert client.get(url).status_code == 403
    assert client.post(url, typed(agent, regions[:1])).status_code == 403
    assert stored_draft(launch) == before


def test_it_is_not_there_for_a_stranger(stranger, browsing, launch, url, agent, regions):
    assert browsing(stranger).get(url).status_code == 404
    assert browsing(stranger).post(url, typed(agent, regions[:1])).status_code == 404


def test_it_is_not_there_when_there_is_no_such_launch(mona, browsing, db):
    assert browsing(mona).get("/launches/99999/edit/").status_code == 404


def test_it_leads_to_signing_in_when_nobody_is_signed_in(client, url):
    assert client.get(url)["Location"] == f"/sign-in/?next={url}"


def test_it_refuses_other_methods(mona, browsing, url):
    assert browsing(mona).put(url).status_code == 405


def test_it_asks_the_database_as_often_for_200_carriers_as_for_one(mona, browsing, launch, url):
    client = browsing(mona)
    few = queries(client, url)
    make_regions(200, country="India")

    assert queries(client, url) == few


def queries(client, url):
    """How many questions the database is asked for this page."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_it_leads_to_the_launch_page_when_kaleyra_has_it(mona, browsing, launch, url):
    accept(launch)

    assert browsing(mona).get(url)["Location"] == f"/launches/{launch.pk}/"
