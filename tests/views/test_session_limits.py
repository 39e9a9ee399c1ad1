"""How a session ends: an hour after the last thing that a person did, eight hours after signing in, or at once."""

from time import time

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.urls import reverse

from launches.services import sessions
from tests.conftest import PASSWORD

pytestmark = pytest.mark.page_only

HOUR = 3600
POLLS = ("/overview/live/?seen=0", "/troubles/?seen=", "/launches/rows/?seen=0")


def shift(client, **ages):
    """The clocks of this session stand so many seconds back."""
    session = client.session
    for name, age in ages.items():
        session[name] = int(time()) - age
    session.save()


def test_it_ends_an_hour_after_the_last_thing_that_somebody_did(mona, browsing):
    client = browsing(mona)
    shift(client, active=HOUR - 60)
    assert client.get("/launches/").status_code == 200
    shift(client, active=HOUR + sessions.GRAIN + 60)

    answer = client.get("/launches/")

    assert answer["Location"] == "/sign-in/?next=/launches/"
    assert not Session.objects.exists()


def test_it_goes_on_while_somebody_does_something(mona, browsing):
    client = browsing(mona)
    shift(client, active=HOUR - 60)

    client.get("/launches/")

    assert time() - client.session["active"] < 60


@pytest.mark.parametrize("poll", POLLS)
def test_it_is_not_kept_alive_by_a_page_that_asks_by_itself(mona, browsing, poll):
    client = browsing(mona)
    shift(client, active=HOUR - 60)

    assert client.get(poll, headers={"HX-Request": "true"}).status_code in (200, 204)

    assert time() - client.session["active"] > HOUR - 120


def test_it_ends_eight_hours_after_signing_in_whatever_was_done(mona, browsing):
    client = browsing(mona)
    shift(client, began=8 * HOUR + 1, active=0)

    assert client.get("/launches/").status_code == 302


def test_it_leads_htmx_to_signing_in(mona, browsing):
    client = browsing(mona)
    shift(client, active=2 * HOUR)
    htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/launches/"}

    answer = client.get("/launches/rows/", headers=htmx)

    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/?next=/launches/")


def test_it_starts_both_clocks_when_somebody_signs_in(client, mona):
    client.post("/sign-in/", {"username": "mona", "password": PASSWORD})

    assert abs(client.session["began"] - time()) < 60
    assert client.session["began"] == client.session["active"]


def test_it_gives_a_session_from_before_the_limits_a_beginning(mona, browsing):
    client = browsing(mona)
    session = client.session
    del session["began"], session["active"]
    session.save()

    assert client.get("/launches/").status_code == 200
    assert abs(client.session["began"] - time()) < 60


def test_it_writes_at_most_once_a_minute(mona, browsing, django_assert_num_queries):
    client = browsing(mona)
    client.get("/launches/")

    with django_assert_num_queries(3):
        client.get("/troubles/")  # session, person, what is stopped, what is unread


def test_it_is_another_session_after_signing_in(client, mona):
    session = client.session
    session["typed"] = "something"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before

    client.post("/sign-in/", {"username": "mona", "password": PASSWORD})

    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_it_forgets_a_session_that_somebody_made_up(client, mona):
    client.cookies["sessionid"] = "a" * 32

    client.post("/sign-in/", {"username": "mona", "password": PASSWORD})

    assert client.cookies["sessionid"].value != "a" * 32


# --- Fault 48 ----------------------------------------------------------------------------------
def switch_off(client, user):
    form = {"username": user.username, "date_joined_0": "2026-01-01", "date_joined_1": "08:00:00"}
    answer = client.post(reverse("admin:auth_user_change", args=[user.pk]), form)
    assert answer.status_code == 302


def test_it_ends_at_once_when_somebody_is_switched_off(ada, mona, max, browsing):
    first, second, others = browsing(mona), browsing(mona), browsing(max)

    switch_off(browsing(ada), mona)

    assert [client.get("/launches/").status_code for client in (first, second, others)] == [302, 302, 200]
    users = {session.get_decoded()["_auth_user_id"] for session in Session.objects.all()}
    assert users == {str(ada.pk), str(max.pk)}


def test_it_takes_a_right_away_with_the_next_click(mona, browsing):
    client = browsing(mona)
    assert client.get("/launches/").status_code == 200

    mona.groups.remove(Group.objects.get(name="Marketing"))

    assert client.get("/launches/").status_code == 403


def test_an_admin_signs_somebody_out_everywhere(ada, mona, browsing):
    client = browsing(mona)
    people = reverse("admin:auth_user_changelist")

    answer = browsing(ada).post(
        people, {"action": "sign_out_everywhere", "_selected_action": [mona.pk]}, follow=True
    )

    assert "Signed out everywhere: mona." in answer.content.decode()
    assert client.get("/launches/").status_code == 302


def test_an_admin_signs_no_superuser_out(ada, person, browsing):
    root = person("root", "Rosa Root", is_staff=True, is_superuser=True)
    client = browsing(root)

    browsing(ada).post(
        reverse("admin:auth_user_changelist"),
        {"action": "sign_out_everywhere", "_selected_action": [root.pk]},
    )

    assert client.get("/launches/").status_code == 200


def test_it_counts_how_many_sessions_it_ended(mona, max, browsing):
    browsing(mona), browsing(mona), browsing(max)

    assert (sessions.end_all(mona), sessions.end_all(mona)) == (2, 0)
