"""/sign-in/ and /sign-out/: who comes in, and who does not."""

import pytest

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


def test_it_signs_out_by_post_alone(mona, browsing):
    client = browsing(mona)

    assert client.get("/sign-out/").status_code == 405
    assert client.get("/").status_code == 200
    assert client.post("/sign-out/")["Location"] == URL
    assert client.get("/").status_code == 302
