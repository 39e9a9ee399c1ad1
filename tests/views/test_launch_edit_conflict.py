"""/launches/<pk>/edit/ when somebody saved meanwhile: both versions are shown, and a person decides."""

import pytest
from django.contrib.messages import get_messages

from tests.views.reading import Page, assert_all_typed_is_still_there
from tests.views.writing import stored_draft, typed

pytestmark = pytest.mark.page_only


@pytest.fixture
def url(launch):
    return f"/launches/{launch.pk}/edit/"


def test_it_overwrites_nothing_when_somebody_saved_a_newer_version(
    mona, browsing, launch, url, agent, regions
):
    client = browsing(mona)
    client.post(url, typed(agent, regions[:1], optin_description="From the first tab."))
    sent = typed(agent, regions[1:3], optin_description="From the second tab.")
    response = client.post(url, sent)

    page = Page(response)
    assert response.status_code == 422
    assert stored_draft(launch) == ("From the first tab.", "spring_sale", 2, regions[:1])
    said = page.text("conflict")
    assert (
        "There is a newer version of this draft You, in another tab or on another machine, saved it" in said
    )
    assert (
        "Opt-in Stored From the first tab. Yours, on this page From the second tab. "
        "Carriers Stored Germany: Carrier 001 Yours, on this page Germany: Carrier 002 Germany: Carrier 003"
    ) in said
    assert "Trigger" not in said
    assert page.value("version") == "1"
    assert_all_typed_is_still_there(page, sent)


def conflicting(client, url, agent, regions):
    """A page that says something else than what was saved from another tab meanwhile."""
    client.post(url, typed(agent, regions[:1], optin_description="From the first tab."))
    return Page(client.post(url, typed(agent, regions[:2], optin_description="From the second tab.")))


def test_it_saves_over_the_newer_version_when_told_so(mona, browsing, launch, url, agent, regions):
    client = browsing(mona)
    page = conflicting(client, url, agent, regions)
    response = client.post(url, {**page.sends(), "keep": "2"})

    assert (response.status_code, response["Location"]) == (302, url)
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Your version is saved."]
    assert stored_draft(launch) == ("From the second tab.", "spring_sale", 3, regions[:2])


def test_it_saves_over_the_version_that_was_shown_and_no_later_one(
    mona, browsing, launch, url, agent, regions
):
    client = browsing(mona)
    page = conflicting(client, url, agent, regions)
    client.post(url, typed(agent, regions[:1], optin_description="Later still.", version="2"))
    response = client.post(url, {**page.sends(), "keep": "2"})

    assert response.status_code == 422
    assert stored_draft(launch) == ("Later still.", "spring_sale", 3, regions[:1])
    assert "Stored Later still. Yours, on this page From the second tab." in Page(response).text("conflict")


def test_it_names_who_saved_the_newer_version(mona, person, browsing, launch, url, agent, regions):
    chief = person("carla", "Carla Chief", is_superuser=True)
    browsing(chief).post(url, typed(agent, regions[:2], optin_description="From the chief."))
    page = Page(browsing(mona).post(url, typed(agent, regions[:2], optin_description="From the author.")))

    assert "Carla Chief saved it just now" in page.text("conflict")
    assert "Stored From the chief. Yours, on this page From the author." in page.text("conflict")
