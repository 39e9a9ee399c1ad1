"""/activity/: everything that happened, as sentences."""

import csv
import io
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from launches import activity
from launches.services import archive
from launches.transitions import KALEYRA, note_region
from tests.views.reading import Page, words_of
from tests.views.standing import a_draft, in_review, sent_back, with_carriers
from tests.views.writing import make_region

URL = "/activity/"
ROWS = "/activity/rows/"
EXPORT = "/activity/export/"


def told(response):
    """What is said, newest first, with the launch that it is about."""
    return [
        f"{entry.who}: {entry.sentence} ({launch.launch_name if launch else '-'})"
        for _, moments in response.context["days"]
        for entry, launch in moments
    ]


@pytest.fixture
def story(mona, max, rita):
    """A launch that came back, a colleague's draft, and a carrier that came into the catalogue."""
    back = sent_back(mona, rita, "Say where people agree.", number="1")
    draft = a_draft(max, "2")
    note_region(make_region("Spain", "Orange"), "", "offered", by=KALEYRA)
    return back, draft


SPAIN = "Kaleyra: Spain: Orange came into the catalogue (-)"
DRAFT = "Max Moreau: started the agent launch (launch_2)"
BACK = [
    "Rita Ramos: sent the agent launch back (launch_1)",
    "Mona Marsh: submitted the agent launch for review (launch_1)",
    "Mona Marsh: started the agent launch (launch_1)",
]


def test_it_tells_everything_newest_first(mona, browsing, story):
    response = browsing(mona).get(URL)

    assert told(response) == [SPAIN, DRAFT, *BACK]
    text = words_of(response)
    assert "<blockquote>Say where people agree.</blockquote>" in text
    assert f'<a href="/launches/{story[0].pk}/">launch_1</a> · Agent 1' in text
    assert "Spain: Orange came into the catalogue</p>" in text


def test_it_teaches_when_nothing_has_happened(mona, browsing):
    response = browsing(mona).get(URL)

    assert "Nothing has happened yet" in response.content.decode()
    assert 'href="/launches/new/"' in response.content.decode()


FINDS = [
    ({"source": "kaleyra"}, [SPAIN]),
    ({"source": "worker"}, []),
    ({"kind": "submission"}, [DRAFT, *BACK]),
    ({"kind": "carrier_region"}, [SPAIN]),
    ({"kind": "launch"}, []),
    ({"launch": "LAUNCH 2"}, [DRAFT]),
    ({"launch": "nobody"}, []),
    ({"carrier": "orange spain"}, [SPAIN]),
    ({"carrier": "nobody"}, []),
    ({"since": "2000-01-01", "until": "2000-01-02"}, []),
    ({"since": "2000-01-01", "launch": "launch_2"}, [DRAFT]),
]


def test_it_finds(mona, browsing, story):
    client = browsing(mona)

    for wanted, found in FINDS:
        assert told(client.get(URL, wanted)) == found, wanted
        assert told(client.get(ROWS, wanted, headers={"HX-Request": "true"})) == found, wanted


def test_it_finds_the_same_when_many_launches_fit(mona, browsing, story, monkeypatch):
    monkeypatch.setattr(activity, "MOST_LAUNCHES", 0)

    assert told(browsing(mona).get(URL, {"launch": "LAUNCH 2"})) == [DRAFT]


def test_it_finds_what_a_person_did(mona, rita, browsing, story):
    response = browsing(mona).get(URL, {"by": rita.pk})

    assert told(response) == BACK[:1]
    assert [name for _, name in response.context["people"]] == ["Max Moreau", "Mona Marsh", "Rita Ramos"]
    assert Page(response).values["by"] == [str(rita.pk)]


def test_it_finds_what_happened_to_an_agent(mona, browsing, story):
    assert told(browsing(mona).get(URL, {"agent": story[1].agent_id})) == [DRAFT]


def test_it_finds_what_a_carrier_said_however_much_that_is(mona, rita, browsing, monkeypatch):
    with_carriers(mona, rita, "live", "rejected", number="1")
    client = browsing(mona)

    few = told(client.get(URL, {"carrier": "carrier 002"}))
    monkeypatch.setattr(activity, "MOST_ROWS", 0)
    many = told(client.get(URL, {"carrier": "carrier 002"}))

    assert few == many == ["Kaleyra: rejected by Country 1: Carrier 002 (launch_1)"]


def test_it_counts_a_day_from_midnight_to_midnight_where_the_portal_is(mona, browsing, settings):
    settings.TIME_ZONE = "America/Toronto"
    a_draft(mona)
    today = timezone.localdate()
    client = browsing(mona)

    assert len(told(client.get(URL, {"since": today, "until": today}))) == 1
    assert told(client.get(URL, {"since": today + timedelta(days=1)})) == []
    assert told(client.get(URL, {"until": today - timedelta(days=1)})) == []


def test_it_says_nothing_twice_and_leaves_out_no_archiving(mona, rita, browsing):
    launch = in_review(mona)
    archive_me = a_draft(mona, "2")
    archive.archive(archive_me, by=mona)
    archive.restore(archive_me, by=mona)

    found = told(browsing(mona).get(URL))

    assert [line for line in found if launch.launch_name in line] == [
        f"Mona Marsh: submitted the agent launch for review ({launch.launch_name})",
        f"Mona Marsh: started the agent launch ({launch.launch_name})",
    ]
    assert found[:2] == [
        "Mona Marsh: took the launch out again (launch_2)",
        "Mona Marsh: archived the launch (launch_2)",
    ]


@pytest.mark.same_rows
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("", "offered", "came into the catalogue"),
        ("", "disabled", "came into the catalogue"),
        ("offered", "retired", "left the catalogue"),
        ("retired", "offered", "is back in the catalogue; it is offered"),
        ("offered", "disabled", "is not enabled by Kaleyra"),
        ("disabled", "offered", "is offered"),
        ("offered", "offered", "changed in the catalogue"),
    ],
)
def test_it_tells_of_the_catalogue(mona, browsing, old, new, words):
    note_region(make_region("Spain", "Orange"), old, new, by=KALEYRA)

    assert told(browsing(mona).get(URL)) == [f"Kaleyra: Spain: Orange {words} (-)"]


ODD = [
    {"source": "x"},
    {"kind": "x"},
    {"by": "x"},
    {"since": "2026-99-99"},
    {"before": "0"},
    {"launch": "\0"},
]


def test_it_ignores_what_makes_no_sense(mona, browsing, story):
    client = browsing(mona)

    for odd in ODD:
        assert told(client.get(URL, odd)) == [SPAIN, DRAFT, *BACK], odd


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_it_survives_the_ends_of_the_calendar(mona, browsing, story, day):
    assert browsing(mona).get(URL, {"since": day}).status_code == 200
    assert browsing(mona).get(URL, {"until": day}).status_code == 200


def test_it_shows_what_is_older_below_or_on_a_page_of_its_own(mona, browsing, story, monkeypatch):
    monkeypatch.setattr(activity, "PAGE", 2)
    client = browsing(mona)

    first = client.get(URL, {"launch": "launch_1"})
    page = client.get(URL + first.context["older"])
    below = client.get(ROWS + first.context["older"], headers={"HX-Request": "true"})

    assert told(first) == BACK[:2]
    assert told(page) == told(below) == BACK[2:]
    assert first.context["older"].startswith("?launch=launch_1&before=")
    assert page.context["newest"] == "?launch=launch_1"
    assert "Newest" in page.content.decode()
    assert "HX-Push-Url" not in below
    assert "That is everything." in below.content.decode()


@pytest.mark.parametrize("days", [{}, {"since": "2001-01-01", "until": "2199-12-31"}])
def test_it_leads_from_page_to_page_to_everything_once(mona, browsing, story, monkeypatch, days):
    everything = told(browsing(mona).get(URL, days))
    monkeypatch.setattr(activity, "PAGE", 2)
    query, found = f"?{urlencode(days)}", []
    while query:
        response = browsing(mona).get(URL + query)
        found += told(response)
        query = response.context["older"]

    assert found == everything == [SPAIN, DRAFT, *BACK]


def test_it_is_in_the_order_of_time_where_days_are_wanted(mona, browsing, monkeypatch):
    now, moment = timezone.now(), datetime(2020, 5, 1, 12, tzinfo=UTC)
    for number, at in enumerate((now, moment, moment, moment - timedelta(days=1)), 1):
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        a_draft(mona, str(number))
    monkeypatch.undo()
    monkeypatch.setattr(activity, "PAGE", 1)
    query, found = "?until=2020-05-01", []
    while query:
        response = browsing(mona).get(URL + query)
        found += told(response)
        query = response.context["older"]

    assert [words[-len("(launch_n)") :] for words in found] == ["(launch_3)", "(launch_2)", "(launch_4)"]


def test_it_gives_htmx_what_fits_and_the_address_to_share(mona, browsing, story):
    response = browsing(mona).get(ROWS, {"kind": "submission"}, headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith('<div id="activity-rows"')
    assert response["HX-Push-Url"] == "/activity/?kind=submission"
    assert "4 events found" in response.content.decode()


@pytest.mark.parametrize("at_once", [1, 2, 3, 2000])
def test_it_is_a_sheet_too(mona, browsing, story, monkeypatch, at_once):
    monkeypatch.setattr(activity, "AT_ONCE", at_once)
    response = browsing(mona).get(EXPORT, {"launch": "launch_1"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))

    assert head == list(activity.HEAD)
    assert lines[0][1:] == [
        "Rita Ramos", "Admin", "Sent the agent launch back", "Say where people agree.", "",
        "launch_1", "Agent 1", "1", "IN",
    ]  # fmt: skip
    assert len(lines) == 3
    assert response["Content-Disposition"] == 'attachment; filename="activity.csv"'


@pytest.mark.parametrize("url", [URL, ROWS, EXPORT])
def test_it_refuses_a_stranger(stranger, browsing, url):
    assert browsing(stranger).get(url).status_code == 403


@pytest.mark.parametrize("url", [URL, ROWS, EXPORT])
def test_it_asks_to_sign_in(client, db, url):
    assert client.get(url)["Location"] == f"/sign-in/?next={url}"


@pytest.mark.parametrize("url", [URL, ROWS, EXPORT])
def test_it_cannot_be_posted_to(mona, browsing, url):
    assert browsing(mona).post(url).status_code == 405
