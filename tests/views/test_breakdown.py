"""When something of ours breaks: a number that stands in the log, once; and what was typed is not lost."""

import html
import logging
import re
import sqlite3

import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError

from launches.models import Launch
from launches.views import breakdown
from tests.views import writing
from tests.views.reading import Page

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
OVERVIEW = "launches.views.overview.board.board_for"


def locked():
    problem = OperationalError("database is locked")
    problem.__cause__ = sqlite3.OperationalError("database is locked")
    problem.__cause__.sqlite_errorname = "SQLITE_BUSY"
    return problem


@pytest.fixture
def broken(mona, browsing, monkeypatch):
    """Mona's browser, and an overview that breaks over this: `broken(ZeroDivisionError())`."""

    def breaks_over(problem):
        def break_off(*_):
            raise problem

        monkeypatch.setattr(OVERVIEW, break_off)
        client = browsing(mona)
        client.raise_request_exception = False
        return client

    return breaks_over


def number_in(text):
    return re.search(r"[Ee]rror (?:<strong>)?([0-9a-f]{8})", text)[1]


def test_it_names_an_error_that_the_log_knows_once(broken, caplog):
    page = broken(ZeroDivisionError("a secret detail")).get("/")

    text = page.content.decode()
    records = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert page.status_code == 500
    assert "Something went wrong on our side" in text
    assert "a secret detail" not in text
    assert "Traceback" not in text
    assert [record.getMessage() for record in records] == [f"Error {number_in(text)}: GET /"]
    assert records[0].exc_info[0] is ZeroDivisionError


def test_it_gives_htmx_the_number_too(broken, caplog):
    toast = broken(ZeroDivisionError()).get("/", headers=HTMX)

    number = number_in(toast.content.decode())
    assert (toast.status_code, toast.content.decode()) == (500, breakdown.BROKEN.format(number))
    assert f"Error {number}: GET /" in caplog.text


def test_it_gives_each_error_a_number_of_its_own(broken):
    client = broken(ZeroDivisionError())

    assert len({number_in(client.get("/").content.decode()) for _ in range(3)}) == 3


def test_it_makes_no_query(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        for problem in (ZeroDivisionError(), locked(), InterfaceError()):
            try:
                raise problem
            except (ZeroDivisionError, OperationalError, InterfaceError):
                answers = [
                    breakdown.server_error(rf.post("/", {"a": "b"}, headers=how)) for how in ({}, HTMX)
                ]
            assert {answer.status_code for answer in answers} <= {500, 503}


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (OperationalError("attempt to write a readonly database"), 503),
        (ProgrammingError("no such table"), 503),
        (InterfaceError("connection already closed"), 503),
        (IntegrityError("a fault of ours"), 500),
        (DataError("a fault of ours"), 500),
    ],
)
def test_it_says_503_when_it_was_the_database(broken, problem, status):
    answer = broken(problem).get("/")

    text = answer.content.decode()
    assert answer.status_code == status
    assert ("cannot use its database" in text) == (status == 503)
    assert ("Retry-After" in answer) == (status == 503)


def test_it_says_that_it_is_busy_when_somebody_else_writes_for_too_long(broken):
    client = broken(locked())

    page, toast = client.get("/"), client.get("/", headers=HTMX)

    assert (page.status_code, toast.status_code) == (503, 503)
    assert "<h1>The portal is busy at this moment</h1>" in page.content.decode()
    assert toast.content.decode() == breakdown.BUSY


def test_it_keeps_what_was_typed_to_be_sent_again(mona, browsing, monkeypatch):
    form = writing.typed(writing.make_agent(), [writing.make_region()], action="save")
    form["optin_description"] = 'Tick a box, "so" & <so>'
    client = browsing(mona)
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("launches.chain._last_seal", lambda: (_ for _ in ()).throw(locked()))
        answer = client.post("/launches/new/", form)
    assert (answer.status_code, Launch.objects.count()) == (503, 0)

    kept = Page(answer).values
    again = client.post("/launches/new/", {**kept, "regions": form["regions"]})

    assert again.status_code == 302
    assert Launch.objects.get().optin_description == form["optin_description"]
    assert html.escape(form["optin_description"]).replace("&#x27;", "'") in answer.content.decode()


def test_it_keeps_no_password(client, monkeypatch):
    monkeypatch.setattr("launches.views.sign_in.LoginView.as_view", lambda **_: 1 / 0)
    monkeypatch.setattr("launches.views.kept.of", lambda *_: (_ for _ in ()).throw(locked()))
    client.raise_request_exception = False

    answer = client.post("/sign-in/", {"username": "mona", "password": "a long walk"})

    assert answer.status_code == 503
    assert "a long walk" not in answer.content.decode()
