"""/launches/<pk>/difference/: what is different from the last attempt to launch the agent."""

import re

import pytest

from launches.statuses import SubmissionStatus
from tests import factories
from tests.views.reading import words_of
from tests.views.standing import url_of

pytestmark = pytest.mark.page_only

HTMX = {"HX-Request": "true"}
BETTER = "People tick an empty box on https://maple.example/opt-in and confirm it by SMS."
LINK = "What is different from it"


def unmarked(response):
    """The page in words, without the marks of what differs within a text."""
    return re.sub(r"</?(ins|del)[^>]*>", "", words_of(response))


@pytest.fixture
def first(mona, rita):
    submission = factories.make_approved(mona, rita, launch_name="first_try")
    factories.put(submission, SubmissionStatus.REFUSED)
    return submission.launch


@pytest.fixture
def second(mona, first):
    return factories.make_submitted(mona, launch_name="second_try", optin_description=BETTER).launch


def test_it_tells_field_by_field_as_a_page(mona, browsing, first, second):
    words = unmarked(browsing(mona).get(url_of(second, "difference/")))

    assert "<h1>Different from the last attempt</h1>" in words
    assert f'<a href="{url_of(first)}">first_try</a>, refused' in words
    before = factories.ANSWERS["optin_description"]
    assert f'<dt>Opt-in</dt> <dd><span class="sub">Before</span><p class="written">{before}' in words
    assert f'<span class="sub">Now</span><p class="written">{BETTER}' in words
    assert "Opt-out" not in words


def test_it_comes_into_the_launch_page_under_htmx(mona, browsing, second):
    words = unmarked(browsing(mona).get(url_of(second, "difference/"), headers=HTMX))

    assert words.startswith('<div class="request">')
    assert BETTER in words


def test_it_still_tells_once_the_launch_was_approved(mona, rita, browsing, second):
    factories.approve(second.first_submission(), rita)

    assert BETTER in unmarked(browsing(mona).get(url_of(second, "difference/")))


def test_it_is_offered_only_where_something_was_attempted_before(mona, browsing, first, second):
    assert LINK in unmarked(browsing(mona).get(url_of(second)))
    assert LINK not in unmarked(browsing(mona).get(url_of(first)))


def test_it_says_so_of_a_first_attempt(mona, browsing, first):
    assert "Nothing else was sent for this agent before" in unmarked(
        browsing(mona).get(url_of(first, "difference/"))
    )


def test_it_refuses_another_method(mona, browsing, second):
    assert browsing(mona).post(url_of(second, "difference/")).status_code == 405


def test_it_asks_for_a_sign_in(client, second):
    assert client.get(url_of(second, "difference/")).status_code == 302


def test_it_is_not_there_for_whoever_may_not_see_launches(person, browsing, second):
    nobody = person("nora", "Nora Nobody")

    assert browsing(nobody).get(url_of(second, "difference/")).status_code == 404
