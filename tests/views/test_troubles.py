"""The banner that says what keeps submissions from being sent."""

import pytest

from launches.services import health, pods
from tests.views.reading import words_of
from tests.views.standing import a_draft, in_review

pytestmark = pytest.mark.page_only

LIVE = "/troubles/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def pages(mona):
    launch = in_review(mona, "1")
    draft = a_draft(mona, "2")
    return ["/", f"/launches/{launch.pk}/", "/launches/new/", f"/launches/{draft.pk}/edit/"]


def test_it_stands_on_every_page_where_somebody_waits(mona, browsing, pages):
    health.beat()
    pods.stop("NA", "Kaleyra does not accept our key.")

    for page in pages:
        words = words_of(browsing(mona).get(page))
        assert "Sending to the NA pod was stopped" in words, page
        assert "Kaleyra does not accept our key. What is approved for it waits." in words


def test_it_stands_in_the_admin(rita, browsing):
    words = words_of(browsing(rita).get("/admin/"))

    assert "Nothing is sent: no worker has run yet." in words


def test_it_leads_an_admin_to_the_operations(mona, ada, browsing):
    way = '<a id="to-operations" href="/admin/launches/podhealth/">To Operations</a>'

    assert way in words_of(browsing(ada).get("/"))
    assert way not in words_of(browsing(mona).get("/"))


def test_it_is_drawn_at_once_where_it_was_known_a_moment_ago(mona, browsing):
    client = browsing(mona)
    assert 'class="trouble"' not in client.get("/carriers/").content.decode()

    client.get("/")

    page = client.get("/carriers/")
    assert "Nothing is sent: no worker has run yet." in words_of(page)
    assert (
        f'hx-get="{LIVE}?seen=worker.&amp;unread=0" hx-trigger="load delay:1s, every 30s"'
        in page.content.decode()
    )


def test_it_is_empty_when_all_is_well(mona, browsing, pages):
    health.beat()

    for page in pages:
        response = browsing(mona).get(page)
        assert 'class="trouble"' not in response.content.decode(), page
        assert f'hx-get="{LIVE}?seen=&amp;unread=0"' in response.content.decode()


def test_it_answers_204_while_nothing_changes(mona, browsing, django_assert_max_num_queries):
    client = browsing(mona)

    with django_assert_max_num_queries(3):
        response = client.get(LIVE, {"seen": "worker.", "unread": "0"}, headers=HTMX)

    assert (response.status_code, response.content) == (204, b"")


def test_it_says_when_it_is_over(mona, browsing):
    health.beat()

    response = browsing(mona).get(LIVE, {"seen": "worker."}, headers=HTMX)

    words = words_of(response)
    assert words.startswith('<aside id="troubles"')
    assert "Sending goes on." in words
    assert 'class="trouble"' not in words


def test_it_refuses_a_stranger(stranger, browsing):
    assert browsing(stranger).get(LIVE).status_code == 403


def test_it_asks_to_sign_in(client, db):
    assert client.get(LIVE)["Location"] == f"/sign-in/?next={LIVE}"


def test_it_cannot_be_posted_to(mona, browsing):
    assert browsing(mona).post(LIVE).status_code == 405


@pytest.mark.parametrize("page", ["/launches/", "/agents/", "/carriers/"])
def test_the_other_pages_ask_for_it(mona, browsing, page):
    words = browsing(mona).get(page).content.decode()

    assert f'hx-get="{LIVE}?seen=&amp;unread=0" hx-trigger="load delay:1s, every 30s"' in words
