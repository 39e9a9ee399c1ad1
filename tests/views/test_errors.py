"""What people read when something went wrong, as a page and as a toast."""

import pytest
from django.test import Client

from launches.views import errors
from tests.views.standing import a_draft

pytestmark = pytest.mark.page_only

HTMX = {"HX-Request": "true"}
# Up here, or the page about an exception would quote them with the lines around it.
SID, KEY = "HX-a-sid", "a-key-of-ours"


@pytest.fixture
def strict(mona):
    """Mona's browser, where forms need their token, as in production."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(mona)
    return client


def test_it_says_that_there_is_no_such_page(mona, browsing):
    response = browsing(mona).get("/nothing/here/")

    assert response.status_code == 404
    assert "<h1>Nothing here</h1>" in response.content.decode()


@pytest.mark.parametrize("url", ["/nothing/here/", "/launches/99/", "/admin/nothing/"])
def test_it_says_so_in_our_words_where_the_portal_is_tried_out_too(rita, browsing, settings, url):
    settings.DEBUG = True
    client = browsing(rita)

    page, toast = client.get(url), client.get(url, headers=HTMX)

    assert (page.status_code, toast.status_code) == (404, 404)
    assert "<h1>Nothing here</h1>" in page.content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert toast.content.decode() == errors.SENTENCES[404]


def test_it_leaves_an_exception_to_django_where_the_portal_is_worked_on(
    mona, browsing, settings, monkeypatch
):
    settings.DEBUG = True
    monkeypatch.setattr("launches.views.overview.board.board_for", lambda *_: 1 / 0)
    client = browsing(mona)
    client.raise_request_exception = False

    settings.KALEYRA_PODS = {"IN": {"sid": SID, "api_key": KEY}}

    response = client.get("/")

    said = response.content.decode()
    assert response.status_code == 500
    assert "ZeroDivisionError" in said
    assert "KALEYRA_PODS" in said
    assert SID not in said
    assert KEY not in said


@pytest.mark.parametrize("debug", [False, True])
def test_it_says_in_our_words_that_a_request_makes_no_sense(db, settings, debug):
    settings.DEBUG = debug
    fields = {f"field{number}": "" for number in range(3000)}

    page = Client(enforce_csrf_checks=True).post("/sign-in/", fields)

    assert page.status_code == 400
    assert "<h1>That request made no sense</h1>" in page.content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]


def test_it_brings_no_script_that_replaces_the_page(mona, browsing, settings):
    settings.DEBUG = True

    assert "django-htmx.js" not in browsing(mona).get("/").content.decode()


def test_it_says_what_the_address_of_a_button_is_that_somebody_opens_as_a_page(mona, browsing):
    answer = browsing(mona).get("/agents/import/")

    assert (answer.status_code, answer["Allow"], answer["Content-Type"]) == (
        405, "POST", "text/html; charset=utf-8",
    )  # fmt: skip
    assert "Only a button leads here" in answer.content.decode()
    assert browsing(mona).get("/agents/import/", headers={"HX-Request": "true"}).content == b""


def test_it_gives_htmx_one_sentence(mona, browsing):
    response = browsing(mona).get("/launches/99/live/", headers=HTMX)

    assert response.status_code == 404
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == errors.SENTENCES[404]


def test_it_writes_down_who_was_refused_what(stranger, browsing, caplog):
    browsing(stranger).get("/launches/")

    assert f"Person {stranger.pk} may not GET /launches/." in caplog.messages


def test_it_says_that_it_is_for_others(stranger, browsing):
    response = browsing(stranger).get("/carriers/")

    assert response.status_code == 403
    assert "That is not yours to do" in response.content.decode()


def test_it_says_that_a_form_was_out_of_date(strict, mona):
    response = strict.post(f"/launches/{a_draft(mona).pk}/check/")

    assert response.status_code == 403
    assert "This page was out of date" in response.content.decode()


def test_it_says_so_when_a_form_came_from_another_address_or_a_proxy_hides_ours(strict):
    response = strict.post("/sign-in/", headers={"Origin": "https://portal.example.com"})

    assert response.status_code == 403
    assert "It came from another address than the portal" in response.content.decode()


def test_it_says_so_to_htmx_and_leaves_the_form_alone(strict, mona):
    response = strict.post(f"/launches/{a_draft(mona).pk}/check/", headers=HTMX)

    assert (response.status_code, response.content.decode()) == (403, errors.OUT_OF_DATE)
    assert "HX-Refresh" not in response


def test_it_takes_the_token_from_the_header_that_the_page_gives_htmx(strict, mona):
    launch = a_draft(mona)
    text = strict.get(f"/launches/{launch.pk}/").content.decode()
    token = text.split('hx-headers=\'{"X-CSRFToken": "')[1].split('"')[0]

    response = strict.post(f"/launches/{launch.pk}/check/", headers=HTMX | {"X-CSRFToken": token})

    assert response.status_code == 200


def test_it_answers_a_request_that_cannot_be_read(rf):
    response = errors.bad_request(rf.get("/"))

    assert response.status_code == 400
    assert "That request made no sense" in response.content.decode()


PAGES = ["/", "/launches/", "/agents/", "/agents/new/", "/carriers/", "/sign-in/"]


@pytest.mark.parametrize("url", PAGES)
def test_it_needs_no_inline_script_or_style(mona, client, browsing, url):
    response = (client if url == "/sign-in/" else browsing(mona)).get(url)

    text = response.content.decode()
    assert " style=" not in text
    assert "<style" not in text
    assert "hx-on" not in text
    assert "<script>" not in text
    assert "script-src 'self'" in response["Content-Security-Policy"].split("; ")
    assert "no-store" in response["Cache-Control"]


def test_it_shows_the_parts_only_where_the_portal_is_worked_on(mona, browsing, settings):
    assert browsing(mona).get("/style/").status_code == 404

    settings.DEBUG = True
    response = browsing(mona).get("/style/")

    assert response.status_code == 200
    assert "Every part in every state" in response.content.decode()
