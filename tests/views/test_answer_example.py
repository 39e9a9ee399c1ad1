"""/launches/new/examples/<field>/: a good and a thin answer, fetched when somebody unfolds them."""

import pytest

from launches.forms.questions import QUESTIONS
from tests.views.reading import words_of

HTMX = {"HX-Request": "true"}


def url_of(field):
    return f"/launches/new/examples/{field}/"


@pytest.mark.page_only
@pytest.mark.parametrize("field", QUESTIONS)
def test_it_shows_both_examples_as_a_fragment_and_as_a_page(mona, browsing, field):
    fragment = words_of(browsing(mona).get(url_of(field), headers=HTMX))
    page = words_of(browsing(mona).get(url_of(field)))

    assert fragment.startswith("<dl>")
    assert QUESTIONS[field].why_thin.replace("'", "&#x27;") in fragment
    assert fragment in page
    assert f"<h1>{QUESTIONS[field].label}</h1>" in page


@pytest.mark.page_only
def test_the_form_leads_to_all_five(mona, browsing):
    form = words_of(browsing(mona).get("/launches/new/"))

    assert [field for field in QUESTIONS if form.count(url_of(field)) != 2] == []


@pytest.mark.parametrize("odd", ["launch_name", "agent", "x" * 200, "__class__"])
def test_it_has_none_for_what_is_no_question(mona, browsing, odd):
    assert browsing(mona).get(url_of(odd)).status_code == 404


@pytest.mark.page_only
def test_it_is_for_those_who_write_launches(mona, rita, stranger, client, browsing):
    url = url_of("optin_description")

    assert browsing(rita).get(url).status_code == 403
    assert browsing(stranger).get(url).status_code == 403
    assert browsing(mona).post(url).status_code == 405
    assert client.get(url)["Location"] == f"/sign-in/?next={url}"
