"""/launches/<pk>/autosave/ from two pages at once: nothing is overwritten unseen, and no page is in its own way."""

from uuid import uuid4

import pytest

from launches.services import review
from tests.views.reading import Page
from tests.views.saving import said, stored, written
from tests.views.writing import ANSWERS

pytestmark = pytest.mark.page_only  # tests/services/test_drafts_versions.py asks each database
HTMX = {"HX-Request": "true"}


@pytest.fixture
def url(launch):
    return f"/launches/{launch.pk}/autosave/"


def test_it_stops_and_shows_the_difference_when_another_tab_saved(
    mona, browsing, agent, regions, launch, url
):
    client = browsing(mona)
    client.post(url, written(agent, regions[:2], optin_description="Theirs."))
    response = client.post(url, written(agent, regions[:2], optin_description="Mine."), headers=HTMX)

    html = response.content.decode()
    page = Page(response)
    assert response.status_code == 422
    assert stored(launch).optin_description == "Theirs."
    assert '<div id="autosave" hidden></div>' in html
    assert "version" not in page.values
    assert "Opt-in Stored Theirs. Yours, on this page Mine." in page.text("conflict")
    assert said(response) == "Not saved: there is a newer version. See the difference"


def test_it_goes_on_when_both_tabs_say_the_same(mona, browsing, agent, regions, launch, url):
    client = browsing(mona)
    for _ in range(2):
        response = client.post(url, written(agent, regions[:2], optin_description="The same."))

    assert (response.status_code, Page(response).value("version")) == (200, "2")


def test_it_follows_its_own_save_when_the_answer_was_lost(mona, browsing, agent, regions, launch, url):
    client, page = browsing(mona), written(agent, regions[:2])
    client.post(url, {**page, "optin_description": "One.", "sent_at": "1000"})
    response = client.post(url, {**page, "optin_description": "Two.", "sent_at": "2000"})

    assert response.status_code == 200
    assert (stored(launch).optin_description, stored(launch).version) == ("Two.", 3)


def test_it_overwrites_nothing_when_an_older_request_of_the_same_page_comes_late(
    mona, browsing, agent, regions, launch, url
):
    client, page = browsing(mona), written(agent, regions[:2])
    client.post(url, {**page, "optin_description": "Newer.", "sent_at": "2000"})
    response = client.post(url, {**page, "optin_description": "Older.", "sent_at": "1000"})

    assert response.status_code == 422
    assert stored(launch).optin_description == "Newer."


def test_it_follows_only_its_own_save(mona, browsing, agent, regions, launch, url):
    client, page = browsing(mona), written(agent, regions[:2])
    client.post(url, {**page, "optin_description": "One.", "sent_at": "1000"})
    other = {**page, "form_token": str(uuid4()), "version": "2", "sent_at": "1500"}
    client.post(url, {**other, "optin_description": "From the other tab."})
    response = client.post(url, {**page, "optin_description": "Two.", "sent_at": "2000"})

    assert response.status_code == 422
    assert stored(launch).optin_description == "From the other tab."


def test_it_says_so_when_the_draft_went_to_review_meanwhile(mona, browsing, agent, regions, launch, url):
    review.submit(launch.first_submission(), by=mona)
    response = browsing(mona).post(url, written(agent, regions[:2], optin_description="Too late."))

    assert response.status_code == 422
    assert stored(launch).optin_description == ANSWERS["optin_description"]
    assert said(response) == (
        "Not saved: Only its author may change a launch, and only before it is reviewed. "
        "What you typed is kept on this page."
    )


def test_it_reads_aloud_only_what_is_news(mona, browsing, agent, regions, launch, url):
    client = browsing(mona)
    first = client.post(url, written(agent, regions[:2], optin_description="First.", said="waiting"))
    again = client.post(url, written(agent, regions[:2], optin_description="New.", version="2", said="saved"))

    assert "#announcer" in first.content.decode()
    assert "#announcer" not in again.content.decode()


@pytest.mark.parametrize("odd", ["", "abc", "-1", "9" * 50, "1e3", "\x00"])
@pytest.mark.parametrize("field", ["version", "sent_at", "form_token"])
def test_it_takes_odd_numbers_for_none(mona, browsing, agent, regions, launch, url, field, odd):
    response = browsing(mona).post(
        url, written(agent, regions[:2], trigger_description="New.", **{field: odd})
    )

    assert response.status_code == 200
    assert said(response) == f"Saved {stored(launch).updated_at:%H:%M:%S}"
    assert stored(launch).trigger_description == "New."
