"""Faults 36 and 38 as people see them: a database that is busy, read-only or not migrated, and the pages."""

import pytest
from django.db import connection

from launches.models import Launch, Submission
from launches.statuses import SubmissionStatus
from launches.views import breakdown
from tests.faults import elsewhere
from tests.views import writing
from tests.views.reading import Page

READ_ONLY = {
    "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    "postgresql": (
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
    ),
}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(transactional_db, mona, browsing):
    """Mona's browser."""
    client = browsing(mona)
    client.raise_request_exception = False
    return client


@pytest.fixture
def form():
    """A whole launch, to be submitted."""
    return writing.typed(writing.make_agent(), [writing.make_region()], action="submit")


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def impatient():
    """We wait as long as pages do, only shorter."""
    patience = {"sqlite": "PRAGMA busy_timeout = {0}", "postgresql": "SET lock_timeout = {0}"}[
        connection.vendor
    ]
    execute(patience.format(400))
    yield
    execute(patience.format(20000))


def test_it_says_busy_and_keeps_the_text_when_somebody_else_writes_for_too_long(
    client, form, impatient, start, forks
):
    is_held = forks.Event()
    holder = start(elsewhere.hold_the_write_lock, is_held, 600.0)
    assert is_held.wait(180)

    page = client.post("/launches/new/", form)
    toast = client.post("/launches/new/", form, headers=HTMX)

    assert (page.status_code, toast.status_code, Launch.objects.count()) == (503, 503, 0)
    assert "The portal is busy at this moment" in page.content.decode()
    assert toast.content.decode() == breakdown.BUSY
    holder.kill()
    holder.join(180)
    kept = Page(page).values
    assert client.post("/launches/new/", kept).status_code == 302
    assert Submission.objects.get().status == SubmissionStatus.IN_REVIEW
    assert Launch.objects.get().optin_description == form["optin_description"]
    assert client.post("/launches/new/", kept).status_code == 302  # pressed twice
    assert Launch.objects.count() == 1


def test_it_shows_pages_while_nobody_can_write_and_says_so_to_whoever_tries(client, form):
    on, off = READ_ONLY[connection.vendor]
    session = client.session
    session["active"] -= 120  # so old that it would be written anew
    session.save()
    execute(on)
    try:
        shown, refused = client.get("/launches/"), client.post("/launches/new/", form)
    finally:
        execute(off)

    assert (shown.status_code, refused.status_code) == (200, 503)
    assert "cannot use its database" in refused.content.decode()
    assert Page(refused).value("optin_description") == form["optin_description"]


@pytest.mark.parametrize("path", ["/", "/launches/", "/launches/new/"])
def test_it_says_503_in_words_when_a_table_is_missing(client, path):
    execute("ALTER TABLE launches_launch RENAME TO launches_gone")
    try:
        page, toast = client.get(path), client.get(path, headers=HTMX)
    finally:
        execute("ALTER TABLE launches_gone RENAME TO launches_launch")

    assert (page.status_code, toast.status_code) == (503, 503)
    assert "cannot use its database" in page.content.decode()
    assert toast["Content-Type"] == "text/plain; charset=utf-8"
