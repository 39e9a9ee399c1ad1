"""/sign-in/ and /sign-out/: who comes in, and who does not."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.views.reading import Page

URL = "/sign-in/"


def try_to_sign_in(client, username, password, **more):
    return client.post(URL, {"username": username, "password": password, **more})


def test_it_shows_the_form_without_a_rail(client, db):
    response = client.get(URL)

    text = response.content.decode()
    assert response.status_code == 200
    assert Page(response).values.keys() == {"username", "password", "next", "csrfmiddlewaretoken"}
    assert "<nav" not in text


def test_it_lets_people_in_and_on_to_where_they_were(client, mona):
    assert try_to_sign_in(client, "mona", PASSWORD)["Location"] == "/"
    client.logout()
    assert try_to_sign_in(client, "mona", PASSWORD, next="/carriers/")["Location"] == "/carriers/"


def test_it_leads_nobody_elsewhere(client, mona):
    response = try_to_sign_in(client, "mona", PASSWORD, next="https://evil.example.com/")

    assert response["Location"] == "/"


@pytest.mark.parametrize("username", ["mona", "nobody"])
def test_it_says_the_same_for_a_wrong_password_and_an_unknown_name(client, mona, username):
    response = try_to_sign_in(client, username, "wrong")

    text = response.content.decode()
    assert "Please enter a correct username and password." in text
    assert Page(response).value("username") == username
    assert Page(response).value("password") == ""


def test_it_locks_the_account_after_five_wrong_passwords(client, mona):
    for _ in range(5):
        response = try_to_sign_in(client, "mona", "wrong")

    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()
    assert try_to_sign_in(client, "mona", PASSWORD).status_code == 429


def spray(client, address="127.0.0.1", **extra):
    """One wrong password for each of twenty accounts; the first nineteen are only written down, to save time."""
    now = timezone.now()
    failures = [
        AccessFailureLog(username=f"user{number}", ip_address=address, attempt_time=now, locked_out=False)
        for number in range(19)
    ]
    AccessFailureLog.objects.bulk_create(failures)
    assert client.post(URL, {"username": "user19", "password": "wrong"}, **extra).status_code == 200


def test_it_locks_an_address_that_tries_one_password_on_many_accounts(client, mona):
    spray(client)

    assert try_to_sign_in(client, "mona", PASSWORD).status_code == 429
    elsewhere = client.post(URL, {"username": "mona", "password": PASSWORD}, REMOTE_ADDR="203.0.113.9")
    assert elsewhere["Location"] == "/"


def test_it_opens_an_address_again_after_an_hour(client, mona):
    spray(client)
    AccessFailureLog.objects.update(attempt_time=timezone.now() - timedelta(minutes=61))

    assert try_to_sign_in(client, "mona", PASSWORD)["Location"] == "/"


def test_it_locks_no_proxy_out_that_does_not_say_who_comes(client, mona, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    spray(client)

    assert try_to_sign_in(client, "mona", PASSWORD)["Location"] == "/"


def test_it_takes_the_proxys_word_for_an_address(client, mona, settings):
    settings.CLIENT_ADDRESS_HEADER = "X-Forwarded-For"
    spray(client, "203.0.113.9", HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.9")

    from_there, from_elsewhere = (
        client.post(
            URL, {"username": "mona", "password": PASSWORD}, HTTP_X_FORWARDED_FOR=f"203.0.113.9, {last}"
        )
        for last in ("203.0.113.9", "203.0.113.10")
    )
    assert (from_there.status_code, from_elsewhere.status_code) == (429, 302)


def test_it_keeps_nothing_that_somebody_wrote_with_a_try(client, mona):
    try_to_sign_in(client, "mona", "a wrong one", typed="optin_description=our secret plan")

    kept = "".join(map(str, AccessAttempt.objects.values_list()))
    assert "secret plan" not in kept
    assert "a wrong one" not in kept


def test_it_signs_out_by_post_alone(mona, browsing):
    client = browsing(mona)

    assert client.get("/sign-out/").status_code == 405
    assert client.get("/").status_code == 200
    assert client.post("/sign-out/")["Location"] == URL
    assert client.get("/").status_code == 302
