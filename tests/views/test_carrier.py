"""/carriers/: the catalogue."""

import csv
import re
from datetime import UTC, datetime

import pytest

from tests.views.reading import Page
from tests.views.writing import make_region, make_regions

URL = "/carriers/"
ROWS = "/carriers/rows/"


@pytest.fixture
def catalogue(db):
    """Four carriers in three countries, one of them gone and one not enabled."""
    return [
        make_region("France", "Orange", management_type="CARRIER_MANAGED"),
        make_region("Spain", "Orange", carrier_enabled=False),
        make_region("Spain", "Vodafone", retired_at=datetime(2026, 3, 4, 12, tzinfo=UTC)),
        make_region("United States", "AT&T", pod="NA", hosting_region="NORTH_AMERICA"),
    ]


def found(response):
    return [str(region) for _, regions in response.context["countries"] for region in regions]


def test_it_lists_carriers_by_country(mona, browsing, catalogue):
    response = browsing(mona).get(URL)

    assert [country for country, _ in response.context["countries"]] == ["France", "Spain", "United States"]
    text = " ".join(response.content.decode().split())
    assert "Not enabled by Kaleyra" in text
    assert "No longer offered since 4 March 2026" in text
    assert "AT&amp;T" in text


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"q": "orange"}, ["France: Orange", "Spain: Orange"]),
        ({"q": "spain voda"}, ["Spain: Vodafone"]),
        ({"pod": "NA"}, ["United States: AT&T"]),
        ({"managed": "CARRIER_MANAGED"}, ["France: Orange"]),
        ({"hosting": "NORTH_AMERICA"}, ["United States: AT&T"]),
        ({"offered": "yes"}, ["France: Orange", "United States: AT&T"]),
        ({"offered": "no"}, ["Spain: Orange", "Spain: Vodafone"]),
        ({"pod": "EU", "offered": "perhaps"}, [
            "France: Orange", "Spain: Orange", "Spain: Vodafone", "United States: AT&T",
        ]),
        ({"q": "nobody"}, []),
    ],
)  # fmt: skip
def test_it_finds(mona, browsing, catalogue, wanted, names):
    client = browsing(mona)

    assert found(client.get(URL, wanted)) == names
    assert found(client.get(ROWS, wanted, headers={"HX-Request": "true"})) == names


def test_it_exports_what_the_filters_leave(mona, browsing, catalogue):
    answer = browsing(mona).get("/carriers/export/", {"q": "orange"})

    head, *rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert head.startswith('"Country","Carrier","Pod","Managed by"')
    facts = [next(csv.reader([row])) for row in rows]
    assert [cells[:2] + cells[3:6] for cells in facts] == [
        ["France", "Orange", "the carrier", "Europe", "offered"],
        ["Spain", "Orange", "Google", "Europe", "not enabled by Kaleyra"],
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="carriers.csv"'
    assert 'href="/carriers/export/?q=orange"' in browsing(mona).get(URL, {"q": "orange"}).content.decode()


def test_it_exports_to_those_who_see_carriers_alone(client, stranger, browsing, catalogue):
    assert client.get("/carriers/export/")["Location"] == "/sign-in/?next=/carriers/export/"
    assert browsing(stranger).get("/carriers/export/").status_code == 403
    assert browsing(stranger).post("/carriers/export/").status_code == 405


def test_it_keeps_the_filter_in_the_form(mona, browsing, catalogue):
    page = Page(browsing(mona).get(URL, {"q": "orange", "pod": "IN", "offered": "no"}))

    assert (page.value("q"), page.values["pod"], page.values["offered"]) == ("orange", ["IN"], ["no"])


def test_it_offers_filters_in_the_words_of_the_picker(mona, browsing, catalogue):
    text = browsing(mona).get(URL).content.decode()
    filters = text.split('id="hosting"')[1].split('id="offered"')[0]

    assert re.findall(r'<option value="[A-Z_]+">([^<]+)', filters) == [
        "Hosted in Europe", "Hosted in North America", "Managed by Google", "Managed by the carrier",
    ]  # fmt: skip


def test_it_gives_htmx_the_rows_and_the_address_to_share(mona, browsing, catalogue):
    response = browsing(mona).get(ROWS, {"q": "orange", "pod": ""}, headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith('<div id="carrier-rows"')
    assert response["HX-Push-Url"] == "/carriers/?q=orange"
    assert "2 carriers found" in response.content.decode()


def test_it_folds_a_long_catalogue_and_shows_all_when_asked(mona, browsing, db):
    make_regions(103)
    client = browsing(mona)

    folded, whole = client.get(URL), client.get(URL, {"all": "on"})

    assert (len(found(folded)), folded.context["left_out"]) == (100, 3)
    assert 'href="/carriers/?all=on"' in folded.content.decode()
    assert (len(found(whole)), whole.context["left_out"]) == (103, 0)


def test_it_teaches_when_the_catalogue_is_empty(mona, browsing):
    assert "The catalogue is empty" in browsing(mona).get(URL).content.decode()


@pytest.mark.parametrize("url", [URL, ROWS])
def test_it_refuses_a_stranger(stranger, browsing, url):
    assert browsing(stranger).get(url).status_code == 403


@pytest.mark.parametrize("url", [URL, ROWS])
def test_it_asks_to_sign_in(client, db, url):
    assert client.get(url)["Location"] == f"/sign-in/?next={url}"


@pytest.mark.parametrize("url", [URL, ROWS])
def test_it_cannot_be_posted_to(mona, browsing, url):
    assert browsing(mona).post(url).status_code == 405


def test_it_takes_the_same_number_of_queries_for_1_and_for_90(mona, browsing, django_assert_num_queries):
    make_region("France")
    client = browsing(mona)
    with django_assert_num_queries(6) as one:
        client.get(URL)
    make_regions(90)

    with django_assert_num_queries(len(one)):
        client.get(URL)
