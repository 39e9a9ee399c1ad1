"""/you/: where somebody is signed in, and ending what they left elsewhere."""

import re
from time import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from launches.services import sessions
from tests.conftest import PASSWORD
from tests.views.reading import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.page_only]
END, OTHERS = "/you/sessions/end/", "/you/sessions/end-others/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def elsewhere(mona):
    """Mona is signed in with Firefox from another address, too."""
    client = Client(headers={"user-agent": FIREFOX}, REMOTE_ADDR="203.0.113.9")
    client.post("/sign-in/", {"username": "mona", "password": PASSWORD})
    return client


def handles_on(client):
    return re.findall(r'name="session" value="([0-9a-f]+)"', client.get("/you/").content.decode())


def is_signed_in(client):
    return client.get("/launches/").status_code == 200


def test_it_says_with_what_from_where_and_since_when(mona, browsing, elsewhere):
    page = words_of(browsing(mona).get("/you/"))

    assert "Firefox on Linux" in page
    assert "From 203.0.113.9, signed in" in page
    assert page.count("This one") == 1


def test_it_shows_no_key_of_a_session(mona, browsing, elsewhere):
    page = browsing(mona).get("/you/").content.decode()

    assert [key for key in Session.objects.values_list("pk", flat=True) if key in page] == []


def test_it_ends_one_of_them(mona, browsing, elsewhere):
    client = browsing(mona)

    answer = client.post(END, {"session": handles_on(client)[0]}, follow=True)

    assert "That session is over." in words_of(answer)
    assert (is_signed_in(client), is_signed_in(elsewhere)) == (True, False)


def test_it_ends_all_others(mona, max, browsing, elsewhere):
    client, other, colleague = browsing(mona), browsing(mona), browsing(max)

    answer = client.post(OTHERS, follow=True)

    assert "Sessions ended: 2." in words_of(answer)
    signed_in = [is_signed_in(one) for one in (client, other, elsewhere, colleague)]
    assert signed_in == [True, False, False, True]


@pytest.mark.parametrize("handle", ["", "nonsense", "é", "a" * 64])
def test_it_ends_nothing_that_is_not_there(mona, browsing, elsewhere, handle):
    answer = browsing(mona).post(END, {"session": handle}, follow=True)

    assert "That session was over already." in words_of(answer)
    assert is_signed_in(elsewhere)


def test_it_ends_nobody_elses(mona, max, browsing, elsewhere):
    browsing(max).post(END, {"session": handles_on(browsing(mona))[0]})

    assert is_signed_in(elsewhere)


def test_it_leaves_out_what_is_over(mona, browsing, elsewhere):
    session = elsewhere.session
    session["active"] = int(time()) - 2 * 3600
    session.save()

    assert handles_on(browsing(mona)) == []


def test_it_asks_for_the_password_when_that_was_long_ago(mona, browsing, elsewhere):
    client = browsing(mona)
    session = client.session
    session["proved"] = int(time()) - 3600
    session.save()

    asked = client.post(OTHERS)
    assert (asked.status_code, is_signed_in(elsewhere)) == (401, True)
    client.post(OTHERS, {"confirming": "yes", "password": PASSWORD})

    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize("url", [END, OTHERS])
def test_it_asks_to_sign_in_and_takes_post_alone(client, mona, browsing, url):
    assert client.post(url)["Location"] == f"/sign-in/?next={url}"
    assert browsing(mona).get(url).status_code == 405


def test_it_names_those_of_one_person_by_their_latest_use(mona, browsing, elsewhere):
    client = browsing(mona)

    found = sessions.standing(mona, this=client.session.session_key)

    assert [one.is_this for one in found] == [True, False]
    assert [one.browser for one in found] == ["", "Firefox on Linux"]
