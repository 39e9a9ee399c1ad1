"""/matrix/: where every agent stands with every carrier."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from launches import matrix
from launches.models import Agent, Launch, LaunchRegion
from launches.statuses import CarrierState
from tests.views.reading import Page, words_of
from tests.views.standing import a_draft, with_carriers

URL = "/matrix/"
ROWS = "/matrix/rows/"
EXPORT = "/matrix/export/"


@pytest.fixture
def estate(mona, rita):
    """Two agents with carriers, in states for two days and for nine; and one that has only a draft."""
    a_draft(mona, "0")
    return [
        with_carriers(mona, rita, "live", "rejected", number="1"),
        with_carriers(mona, rita, "pending", number="2", days=9),
    ]


def drawn(response):
    """Agent by agent, what each filled cell says."""
    carriers = response.context["carriers"]
    return {
        row.agent.agent_no: [
            f"{carrier}: {cell.look.label}, {cell.days} days"
            for carrier, cells in zip(carriers, row.cells, strict=True)
            for cell in cells
        ]
        for row in response.context["rows"]
    }


EVERYTHING = {
    "1": ["Country 1: Carrier 001: Live, 2 days", "Country 1: Carrier 002: Rejected, 2 days"],
    "2": ["Country 2: Carrier 001: Pending, 9 days"],
}


@pytest.mark.page_only
def test_it_shows_every_agent_with_every_carrier_that_appears(mona, browsing, estate):
    response = browsing(mona).get(URL)

    assert drawn(response) == EVERYTHING
    assert [str(carrier) for carrier in response.context["carriers"]] == [
        "Country 1: Carrier 001",
        "Country 1: Carrier 002",
        "Country 2: Carrier 001",
    ]
    assert [look.label for look in response.context["legend"]] == ["Pending", "Live", "Rejected", "Overdue"]


@pytest.mark.page_only
def test_it_says_in_each_cell_what_it_means_and_leads_to_the_launch(mona, browsing, estate):
    text = words_of(browsing(mona).get(URL))

    assert (
        f'href="/launches/{estate[1].pk}/" title="Country 2: Carrier 001: Pending, 9 days, overdue (launch_2)"'
        in text
    )
    assert "<span>Country 2: Carrier 001</span> Pending, overdue</span>" in text


def test_it_marks_what_takes_longer_than_usual_and_nothing_else(mona, rita, browsing):
    late = with_carriers(mona, rita, "pending", "live", number="1", days=6)
    with_carriers(mona, rita, "submitted", number="2", days=4)

    response = browsing(mona).get(URL)

    assert response.context["overdue"] == {late.launch_regions.get(state="pending").pk}
    assert (
        words_of(response).count("overdue") == 2
    )  # on hover, and in words for whoever does not see the clock


@pytest.mark.page_only
def test_it_teaches_when_nothing_is_with_a_carrier(mona, browsing):
    a_draft(mona)

    response = browsing(mona).get(URL)

    assert "Nothing is with a carrier yet" in response.content.decode()
    assert 'href="/launches/new/"' in response.content.decode()


FINDS = [
    ({"q": "agent 2"}, {"2": EVERYTHING["2"]}),
    ({"q": "nobody"}, {}),
    ({"pod": "IN"}, EVERYTHING),
    ({"pod": "NA"}, {}),
    ({"country": "Country 2"}, {"2": EVERYTHING["2"]}),
    ({"state": "live"}, {"1": EVERYTHING["1"][:1]}),
    ({"state": "live", "q": "2"}, {}),
    ({"trouble": "on"}, {"1": EVERYTHING["1"]}),
    ({"trouble": "on", "state": "live"}, {"1": EVERYTHING["1"][:1]}),
    ({"trouble": "on", "state": "pending"}, {}),
]


def test_it_finds(mona, browsing, estate):
    client = browsing(mona)

    for wanted, found in FINDS:
        assert drawn(client.get(URL, wanted)) == found, wanted
        assert drawn(client.get(ROWS, wanted, headers={"HX-Request": "true"})) == found, wanted


ODD = [{"state": "sideways"}, {"pod": "EU"}, {"after": "x"}, {"after": "9" * 19}, {"q": "\0"}]


def test_it_ignores_what_makes_no_sense(mona, browsing, estate):
    client = browsing(mona)

    for odd in ODD:
        assert drawn(client.get(URL, odd)) == EVERYTHING, odd


@pytest.mark.page_only
def test_it_says_what_to_do_when_nobody_fits(mona, browsing, estate):
    text = browsing(mona).get(URL, {"q": "nobody"}).content.decode()

    assert "No agent fits" in text
    assert Page(browsing(mona).get(URL, {"q": "nobody"})).value("q") == "nobody"


@pytest.mark.page_only
def test_it_shows_a_carrier_that_nobody_knows(mona, browsing, estate):
    LaunchRegion.objects.create(
        launch=estate[1], remote_region="mars", state=CarrierState.UNKNOWN, state_since=timezone.now()
    )

    assert drawn(browsing(mona).get(URL))["2"][-1] == "Not in the catalogue: mars: Unknown, 0 days"


def test_it_shows_every_launch_of_an_agent_and_first_the_one_that_occupies_the_carrier(
    mona, browsing, estate
):
    """Rejected in a launch, then live in an older one that came after all."""
    launch = Launch.objects.create(agent=estate[0].agent, launch_name="again", created_by=mona)
    region = estate[0].launch_regions.get(state="live").region
    LaunchRegion.objects.create(launch=launch, region=region, state="rejected", state_since=timezone.now())

    found = browsing(mona).get(URL).context["rows"][0].cells[0]

    assert [(cell.launch_name, cell.state) for cell in found] == [("launch_1", "live"), ("again", "rejected")]


def test_it_draws_two_launches_in_a_cell_and_leads_to_the_rest(mona, browsing, estate):
    region = estate[0].launch_regions.get(state="live").region
    for number in range(3):
        launch = Launch.objects.create(agent=estate[0].agent, launch_name=f"again_{number}", created_by=mona)
        LaunchRegion.objects.create(
            launch=launch, region=region, state="rejected", state_since=timezone.now()
        )
    client = browsing(mona)

    text = words_of(client.get(URL))

    way = f"/launches/?agent={estate[0].agent_id}&amp;carrier=Country+1+Carrier+001"
    assert text.count("Country 1: Carrier 001: ") == 3  # two launches, and the way to all
    assert f'href="{way}" title="Country 1: Carrier 001: all launches">+2' in text
    assert {row.launch_name for row in client.get(way.replace("&amp;", "&")).context["launches"]} == {
        "launch_1",
        "again_0",
        "again_1",
        "again_2",
    }


def test_it_leaves_out_what_is_archived(mona, browsing, estate):
    Launch.objects.filter(pk=estate[0].pk).update(archived_at=timezone.now())
    Agent.objects.filter(pk=estate[1].agent_id).update(archived_at=timezone.now())

    assert drawn(browsing(mona).get(URL)) == {}


def test_it_shows_further_agents_on_the_next_page(mona, browsing, estate, monkeypatch):
    monkeypatch.setattr(matrix, "PAGE", 1)
    client = browsing(mona)

    first = client.get(URL, {"pod": "IN"})
    second = client.get(URL + first.context["further"])

    assert drawn(first) == {"1": EVERYTHING["1"]}
    assert first.context["further"] == f"?pod=IN&after={estate[0].agent_id}"
    assert drawn(second) == {"2": EVERYTHING["2"]}
    assert (second.context["further"], second.context["first"]) == ("", "?pod=IN")


def test_it_puts_fewer_agents_on_a_page_when_they_fill_it(mona, browsing, estate, monkeypatch):
    monkeypatch.setattr(matrix, "MOST_CELLS", 2)
    client = browsing(mona)

    first = client.get(URL)

    assert drawn(first) == {"1": EVERYTHING["1"]}
    assert drawn(client.get(URL + first.context["further"])) == {"2": EVERYTHING["2"]}


def test_it_gives_htmx_the_table_and_the_address_to_share(mona, browsing, estate):
    response = browsing(mona).get(ROWS, {"state": "pending"}, headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith('<div id="matrix-rows"')
    assert response["HX-Push-Url"] == "/matrix/?state=pending"
    assert "1 agent found" in response.content.decode()


def test_it_is_a_sheet_too(mona, browsing, estate):
    LaunchRegion.objects.filter(state="pending").update(state_since=timezone.now() - timedelta(days=3))

    response = browsing(mona).get(EXPORT, {"pod": "IN"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))

    assert head == list(matrix.HEAD)
    assert [[*line[:6], *line[7:]] for line in lines] == [
        ["Agent 1", "1", "IN", "Country 1", "Carrier 001", "Live", "2", "launch_1"],
        ["Agent 1", "1", "IN", "Country 1", "Carrier 002", "Rejected", "2", "launch_1"],
        ["Agent 2", "2", "IN", "Country 2", "Carrier 001", "Pending", "3", "launch_2"],
    ]
    assert response["Content-Disposition"] == 'attachment; filename="matrix.csv"'


@pytest.mark.page_only
def test_it_offers_the_sheet_with_the_same_filters(mona, browsing, estate):
    assert browsing(mona).get(URL, {"trouble": "on"}).context["export"] == "/matrix/export/?trouble=True"


@pytest.mark.page_only
@pytest.mark.parametrize("url", [URL, ROWS, EXPORT])
def test_it_refuses_a_stranger(stranger, browsing, url):
    assert browsing(stranger).get(url).status_code == 403


@pytest.mark.page_only
@pytest.mark.parametrize("url", [URL, ROWS, EXPORT])
def test_it_asks_to_sign_in(client, db, url):
    assert client.get(url)["Location"] == f"/sign-in/?next={url}"


@pytest.mark.page_only
@pytest.mark.parametrize("url", [URL, ROWS, EXPORT])
def test_it_cannot_be_posted_to(mona, browsing, url):
    assert browsing(mona).post(url).status_code == 405
