"""/you/second-factor/: set up, new recovery codes, turned off; each with the password."""

import re

import pyotp
import pytest
from django.contrib.auth.models import User

from launches.models import RecoveryCode, SecondFactor
from launches.services import second_factor
from tests.conftest import PASSWORD
from tests.phones import Phone
from tests.views.reading import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.page_only]
URL = "/you/second-factor/"
CODES, OFF = f"{URL}codes/", f"{URL}off/"
SHOWN = re.compile(r"<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){5})</code>")


def secret_on(answer):
    return re.search(r"<code>((?:[A-Z2-7]{4} ?){8})</code>", answer.content.decode())[1].replace(" ", "")


def set_up(client, *, password=PASSWORD, code=None, url=URL):
    secret = secret_on(client.get(url))
    return client.post(url, {"password": password, "code": code or pyotp.TOTP(secret).now()})


def test_it_shows_a_picture_and_the_secret_and_the_same_again(mona, browsing):
    client = browsing(mona)
    first, second = client.get(URL), client.get(URL)

    assert first.content.decode().count("<path") > 0
    assert "<svg" in first.content.decode()
    assert secret_on(first) == secret_on(second)


def test_it_is_set_up_with_password_and_code_and_shows_recovery_codes_once(mona, browsing):
    client = browsing(mona)
    secret = secret_on(client.get(URL))

    answer = set_up(client)

    codes = SHOWN.findall(answer.content.decode())
    assert len(codes) == 10
    assert second_factor.use(mona, codes[0])
    assert secret not in answer.content.decode()
    after = client.get(URL).content.decode()
    assert (secret in after, SHOWN.findall(after)) == (False, [])
    assert "9 of 10" in after
    assert "second_factor_salt" not in client.session


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"password": "wrong"}, "That is not your password."), ({"code": "000000"}, "That is not the code")],
)
def test_it_sets_nothing_up_when_password_or_code_are_wrong(mona, browsing, wrong, words):
    answer = set_up(browsing(mona), **wrong)

    assert answer.status_code == 422
    assert words in words_of(answer)
    assert not SecondFactor.objects.exists()


def test_it_sets_nothing_up_twice(mona, browsing):
    client, phone = browsing(mona), Phone(mona)

    answer = client.post(URL, {"password": PASSWORD, "code": phone.code()})

    assert "It is on" in words_of(answer)
    assert RecoveryCode.objects.left().count() == 10


def test_it_leads_on_to_where_somebody_was_and_nowhere_else(mona, browsing):
    there = set_up(browsing(mona), url=f"{URL}?next=/admin/launches/submission/").content.decode()
    User.objects.update(last_login=None)
    SecondFactor.objects.all().delete()
    elsewhere = set_up(browsing(mona), url=f"{URL}?next=//evil.example.com/").content.decode()

    assert 'href="/admin/launches/submission/"' in there
    assert "evil" not in elsewhere


def test_it_makes_new_codes_with_the_password(mona, browsing):
    client, phone = browsing(mona), Phone(mona)

    answer = client.post(CODES, {"password": PASSWORD})

    assert len(SHOWN.findall(answer.content.decode())) == 10
    assert not second_factor.use(mona, phone.codes[0])


def test_it_is_turned_off_with_the_password(mona, browsing):
    client = browsing(mona)
    Phone(mona)

    answer = client.post(OFF, {"password": PASSWORD}, follow=True)

    assert "The second factor is off." in words_of(answer)
    assert not SecondFactor.objects.exists()


@pytest.mark.parametrize("url", [CODES, OFF])
@pytest.mark.parametrize("password", ["", "wrong"])
def test_it_changes_nothing_without_the_password(mona, browsing, url, password):
    client, phone = browsing(mona), Phone(mona)

    answer = client.post(url, {"password": password})

    assert answer.status_code == 422
    assert second_factor.use(mona, phone.codes[0])


def test_it_locks_after_five_wrong_passwords(mona, browsing):
    client = browsing(mona)
    Phone(mona)

    answers = [client.post(OFF, {"password": "wrong"}).status_code for _ in range(5)]

    assert answers == [422, 422, 422, 422, 429]
    assert client.post(OFF, {"password": PASSWORD}).status_code == 429
    assert SecondFactor.objects.exists()


def test_it_makes_no_codes_where_there_is_no_second_factor(mona, browsing):
    answer = browsing(mona).post(CODES, {"password": PASSWORD}, follow=True)

    assert "There is no second factor to recover." in words_of(answer)


def test_your_settings_say_how_it_stands(mona, browsing):
    client = browsing(mona)
    before = words_of(client.get("/you/"))
    Phone(mona)

    assert "signing in asks for your password alone" in before
    assert "signing in asks for a code from your phone" in words_of(client.get("/you/"))


def test_it_says_why_an_approver_needs_one(rita, mona, browsing, settings):
    settings.APPROVERS_NEED_SECOND_FACTOR = True
    words = "Whoever approves launches, settles them or lets sending go on needs a second factor here."

    assert words in words_of(browsing(rita).get(URL))
    assert words not in words_of(browsing(mona).get(URL))


@pytest.mark.parametrize("url", [URL, CODES, OFF])
def test_it_asks_to_sign_in_and_takes_no_other_verb(client, mona, browsing, url):
    assert client.post(url)["Location"] == f"/sign-in/?next={url}"
    assert browsing(mona).put(url).status_code == 405
    assert browsing(mona).get(url).status_code == (200 if url == URL else 405)
