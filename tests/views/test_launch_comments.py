"""Comments on a launch, with and without JavaScript."""

import pytest
from django.urls import reverse

from launches.models import Comment
from launches.services import comments
from tests import factories

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def page_of(launch):
    return reverse("launch_comments", args=[launch.pk])


def test_it_is_added_and_shown(mona, rita, browsing):
    launch = factories.make_launch(mona)

    answer = browsing(rita).post(page_of(launch), {"text": "Is <b>this</b> right?"}, follow=True)

    assert answer.redirect_chain == [(page_of(launch), 302)]
    assert "Is &lt;b&gt;this&lt;/b&gt; right?" in answer.content.decode()
    assert Comment.objects.get().by == rita


def test_it_is_fetched_by_the_launch_page_and_linked_without_javascript(mona, browsing):
    launch = factories.make_launch(mona)

    page = browsing(mona).get(f"/launches/{launch.pk}/").content.decode()

    assert f'hx-get="{page_of(launch)}" hx-trigger="revealed"' in page
    assert f'<a href="{page_of(launch)}">Read and write comments</a>' in page


def test_it_answers_with_the_comments_alone_when_htmx_asks(mona, browsing):
    launch = factories.make_launch(mona)

    answer = browsing(mona).post(page_of(launch), {"text": "Seen."}, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.lstrip().startswith(f'<section class="card launch-comments" id="comments-{launch.pk}"')
    assert "Your comment is added." in page
    assert "></textarea>" in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_keeps_what_was_typed_when_it_is_too_long(mona, browsing, headers):
    answer = browsing(mona).post(page_of(factories.make_launch(mona)), {"text": "x" * 2001}, headers=headers)

    assert answer.status_code == 422
    assert "this one has 2001" in answer.content.decode()
    assert "x" * 2001 in answer.content.decode()
    assert not Comment.objects.exists()


def test_it_says_so_when_there_is_nothing_to_say(mona, browsing):
    answer = browsing(mona).post(page_of(factories.make_launch(mona)), {"text": " "})

    assert (answer.status_code, answer.context["problem"]) == (422, "Write something first.")


@pytest.mark.parametrize("verb", ["get", "post"])
def test_it_answers_404_to_a_stranger(mona, stranger, browsing, verb):
    answer = getattr(browsing(stranger), verb)(page_of(factories.make_launch(mona)), {"text": "Hello."})

    assert answer.status_code == 404
    assert not Comment.objects.exists()


def test_it_asks_to_sign_in(client, db):
    assert client.get("/launches/1/comments/")["Location"] == "/sign-in/?next=/launches/1/comments/"


def test_it_takes_as_many_queries_for_one_as_for_thirty(mona, browsing, django_assert_num_queries):
    launch = factories.make_launch(mona)
    reader = browsing(mona)
    comments.add(launch, by=mona, text="1")
    with django_assert_num_queries(4) as one:
        reader.get(page_of(launch))
    for number in range(2, 31):
        comments.add(launch, by=mona, text=str(number))

    with django_assert_num_queries(len(one)):
        reader.get(page_of(launch))
