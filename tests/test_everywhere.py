"""Faults 9, 33 and 64 at every address of the portal: no key, no markup of a name, and every answer with its headers.

The addresses are read from the URL conf: a page that is added tomorrow is looked at tomorrow.
"""

import re
from copy import deepcopy

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import URLResolver, get_resolver

from launches.models import Agent, Launch
from launches.services import backup, comments, delivery, health, refresh
from tests.contract import faultserver
from tests.contract.samples import accepted
from tests.factories import make_agent, make_approved, make_launch, make_region, make_submitted
from tests.services.rounds import make_due

KEY, SID = "canary-5b8497f58a94", "HXcanary77010"
SCRIPT = "<script>alert('a name')</script>"
NAME = f"Canada: {SCRIPT}"
# For everybody by design; whatever else a stranger asks for leads to the sign-in page.
PUBLIC = {"/sign-in/", "/sign-in/first/1/1/", "/healthz", "/admin/login/"}
HTMX = {"HX-Request": "true"}
FEWEST = 90  # addresses; fewer would mean that this test has gone blind


@pytest.fixture
def kaleyra(settings):
    """A Kaleyra that repeats the key, the SID and markup wherever it can."""
    told = deepcopy(accepted())
    told["message"] = f"Taken, with {KEY} of {SID}"
    told["data"]["launch"]["status"] = f"ACTIVE {KEY}"
    told["data"]["regions"][0] |= {"region": SCRIPT, "entry_point": f"{KEY}"}
    server = faultserver.FaultServer(faultserver.says(told))
    settings.KALEYRA_PODS = {"NA": {"base_url": server.url, "sid": SID, "api_key": KEY}}
    yield server
    server.close()


@pytest.fixture
def world(transactional_db, kaleyra, mona, rita, person):
    """One thing of every kind, named as badly as can be; and somebody who may see all of it."""
    root = person("root", f"Rosa {SCRIPT}", "Marketing", is_staff=True, is_superuser=True)
    make_region(NAME, remote_id="r-1", region_name=SCRIPT, country="Canada", carrier=SCRIPT)
    agent = make_agent("2600", name=SCRIPT, brand_name=SCRIPT, contact_name=SCRIPT)
    submission = make_approved(mona, rita, agent=agent, carriers=[NAME], optin_description=SCRIPT)
    delivery.deliver(submission.pk)
    make_due()
    refresh.refresh_due()
    submission.refresh_from_db()
    assert submission.status == "accepted", submission.reason
    comments.add(submission.launch, by=root, text=SCRIPT)
    make_submitted(mona, agent=agent, carriers=[f"{NAME} 2"])
    make_launch(root, agent=agent, carriers=[f"{NAME} 3"], optin_description=SCRIPT)
    health.beat()
    return root


def routes(resolver=None, prefix="/"):
    """Every route of the URL conf, with the name of its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        else:
            yield route, entry.name or ""


def filled(route, name):
    """The address with the things of the world in its place holders: launches, or what the admin calls it by."""
    launch = Launch.objects.order_by("pk").first()
    call = launch.api_calls.first()
    model = next(
        (m for m in apps.get_models() if name.startswith(f"{m._meta.app_label}_{m._meta.model_name}_")), None
    )
    thing = model.objects.order_by("pk").first() if model else None
    values = {
        "pk": Agent.objects.get().pk if "/agents/" in route else launch.pk,
        "number": 1,
        "call_pk": call.pk,
        "object_id": thing.pk if thing else 1,
        "content_type_id": 1,
        "id": 1,
    }
    address = re.sub(r"<(?:\w+:)?(\w+)>", lambda place: str(values.get(place[1], 1)), route)
    return address.replace("\\Z", "").replace("^", "").replace("$", "").split("(?P")[0]


def addresses():
    """Every address, filled in."""
    found = sorted({filled(route, name) for route, name in routes()})
    assert len(found) > FEWEST
    return found


def content(answer):
    return b"".join(answer) if answer.streaming else answer.content


def answers(client):
    """What is at every address: as a page, and as htmx asks for it."""
    for address in addresses():
        for headers in ({}, HTMX):
            yield address, client.get(address, headers=headers)


def assert_headers(address, answer):
    """It cannot be framed, sniffed or kept in a cache, and runs only our own scripts."""
    headers = answer.headers
    policy = set(headers.get("Content-Security-Policy", "").split("; "))
    assert headers.get("X-Content-Type-Options") == "nosniff", address
    assert headers.get("X-Frame-Options") == "DENY", address
    assert headers.get("Referrer-Policy") == "same-origin", address
    assert headers.get("Cross-Origin-Opener-Policy") == "same-origin", address
    assert headers.get("Cross-Origin-Resource-Policy") == "same-origin", address
    assert headers.get("Cross-Origin-Embedder-Policy") == "require-corp", address
    assert headers.get("Permissions-Policy") == "camera=(), geolocation=(), microphone=()", address
    assert {"script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= policy, address
    assert "no-store" in headers.get("Cache-Control", ""), address


@pytest.mark.long
def test_it_shows_no_key_and_no_markup_anywhere_and_has_its_headers(world, browsing, caplog, tmp_path):
    client = browsing(world)
    for address, answer in answers(client):
        text = content(answer).decode()
        assert answer.status_code < 500, address
        assert_headers(address, answer)
        assert KEY not in text, address
        assert SID not in text, address
        if answer["Content-Type"].startswith("text/html"):
            assert SCRIPT not in text, address

    said = "".join([caplog.text, *(f"{letter.subject}{letter.body}" for letter in mail.outbox)])
    assert KEY not in said
    assert SID not in said
    assert [table for table, row in stored() if KEY in row or SID in row] == []
    if connection.vendor == "sqlite":
        copy = backup.back_up(tmp_path / "copy.sqlite3").read_bytes()
        assert KEY.encode() not in copy
        assert SID.encode() not in copy


def stored():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, str(row)


@pytest.mark.page_only
def test_the_world_would_show_markup_if_somebody_forgot_to_escape_it(world, browsing):
    page = browsing(world).get(f"/launches/{Launch.objects.order_by('pk').first().pk}/").content.decode()

    assert page.count("&lt;script&gt;alert(&#x27;a name&#x27;)&lt;/script&gt;") > 5


@pytest.mark.page_only
def test_a_stranger_is_shown_nothing_with_the_same_headers(world):
    for address, answer in answers(Client()):
        assert_headers(address, answer)
        if address not in PUBLIC:
            is_sent_away = answer.status_code in (301, 302, 401)
            assert is_sent_away or answer.status_code in (400, 404, 405), address
            assert "Canada" not in content(answer).decode(), address


@pytest.mark.page_only
def test_it_takes_no_form_without_its_token_at_any_address(db):
    client = Client(enforce_csrf_checks=True)

    answers = {
        route: client.post(re.sub(r"<[^>]*>", "1", route), {"reason": "x"}).status_code
        for route, _ in routes()
        if "(?P" not in route
    }

    assert {route: status for route, status in answers.items() if status != 403} == {}


@pytest.mark.page_only
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_it_knows_no_other_method_at_any_address(db, method):
    client = Client()

    assert {client.generic(method, route).status_code for route, _ in routes()} == {405}


@pytest.mark.page_only
def test_it_answers_under_no_other_name_at_any_address(db, settings):
    settings.ALLOWED_HOSTS = ["portal.example.com"]
    forged = {"X-Forwarded-Host": "evil.example.com", "X-Original-URL": "/x/", "Host": "portal.example.com"}

    for route, _ in routes():
        assert Client().get(route, headers={"Host": "evil.example.com"}).status_code == 400, route
        answer = Client().get(route, headers=forged)
        assert "evil" not in f"{answer.headers}{content(answer).decode()}", route


@pytest.mark.page_only
@pytest.mark.parametrize(("host", "status"), [("portal.example.com", 301), ("evil.example.com", 400)])
def test_it_has_its_headers_before_it_speaks_https(settings, host, status):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["portal.example.com"], True

    answer = Client().get("/sign-in/", headers={"Host": host})

    assert answer.status_code == status
    assert_headers(host, answer)


@pytest.mark.page_only
@pytest.mark.parametrize(
    "path", ["../settings.py", "%2e%2e/manage.py", "..%2f..%2fetc/passwd", "css/../../x.py"]
)
def test_it_gives_no_file_that_is_not_a_static_one(db, path):
    assert Client().get(f"/static/{path}").status_code in (302, 404)


@pytest.mark.page_only
def test_it_gives_static_files_to_its_own_pages_alone(db):
    answer = Client().get("/static/css/portal.css")
    answer.close()

    assert answer.status_code == 200
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in answer
