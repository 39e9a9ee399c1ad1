"""/launches/<pk>/timeline/: what happened before that what the launch page shows at once."""

import pytest

from launches.views import launch as launch_views
from tests.views.reading import words_of
from tests.views.standing import a_draft, approved, url_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def two_at_once(monkeypatch):
    """The launch page shows the latest two alone."""
    monkeypatch.setattr(launch_views, "RECENT", 2)


def test_it_tells_everything_as_a_page(mona, rita, browsing, two_at_once):
    launch = approved(mona, rita)

    words = words_of(browsing(mona).get(url_of(launch, "timeline/")))

    assert "<h1>The whole timeline</h1>" in words
    for sentence in ("approved the agent launch", "submitted the agent launch", "started the agent launch"):
        assert sentence in words


def test_it_goes_on_under_htmx_where_the_launch_page_stops(mona, rita, browsing, two_at_once):
    launch = approved(mona, rita)

    page = words_of(browsing(mona).get(url_of(launch)))
    rest = words_of(browsing(mona).get(url_of(launch, "timeline/"), headers=HTMX))

    assert "What happened before" in page
    assert "started the agent launch" not in page
    assert rest.startswith('<ol class="timeline">')
    assert "started the agent launch" in rest
    assert "approved the agent launch" not in rest


def test_the_launch_page_offers_nothing_more_when_it_shows_everything(mona, browsing):
    assert "What happened before" not in words_of(browsing(mona).get(url_of(a_draft(mona))))


def test_it_cannot_be_posted_to(mona, browsing):
    assert browsing(mona).post(url_of(a_draft(mona), "timeline/")).status_code == 405


def test_it_is_not_there_for_a_stranger(stranger, mona, browsing):
    assert browsing(stranger).get(url_of(a_draft(mona), "timeline/")).status_code == 404


def test_it_asks_to_sign_in(client, mona):
    url = url_of(a_draft(mona), "timeline/")

    assert client.get(url)["Location"] == f"/sign-in/?next={url}"
