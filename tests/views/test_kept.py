"""What was typed when the session had ended comes back after signing in, and is never saved by itself."""

import re
from pathlib import Path

import pytest
from axes.utils import reset as axes_reset
from django.test import Client

from launches.models import Comment, Launch
from launches.services import drafts
from launches.views import kept
from tests.conftest import PASSWORD
from tests.views.reading import Page, assert_all_typed_is_still_there
from tests.views.test_carriers_add import choice
from tests.views.writing import ANSWERS, accept, typed

pytestmark = pytest.mark.page_only

NEW = "/launches/new/"
OURS = {"Origin": "http://testserver"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def launch(mona, agent, regions):
    return drafts.create(
        by=mona, agent=agent, answers=ANSWERS | {"launch_name": "spring"}, regions=regions[:1]
    )


@pytest.fixture
def strict():
    """A browser in which forms need their token, as in production."""
    return Client(enforce_csrf_checks=True)


def sign_in(client, response, username="mona", password=PASSWORD, **more):
    """Fill in the sign-in page that was just answered; what comes of it."""
    page = Page(response)
    sent = {**page.sends(), "csrfmiddlewaretoken": page.value("csrfmiddlewaretoken")}
    return client.post("/sign-in/", {**sent, "username": username, "password": password}, **more)


def written(user, agent, regions, /, **changes):
    """A form as its page sends it, which knows who writes."""
    return typed(agent, regions, writer=str(user.pk), optin_description="The last words.", **changes)


def test_it_carries_what_was_typed_through_signing_in(mona, client, agent, regions):
    sent = written(mona, agent, regions[:2], video_uris="not checked yet", action="submit")
    asked = client.post(NEW, sent)
    assert asked.status_code == 401
    assert "what you typed comes along" in asked.content.decode()

    back = sign_in(client, asked)
    assert back["Location"] == NEW
    page = Page(client.get(NEW))

    assert Launch.objects.count() == 0
    assert "You are signed in again" in page.text("form-page")
    assert page.errors("video_uris") == ""
    assert_all_typed_is_still_there(page, sent)


def test_it_comes_back_into_its_draft(mona, client, agent, regions, launch):
    url = f"/launches/{launch.pk}/edit/"
    sent = written(mona, agent, regions[:2])
    assert sign_in(client, client.post(url, sent))["Location"] == url
    page = Page(client.get(url))

    assert_all_typed_is_still_there(page, sent)
    assert Launch.objects.get().optin_description == ANSWERS["optin_description"]
    assert client.post(url, page.sends()).status_code == 302
    assert Launch.objects.get().optin_description == "The last words."


def test_it_comes_back_into_the_draft_that_its_page_had_begun(mona, browsing, client, agent, regions):
    sent = written(mona, agent, regions[:2], action=None)
    browsing(mona).post("/launches/new/autosave/", sent)
    sign_in(client, client.post(NEW, sent | {"trigger_description": "Even later."}))
    response = client.get(NEW)

    url = f"/launches/{Launch.objects.get().pk}/edit/"
    assert response["Location"] == url
    assert Page(client.get(url)).value("trigger_description") == "Even later."


def test_it_comes_back_into_the_choice_of_more_carriers(mona, client, launch, regions):
    url = f"/launches/{accept(launch).pk}/carriers/add/"
    sent = choice(regions[1:3], writer=str(mona.pk))
    assert sign_in(client, client.post(url, sent))["Location"] == url
    page = Page(client.get(url))

    assert sorted(page.values["regions"]) == sorted(str(region.pk) for region in regions[1:3])
    assert launch.submissions.count() == 1


def test_it_survives_a_wrong_password(mona, client, agent, regions):
    again = sign_in(client, client.post(NEW, written(mona, agent, regions[:1])), password="wrong")
    assert again.status_code == 200
    sign_in(client, again)

    assert Page(client.get(NEW)).value("optin_description") == "The last words."


def test_it_is_given_back_once(mona, client, agent, regions):
    sign_in(client, client.post(NEW, written(mona, agent, regions[:1])))
    client.get(NEW)

    assert Page(client.get(NEW)).value("optin_description") == ""


def test_it_is_shown_to_nobody_else(mona, max, client, agent, regions):
    sign_in(client, client.post(NEW, written(mona, agent, regions[:1])), username="max")

    assert Page(client.get(NEW)).value("optin_description") == ""


@pytest.mark.parametrize(
    ("form", "sent", "typed_words"),
    [
        ("/launches/{}/comments/", {"text": "They wrote\non Monday."}, "They wrote\non Monday."),
        ("/launches/{}/withdraw/", {"reason": "Not yet."}, "Not yet."),
        ("/admin/launches/submission/{}/send-back/", {"reason": "Say more.", "note_regions": "Why these?"},
         "Say more.\nWhy these?"),
        ("/agents/new/", {"name": "Maple Bank", "agent_no": "2600"}, "Maple Bank"),
    ],
)  # fmt: skip
def test_it_shows_the_words_of_a_smaller_form_where_it_was(mona, client, launch, form, sent, typed_words):
    there = f"/launches/{launch.pk}/"
    sent |= {"writer": str(mona.pk)}
    asked = client.post(form.format(launch.pk), sent, headers={"Referer": f"http://testserver{there}"})
    assert asked.status_code == 401
    assert "what you typed comes along" in asked.content.decode()

    assert sign_in(client, asked)["Location"] == there
    shown = [str(message) for message in client.get(there).context["messages"]]

    assert shown == [f"Your session had ended, and nothing was done. You had typed: {typed_words}"]
    assert (Comment.objects.count(), Launch.objects.get().state) == (0, "draft")


@pytest.mark.parametrize("is_named", [True, False])
def test_it_shows_the_words_of_a_smaller_form_to_nobody_else(mona, max, client, launch, is_named):
    there = f"/launches/{launch.pk}/"
    sent = {"text": "For my eyes.", "writer": str(mona.pk) if is_named else ""}
    asked = client.post(f"{there}comments/", sent, headers={"Referer": f"http://testserver{there}"})

    assert sign_in(client, asked, username="max")["Location"] == there
    assert "For my eyes." not in client.get(there).content.decode()


def test_it_knows_the_writer_of_every_form_with_words():
    pages = [path.read_text() for path in Path("templates").rglob("*.html")]
    forms = [form for page in pages for form in re.findall("<form.*?</form>", page, re.DOTALL)]
    with_words = [form for form in forms if re.search(f'name="({"|".join(kept.WORDS)}|note_.*)"', form)]

    assert len(with_words) > 10
    assert [form for form in with_words if "_writer.html" not in form] == []


def test_it_leads_back_to_the_page_of_a_button(client, db):
    asked = client.post("/launches/1/archive/", headers={"Referer": "http://testserver/launches/1/"})

    assert asked["Location"] == "/sign-in/?next=/launches/1/"


def test_it_keeps_no_password(client, db):
    asked = client.post("/you/password/", {"password": "one", "new_password": "another", "again": "another"})

    assert (asked.status_code, asked["Location"]) == (302, "/sign-in/?next=/you/password/")


def test_it_keeps_what_was_typed_when_the_token_was_another_ones(mona, strict, agent, regions):
    strict.force_login(mona)
    sent = written(mona, agent, regions[:2])
    response = strict.post(NEW, sent, headers=OURS)

    assert (response.status_code, response["Location"]) == (302, NEW)
    assert_all_typed_is_still_there(Page(strict.get(NEW)), sent)
    assert Launch.objects.count() == 0


def test_it_keeps_what_was_typed_when_session_and_token_are_both_gone(mona, strict, agent, regions):
    sent = written(mona, agent, regions[:2])
    asked = strict.post(NEW, sent, headers=OURS)
    assert asked.status_code == 401

    sign_in(strict, asked, headers=OURS)

    assert_all_typed_is_still_there(Page(strict.get(NEW)), sent)


def test_it_keeps_what_was_typed_when_another_tab_signed_in_first(mona, strict, agent, regions):
    sent = written(mona, agent, regions[:2])
    asked = strict.post(NEW, sent, headers=OURS)
    strict.force_login(mona)
    strict.cookies["csrftoken"] = "x" * 32
    response = sign_in(strict, asked, headers=OURS)

    assert response["Location"] == NEW
    assert_all_typed_is_still_there(Page(strict.get(NEW)), sent)


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://evil.example.com"}, {"Origin": "null"}])
def test_it_takes_no_text_from_another_site(mona, strict, agent, regions, origin):
    strict.force_login(mona)
    response = strict.post(NEW, written(mona, agent, regions[:1]), headers=origin)

    assert response.status_code == 403
    told = "It came from another address" if origin else "This page was out of date"
    assert told in response.content.decode()
    assert Page(strict.get(NEW)).value("optin_description") == ""


@pytest.mark.parametrize(
    ("wanted", "page"),
    [
        ("https://evil.example.com/launches/new/", "/launches/new/"),
        ("/\\evil.example.com", "/"),
        ("", "/"),
    ],
)
def test_it_leads_to_no_other_site(mona, strict, agent, regions, wanted, page):
    asked = strict.post(NEW, written(mona, agent, regions[:1]), headers=OURS)
    strict.force_login(mona)
    strict.cookies["csrftoken"] = "x" * 32
    response = strict.post("/sign-in/", {**Page(asked).sends(), "next": wanted}, headers=OURS)

    assert response["Location"] == page


def test_it_asks_the_page_to_send_itself_plainly_when_htmx_cannot_follow(mona, strict, client, agent, launch):
    strict.force_login(mona)
    url = f"/launches/{launch.pk}/edit/"

    assert strict.post(url, {}, headers=HTMX)["Send-Plainly"] == "yes"
    assert client.post(url, {}, headers=HTMX)["Send-Plainly"] == "yes"
    assert client.get("/launches/picker/", headers=HTMX)["Send-Plainly"] == "yes"
    assert (
        client.post(f"/launches/{launch.pk}/comments/", {"text": "A"}, headers=HTMX)["Send-Plainly"] == "yes"
    )
    assert "Send-Plainly" not in client.get(f"/launches/{launch.pk}/live/", headers=HTMX)


def test_it_survives_being_locked_out(mona, client, agent, regions):
    asked = client.post(NEW, written(mona, agent, regions[:1]))
    for _ in range(5):
        locked = sign_in(client, asked, password="wrong")
    assert locked.status_code == 429
    assert "it comes along" in locked.content.decode()

    page = Page(locked)
    back = client.post("/sign-in/", page.sends())
    assert back.status_code == 401
    assert "what you typed comes along" in back.content.decode()
    axes_reset()
    assert sign_in(client, back)["Location"] == NEW
    assert Page(client.get(NEW)).value("optin_description") == "The last words."


def test_it_has_nothing_to_carry_from_a_plain_lock_out(mona, client):
    for _ in range(5):
        locked = client.post("/sign-in/", {"username": "mona", "password": "wrong"})

    assert "typed" not in Page(locked).values
    assert "Back to sign in" in locked.content.decode()


def test_it_leads_on_from_the_lock_out_page_when_somebody_is_signed_in_meanwhile(mona, browsing):
    response = browsing(mona).post("/sign-in/", {"typed": "optin_description=x", "next": NEW})

    assert (response.status_code, response["Location"]) == (302, NEW)
