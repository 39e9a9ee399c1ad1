"""/launches/<pk>/revise/: a refused submission becomes a draft again."""

import pytest

from launches.services import delivery
from launches.statuses import SubmissionStatus
from tests.factories import make_approved

pytestmark = [pytest.mark.django_db, pytest.mark.page_only]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def refused(mona, rita, sandbox):
    submission = make_approved(mona, rita)
    sandbox.answer_next("rcs904-missing")
    delivery.deliver(submission.pk)
    return submission


def url_of(submission):
    return f"/launches/{submission.launch_id}/revise/"


def status_of(submission):
    submission.refresh_from_db()
    return submission.status


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_leads_to_the_form(refused, mona, browsing, headers):
    response = browsing(mona).post(url_of(refused), headers=headers)

    assert (response.status_code, response["Location"]) == (302, f"/launches/{refused.launch_id}/edit/")
    assert status_of(refused) == SubmissionStatus.DRAFT


def test_its_button_is_shown_to_the_author_only(refused, mona, max, browsing):
    address = f"/launches/{refused.launch_id}/"

    assert "Revise and try again" in browsing(mona).get(address).content.decode()
    assert "Revise and try again" not in browsing(max).get(address).content.decode()


def test_it_refuses_a_colleague_with_a_sentence(refused, max, browsing):
    response = browsing(max).post(url_of(refused), follow=True)

    assert "Only its author may take up a refused submission" in response.content.decode()
    assert status_of(refused) == SubmissionStatus.REFUSED


def test_it_is_not_for_get(refused, mona, browsing):
    assert browsing(mona).get(url_of(refused)).status_code == 405


def test_it_does_not_exist_for_a_stranger(refused, stranger, browsing):
    assert browsing(stranger).post(url_of(refused)).status_code == 404
    assert status_of(refused) == SubmissionStatus.REFUSED


def test_it_wants_people_to_sign_in(refused, client):
    response = client.post(url_of(refused))

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")
