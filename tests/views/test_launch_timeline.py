"""/launches/<pk>/timeline/: what happened before that what the launch page shows at once."""

import pytest

from launches.models import Checking
from launches.views import launch as launch_views
from tests.views.reading import words_of
from tests.views.standing import a_draft, an_exchange, approved, url_of, with_carriers

pytestmark = pytest.mark.page_only

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


@pytest.fixture
def without_news(mona, rita):
    """A launch about which Kaleyra has just said the same as before, twice."""
    launch = with_carriers(mona, rita, "pending")
    first = an_exchange(launch)
    for _ in range(2):
        an_exchange(launch, same_as=first)
    Checking.objects.filter(pk=launch.pk).update(last_answer=first)
    return launch


def test_it_tells_of_checks_without_news(mona, browsing, without_news, two_at_once):
    page = words_of(browsing(mona).get(url_of(without_news, "timeline/")))
    rest = words_of(browsing(mona).get(url_of(without_news, "timeline/"), headers=HTMX))

    assert page.count("<strong>Worker</strong> checked 2 times: no change") == 1
    assert "no change" not in rest  # it was after the two that the launch page shows


def test_the_launch_page_says_that_the_last_check_found_nothing_new(mona, browsing, without_news):
    assert "just now</time>: no change" in words_of(browsing(mona).get(url_of(without_news)))

    Checking.objects.update(last_answer=None)  # since something changed
    words = words_of(browsing(mona).get(url_of(without_news)))
    assert "no change" not in words
    assert "With every check" in words


def test_the_launch_page_offers_nothing_more_when_it_shows_everything(mona, browsing):
    assert "What happened before" not in words_of(browsing(mona).get(url_of(a_draft(mona))))


def test_it_cannot_be_posted_to(mona, browsing):
    assert browsing(mona).post(url_of(a_draft(mona), "timeline/")).status_code == 405


def test_it_is_not_there_for_a_stranger(stranger, mona, browsing):
    assert browsing(stranger).get(url_of(a_draft(mona), "timeline/")).status_code == 404


def test_it_asks_to_sign_in(client, mona):
    url = url_of(a_draft(mona), "timeline/")

    assert client.get(url)["Location"] == f"/sign-in/?next={url}"
