"""/you/password/: one's own password, changed with the one that one has."""

import pytest
from django.contrib.admin.models import LogEntry

from tests.conftest import PASSWORD
from tests.views.reading import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.page_only]
URL = "/you/password/"
NEW = "another walk, up the hill"


def change(client, *, password=PASSWORD, new=NEW, again=None):
    return client.post(
        URL, {"password": password, "new_password": new, "again": new if again is None else again}
    )


def test_it_is_changed_and_every_other_session_is_over(mona, browsing):
    client, other = browsing(mona), browsing(mona)
    before = client.session.session_key

    answer = change(client)

    mona.refresh_from_db()
    assert answer["Location"] == "/you/"
    assert mona.check_password(NEW)
    assert client.session.session_key != before
    assert [one.get("/launches/").status_code for one in (client, other)] == [200, 302]
    assert LogEntry.objects.get().change_message == "Changed the password"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"password": "wrong"}, "That is not your password."),
        ({"new": "short"}, "This password is too short."),
        ({"new": "mona@example.com"}, "too similar"),
        ({"new": "Kaleyra-Launch-2026!"}, "words that everybody here would try first"),
        ({"again": "something else"}, "That is not the same as the new password."),
        ({"new": ""}, "This field is required."),
    ],
)
def test_it_stays_when_something_is_wrong(mona, browsing, wrong, words):
    answer = change(browsing(mona), **wrong)

    mona.refresh_from_db()
    assert (answer.status_code, words in words_of(answer)) == (422, True)
    assert mona.check_password(PASSWORD)


@pytest.mark.parametrize("new", ["  blanks around it  ", "ä" * 15, "a🙂" * 40, "x y" * 300])
def test_it_takes_any_long_password_as_it_is_typed(client, mona, browsing, new):
    assert change(browsing(mona), new=new).status_code == 302

    assert client.post("/sign-in/", {"username": "mona", "password": new})["Location"] == "/"


def test_it_is_throttled_as_signing_in_is(mona, browsing):
    client = browsing(mona)

    assert [change(client, password="wrong").status_code for _ in range(5)] == [422, 422, 422, 422, 429]
    assert change(client).status_code == 429


def test_the_admin_leads_to_it(rita, browsing):
    assert browsing(rita).get("/admin/password_change/")["Location"] == URL


def test_it_asks_to_sign_in_and_takes_no_other_verb(client, mona, browsing):
    assert client.get(URL)["Location"] == f"/sign-in/?next={URL}"
    assert browsing(mona).put(URL).status_code == 405
