"""/you/: how somebody is told."""

import pytest

from launches.models import Reader
from tests.views.reading import words_of

pytestmark = pytest.mark.django_db


def test_it_begins_with_each_at_once_and_keeps_what_is_chosen(mona, browsing):
    client = browsing(mona)
    before = client.get("/you/")

    response = client.post("/you/", {"wish": "daily"}, follow=True)

    assert before.context["form"]["wish"].value() == "each"
    assert response.redirect_chain == [("/you/", 302)]
    assert "Saved." in words_of(response)
    assert Reader.objects.get(person=mona).wish == "daily"


@pytest.mark.parametrize("wish", ["", "hourly"])
def test_it_keeps_nothing_that_cannot_be_chosen(mona, browsing, wish):
    response = browsing(mona).post("/you/", {"wish": wish})

    assert response.status_code == 422
    assert "Choose one of these." in words_of(response)
    assert not Reader.objects.exists()


def test_it_changes_nobody_else(mona, max, browsing):
    browsing(mona).post("/you/", {"wish": "none", "person": max.pk})

    assert list(Reader.objects.values_list("person__username", "wish")) == [("mona", "none")]


@pytest.mark.parametrize(
    ("sends", "email", "words"),
    [
        (True, "mona@example.com", "E-mail goes to mona@example.com, the daily digest at 08:00"),
        (True, "", "There is no e-mail address in your account"),
        (False, "mona@example.com", "This portal sends no e-mail at present"),
    ],
)
def test_it_says_where_e_mail_goes(mona, browsing, settings, sends, email, words):
    settings.SENDS_EMAIL = sends
    type(mona).objects.update(email=email)

    assert words in words_of(browsing(mona).get("/you/"))


def test_every_page_leads_to_it(mona, browsing):
    assert 'href="/you/"' in words_of(browsing(mona).get("/launches/"))


def test_the_notices_page_says_when_no_e_mail_is_sent(mona, browsing, settings):
    settings.SENDS_EMAIL = False

    assert "This portal sends no e-mail" in words_of(browsing(mona).get("/notices/"))


def test_it_asks_to_sign_in_and_takes_no_other_verb(client, mona, browsing):
    assert client.get("/you/")["Location"] == "/sign-in/?next=/you/"
    assert browsing(mona).put("/you/").status_code == 405
