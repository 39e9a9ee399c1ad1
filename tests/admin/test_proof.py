"""What cannot be undone: asked for a fresh password first.

Every address of the admin that decides is named here; one that is added must be added here, too.
"""

from time import time

import pytest
from django.urls import get_resolver, reverse

from launches.models import Brake, PodHealth, Submission
from launches.services import brake, pods
from launches.statuses import SubmissionStatus
from tests import factories
from tests.conftest import PASSWORD
from tests.phones import Phone
from tests.views.reading import Page, said, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.page_only]
REVIEW_PAGE = "/admin/launches/submission/"
# By the name of the address: is a fresh password asked for, and a second factor where it is demanded?
DECIDES = {
    "launches_submission_approve": "fresh",
    "launches_submission_send_back": "second factor",
    "launches_submission_comment": "",
    "launches_submission_found": "fresh",
    "launches_submission_received": "fresh",
    "launches_submission_not_received": "fresh",
    "launches_submission_decide": "fresh",
    "launches_resume": "fresh",
    "launches_park": "fresh",
    "launches_release": "fresh",
    "launches_brake": "",
    "launches_unpark": "",
    "launches_believe": "",
    "launches_catalogue_sync": "",
}
FRESH = [name for name, what in DECIDES.items() if what == "fresh"]
FORMS = {"launches_submission_decide": {"verb": "approve"}}


def address(name):
    return reverse(f"admin:{name}", args=[1] if "submission_" in name and "decide" not in name else [])


def let_time_pass(client, minutes=16):
    session = client.session
    session["proved"] = int(time()) - minutes * 60
    session.save()
    return client


@pytest.fixture
def later(browsing):
    """A client of somebody who signed in a while ago: `later(rita)`."""
    return lambda user: let_time_pass(browsing(user))


def approve(client, submission, **more):
    url = reverse("admin:launches_submission_approve", args=[submission.pk])
    return client.post(url, {"version": submission.launch.version, **more})


def status_of(submission):
    return Submission.objects.get(pk=submission.pk).status


def test_it_knows_every_button_of_the_admin():
    django_s = ("changelist", "add", "change", "delete", "history", "password_change")
    named = [name for name in get_resolver().namespace_dict["admin"][1].reverse_dict if isinstance(name, str)]
    ours = {name for name in named if name.startswith("launches_") and not name.endswith(django_s)}

    assert ours == set(DECIDES)


@pytest.mark.parametrize("name", DECIDES)
def test_it_asks_for_the_password_before_what_cannot_be_undone(person, later, name):
    root = person("root", "Rosa Root", is_staff=True, is_superuser=True)

    answer = later(root).post(address(name), FORMS.get(name, {}))

    asks = answer.status_code == 401 and "Confirm that it is you" in answer.content.decode()
    assert asks is (name in FRESH)


def test_it_goes_on_with_what_was_asked_once_the_password_is_given(mona, rita, later):
    submission, client = factories.make_submitted(mona), later(rita)

    asked = approve(client, submission)
    assert status_of(submission) == SubmissionStatus.IN_REVIEW
    answer = approve(client, submission, **{**Page(asked).sends(), "password": PASSWORD})

    assert "Approved." in said(answer)[0]
    assert status_of(submission) == SubmissionStatus.APPROVED


def test_it_loses_nothing_that_was_typed_whatever_the_password(mona, rita, later):
    submission = factories.put(factories.make_approved(mona, rita), SubmissionStatus.UNCONFIRMED)
    url, client = reverse("admin:launches_submission_not_received", args=[submission.pk]), later(rita)
    form = {"reason": "I looked <b>twice</b> & found “nothing”.\r\nReally.", "sure": "yes"}

    page = client.post(url, form)
    for password in ("wrong", ""):
        page = client.post(url, {**Page(page).sends(), "password": password})
        assert "Nothing was done." in words_of(page)
        assert {name: Page(page).value(name) for name in form} == form
    client.post(url, {**Page(page).sends(), "password": PASSWORD})

    submission.refresh_from_db()
    assert submission.status == SubmissionStatus.APPROVED
    assert "I looked <b>twice</b> & found “nothing”." in submission.reason


def test_it_asks_again_only_after_a_while(mona, rita, later):
    first, second = (
        factories.make_submitted(mona),
        factories.make_submitted(mona, agent=factories.make_agent("7")),
    )
    client = later(rita)
    approve(client, first, confirming="yes", password=PASSWORD)

    approve(client, second)

    assert (status_of(first), status_of(second)) == (SubmissionStatus.APPROVED, SubmissionStatus.APPROVED)


def test_it_asks_nothing_of_whoever_has_just_signed_in_or_where_it_is_switched_off(
    mona, rita, browsing, later, settings
):
    first, second = (
        factories.make_submitted(mona),
        factories.make_submitted(mona, agent=factories.make_agent("7")),
    )

    approve(browsing(rita), first)
    settings.FRESH_SIGN_IN_MINUTES = 0
    approve(later(rita), second)

    assert (status_of(first), status_of(second)) == (SubmissionStatus.APPROVED, SubmissionStatus.APPROVED)


def test_it_asks_for_the_code_of_whoever_has_a_second_factor(mona, rita, later):
    submission, phone, client = factories.make_submitted(mona), Phone(rita), later(rita)
    answers = {"confirming": "yes", "password": PASSWORD}

    assert Page(approve(client, submission)).value("code") == ""
    for wrong in ("", phone.wrong_code()):
        assert approve(client, submission, **answers, code=wrong).status_code == 401
    assert status_of(submission) == SubmissionStatus.IN_REVIEW
    approve(client, submission, **answers, code=phone.code())

    assert status_of(submission) == SubmissionStatus.APPROVED


def test_it_uses_no_code_up_while_the_password_is_wrong(mona, rita, later):
    submission, phone, client = factories.make_submitted(mona), Phone(rita), later(rita)

    approve(client, submission, confirming="yes", password="wrong", code=phone.code())
    approve(client, submission, confirming="yes", password=PASSWORD, code=phone.code())

    assert status_of(submission) == SubmissionStatus.APPROVED


def test_it_is_throttled_as_signing_in_is_and_keeps_what_was_asked(mona, rita, later, client):
    submission, old = factories.make_submitted(mona), later(rita)
    answers = [approve(old, submission, confirming="yes", password="wrong") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429]
    assert "Too many tries" in words_of(answers[-1])
    assert Page(answers[-1]).value("version") == str(submission.launch.version)
    assert approve(old, submission, confirming="yes", password=PASSWORD).status_code == 429
    assert client.post("/sign-in/", {"username": "rita", "password": PASSWORD}).status_code == 429
    assert status_of(submission) == SubmissionStatus.IN_REVIEW


def test_it_gives_the_session_another_key_once_somebody_has_confirmed(mona, rita, later):
    submission, client = factories.make_submitted(mona), later(rita)
    before = client.session.session_key

    approve(client, submission, confirming="yes", password=PASSWORD)

    assert client.session.session_key != before
    assert client.get(REVIEW_PAGE).status_code == 200


def test_it_asks_before_it_approves_many_but_not_before_it_sends_them_back(mona, rita, later):
    submission, client = factories.make_submitted(mona), later(rita)
    url = reverse("admin:launches_submission_decide")
    form = {"submission": submission.pk, f"version_{submission.pk}": submission.launch.version}

    asked = client.post(url, {**form, "verb": "approve"})
    client.post(url, {**form, "verb": "send_back", "reason": "Name the page."})

    assert asked.status_code == 401
    assert status_of(submission) == SubmissionStatus.SENT_BACK


def test_it_releases_and_resumes_once_confirmed(ada, later):
    pulled = brake.pull("", by=ada, reason="A wrong logo.")
    pods.stop("NA", "Kaleyra does not accept the key.")
    proof = {"confirming": "yes", "password": PASSWORD}

    later(ada).post(reverse("admin:launches_release"), {"brake": pulled.pk, **proof})
    later(ada).post(reverse("admin:launches_resume"), {"pod": "NA", **proof})

    assert not Brake.objects.on().exists()
    assert PodHealth.objects.get(pod="NA").stopped_at is None


# --- The same question on a page of its own ----------------------------------------------------
def test_it_leads_htmx_to_a_page_that_asks(mona, rita, later):
    submission, client = factories.make_submitted(mona), later(rita)
    url = reverse("admin:launches_submission_approve", args=[submission.pk])
    htmx = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{REVIEW_PAGE}"}

    answer = client.post(url, {"version": submission.launch.version}, headers=htmx)

    assert (answer.status_code, answer["HX-Redirect"]) == (
        401, "/sign-in/confirm/?next=%2Fadmin%2Flaunches%2Fsubmission%2F",
    )  # fmt: skip
    assert status_of(submission) == SubmissionStatus.IN_REVIEW


@pytest.mark.parametrize(
    ("wanted", "page"),
    [
        (REVIEW_PAGE, REVIEW_PAGE),
        ("//evil.example.com/", "/"),
        ("/\\evil.example.com/", "/"),
        ("https://evil.example.com/", "/"),
        ("http://testserver//evil.example.com/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_it_leads_back_to_where_somebody_was_and_nowhere_else(rita, later, wanted, page):
    client = later(rita)

    answer = client.post(f"/sign-in/confirm/?{'next=' + wanted}", {"confirming": "yes", "password": PASSWORD})

    assert answer["Location"] == page
    assert time() - client.session["proved"] < 60


def test_that_page_asks_to_sign_in_and_takes_no_other_verb(client, rita, browsing):
    assert client.get("/sign-in/confirm/")["Location"] == "/sign-in/?next=/sign-in/confirm/"
    assert browsing(rita).put("/sign-in/confirm/").status_code == 405
