"""/launches/<pk>/withdraw/: its author takes a submission back from review."""

import pytest

from launches.services import review
from launches.statuses import SubmissionStatus
from tests.factories import approve, make_submitted
from tests.views.reading import words_of

pytestmark = pytest.mark.page_only

HTMX = {"HX-Request": "true"}


@pytest.fixture
def waiting(mona):
    return make_submitted(mona)


def url_of(submission):
    return f"/launches/{submission.launch_id}/withdraw/"


def status_of(submission):
    submission.refresh_from_db()
    return submission.status


def test_it_asks_first(waiting, mona, browsing):
    response = browsing(mona).get(url_of(waiting))

    assert "no reviewer can approve it until you submit it once more" in words_of(response)
    assert status_of(waiting) == SubmissionStatus.IN_REVIEW


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_leads_back_to_the_form(waiting, mona, browsing, headers):
    response = browsing(mona).post(url_of(waiting), {"reason": "A typing error."}, headers=headers)

    assert (response.status_code, response["Location"]) == (302, f"/launches/{waiting.launch_id}/edit/")
    assert (status_of(waiting), waiting.reason) == (SubmissionStatus.DRAFT, "A typing error.")


def test_it_keeps_what_was_typed_when_the_reason_is_too_long(waiting, mona, browsing):
    # A browser counts a line end once and sends it as two characters.
    client, lines = browsing(mona), "A line.\r\n" * 250
    response = client.post(url_of(waiting), {"reason": lines + "x"})

    assert response.status_code == 422
    assert "A reason has at most 2000 characters; this one has 2001." in words_of(response)
    assert (status_of(waiting), response.context["reason"]) == (SubmissionStatus.IN_REVIEW, lines + "x")
    assert client.post(url_of(waiting), {"reason": lines}).status_code == 302
    assert (status_of(waiting), len(waiting.reason)) == (SubmissionStatus.DRAFT, 1999)


def test_it_leads_back_to_the_form_when_it_is_pressed_twice(waiting, mona, browsing):
    client = browsing(mona)
    client.post(url_of(waiting), {"reason": "Once."})

    response = client.post(url_of(waiting), {"reason": "Twice."}, follow=True)

    assert response.redirect_chain == [(f"/launches/{waiting.launch_id}/edit/", 302)]
    assert "was faster" not in response.content.decode()
    assert (status_of(waiting), waiting.reason) == (SubmissionStatus.DRAFT, "Once.")


def test_its_button_is_shown_to_the_author_and_only_while_it_waits(waiting, mona, max, rita, browsing):
    address = f"/launches/{waiting.launch_id}/"
    link = f'href="{url_of(waiting)}"'

    shown = [link in browsing(who).get(address).content.decode() for who in (mona, max, rita)]
    approve(waiting, rita)

    assert shown == [True, False, False]
    assert link not in browsing(mona).get(address).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_says_in_words_when_a_reviewer_was_faster(waiting, mona, rita, browsing, method):
    client = browsing(mona)
    review.send_back(waiting, by=rita, reason="Say more.")

    response = getattr(client, method)(url_of(waiting), follow=True)

    said = {"get": "It is not in review: sent back.", "post": "Rita Ramos was faster: it has been sent back"}
    assert response.redirect_chain == [(f"/launches/{waiting.launch_id}/", 302)]
    assert said[method] in words_of(response)
    assert status_of(waiting) == SubmissionStatus.SENT_BACK


def test_it_refuses_a_colleague(waiting, max, browsing):
    assert browsing(max).get(url_of(waiting)).status_code == 403

    response = browsing(max).post(url_of(waiting), follow=True)

    assert "Only its author withdraws a submission" in words_of(response)
    assert status_of(waiting) == SubmissionStatus.IN_REVIEW


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_does_not_exist_for_a_stranger(waiting, stranger, browsing, method):
    assert getattr(browsing(stranger), method)(url_of(waiting)).status_code == 404
    assert status_of(waiting) == SubmissionStatus.IN_REVIEW


def test_it_wants_people_to_sign_in(waiting, client):
    response = client.post(url_of(waiting))

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


def test_it_takes_no_other_method(waiting, mona, browsing):
    assert browsing(mona).put(url_of(waiting)).status_code == 405
