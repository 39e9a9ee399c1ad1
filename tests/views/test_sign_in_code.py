"""/sign-in/code/: the second step of signing in, for whoever has a second factor."""

from datetime import timedelta
from time import time

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from launches.models import Launch
from launches.services import second_factor
from tests.conftest import PASSWORD
from tests.phones import Phone
from tests.views.reading import Page, assert_all_typed_is_still_there
from tests.views.writing import make_agent, make_regions, typed

URL = "/sign-in/code/"
NEW = "/launches/new/"


@pytest.fixture
def phone(mona):
    return Phone(mona)


def give_password(client, **more):
    return client.post("/sign-in/", {"username": "mona", "password": PASSWORD, **more})


def give_code(client, page, code, **extra):
    """Fill in the second page that was just answered."""
    return client.post(URL, {**Page(page).sends(), "code": code}, **extra)


def is_signed_in(client):
    return client.get("/").status_code == 200


def test_it_signs_nobody_in_by_the_password_alone(client, phone):
    page = give_password(client)

    assert page.status_code == 200
    assert "Second step" in page.content.decode()
    assert not is_signed_in(client)
    assert "_auth_user_id" not in client.session


def test_it_signs_in_with_the_code_and_leads_to_where_they_were(client, mona, phone):
    page = give_password(client, next="/launches/?q=spring")

    assert give_code(client, page, phone.code())["Location"] == "/launches/?q=spring"
    assert is_signed_in(client)
    assert client.session["_auth_user_backend"] == "launches.backend.PersonBackend"
    assert "half" not in client.session


def test_it_takes_a_recovery_code_once(client, phone):
    give_code(client, give_password(client), phone.codes[0])
    assert is_signed_in(client)
    client.logout()

    again = give_code(client, give_password(client), phone.codes[0])

    assert "That is not the code of the moment" in again.content.decode()
    assert not is_signed_in(client)


def test_it_takes_no_code_twice(client, phone):
    code = phone.code()
    give_code(client, give_password(client), code)
    client.logout()

    give_code(client, give_password(client), code)

    assert not is_signed_in(client)


def test_it_leads_nobody_elsewhere(client, phone):
    page = give_password(client, next="https://evil.example.com/")
    answer = client.post(URL, {"code": phone.code(), "next": "//evil.example.com/"})

    assert Page(page).value("next") == ""
    assert answer["Location"] == "/"


def test_it_asks_nobody_who_has_not_given_a_password(client, phone):
    assert client.get(URL)["Location"] == "/sign-in/"
    assert client.post(URL, {"code": phone.code()})["Location"] == "/sign-in/"
    assert not is_signed_in(client)


def test_it_shows_the_second_step_again_when_its_page_is_asked_for(client, phone):
    give_password(client)

    assert "Second step" in client.get(URL).content.decode()


def test_it_leads_on_whoever_is_signed_in_already(mona, browsing):
    assert browsing(mona).get(URL)["Location"] == "/"


def test_it_is_another_session_after_the_password_and_after_the_code(client, phone):
    client.cookies["sessionid"] = "a" * 32
    page = give_password(client)
    half = client.session.session_key

    give_code(client, page, phone.code())

    assert half != "a" * 32
    assert client.session.session_key != half
    assert not Session.objects.filter(pk=half).exists()


@pytest.mark.parametrize("change", ["time", "password", "switched off"])
def test_it_begins_anew_when_the_first_step_no_longer_holds(client, mona, phone, change):
    page = give_password(client)
    if change == "time":
        session = client.session
        session["half"] = session["half"] | {"at": int(time()) - 601}
        session.save()
    elif change == "password":
        mona.set_password("another walk by the sea")
    else:
        mona.is_active = False
    mona.save()

    assert give_code(client, page, phone.code())["Location"] == "/sign-in/"
    assert not is_signed_in(client)


def test_it_locks_after_five_wrong_codes_as_after_five_wrong_passwords(client, phone):
    page = give_password(client)
    answers = [give_code(client, page, phone.wrong_code()).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 429]
    assert give_code(client, page, phone.code()).status_code == 429
    assert give_password(client).status_code == 429


def test_a_right_password_does_not_forget_wrong_codes(client, phone):
    for _ in range(4):
        give_code(client, give_password(client), phone.wrong_code())

    assert give_code(client, give_password(client), phone.wrong_code()).status_code == 429


def test_it_locks_the_codes_of_an_account_that_are_guessed_from_many_addresses(client, phone):
    now = timezone.now()
    AccessFailureLog.objects.bulk_create(
        AccessFailureLog(
            username="mona",
            ip_address=f"203.0.113.{number}",
            path_info="second factor",
            attempt_time=now,
            locked_out=False,
        )
        for number in range(10)
    )
    page = give_password(client)

    assert page.status_code == 200
    assert give_code(client, page, phone.code()).status_code == 429
    AccessFailureLog.objects.update(attempt_time=now - timedelta(minutes=61))
    AccessAttempt.objects.all().delete()
    assert give_code(client, page, phone.code())["Location"] == "/"


def test_it_writes_down_where_it_went_wrong_and_not_what_was_typed(client, phone):
    wrong = phone.wrong_code()
    give_code(client, give_password(client), wrong)

    assert AccessFailureLog.objects.get().path_info == "second factor"
    kept = AccessAttempt.objects.get()
    assert (kept.post_data, kept.get_data) == ("", "")


def test_it_carries_what_was_typed_through_both_steps(client, mona, phone):
    agent, regions = make_agent(), make_regions(2)
    sent = typed(agent, regions, writer=str(mona.pk), optin_description="The last words.", action="submit")
    first = client.post(NEW, sent)
    form = {**Page(first).sends(), "username": "mona", "password": PASSWORD}

    second = client.post("/sign-in/", form)
    wrong = give_code(client, second, phone.wrong_code())
    back = give_code(client, wrong, phone.code())

    assert back["Location"] == NEW
    assert_all_typed_is_still_there(Page(client.get(NEW)), sent)
    assert Launch.objects.count() == 0


def test_it_keeps_what_was_typed_when_the_first_step_has_lapsed(client, mona, phone):
    agent, regions = make_agent(), make_regions(1)
    first = client.post(NEW, typed(agent, regions, writer=str(mona.pk), optin_description="The last words."))
    second = client.post("/sign-in/", {**Page(first).sends(), "username": "mona", "password": PASSWORD})
    client.session.flush()

    again = give_code(client, second, phone.code())

    assert again.status_code == 401
    assert "what you typed comes along" in again.content.decode()
    assert "The+last+words." in Page(again).value("typed")


def test_it_asks_who_goes_to_the_admin_as_well(client, rita):
    phone = Phone(rita)
    queue = "/admin/launches/submission/"
    page = client.post("/sign-in/", {"username": "rita", "password": PASSWORD, "next": queue})
    assert client.get(queue).status_code == 302

    assert give_code(client, page, phone.code())["Location"] == queue
    assert client.get(queue).status_code == 200


def test_it_asks_for_no_code_once_the_second_factor_is_taken_away(client, mona, phone, ada):
    second_factor.take_away(mona, by=ada)

    assert give_password(client)["Location"] == "/"


def test_the_sign_in_page_never_leads_to_itself(mona, browsing):
    for page in ("/sign-in/", URL):
        assert browsing(mona).get(page, {"next": page})["Location"] == "/"
