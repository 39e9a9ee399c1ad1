"""/launches/picker/: the carrier picker, and the facts about an agent beside it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launches.services import drafts, review
from tests.views.reading import Page
from tests.views.writing import ANSWERS, accept, make_agent, make_region, make_regions

URL = "/launches/picker/"
FACTS = "/launches/new/agent-facts/"


@pytest.fixture
def catalogue(db):
    """Three carriers of the IN pod, one of the NA pod."""
    return {
        "telekom": make_region("Germany", "Telekom", management_type="CARRIER_MANAGED"),
        "claro": make_region("Brazil", "Claro", hosting_region="NORTH_AMERICA"),
        "vivo": make_region("Brazil", "Vivo"),
        "bell": make_region("Canada", "Bell", pod="NA"),
    }


def look(client, agent, **asked):
    """The picker for this agent, as htmx asks for it."""
    chosen = [region.pk for region in asked.pop("chosen", [])]
    response = client.get(
        URL, {"agent": agent.pk, "regions": chosen, **asked}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 200
    return Page(response)


def offered(page):
    """The row numbers of the carriers that are drawn as boxes."""
    return [int(name.removeprefix("region-")) for name in page.attributes if name.startswith("region-")]


def test_it_offers_the_carriers_of_the_agents_pod_by_country(mona, browsing, agent, catalogue):
    page = look(browsing(mona), agent)

    assert offered(page) == [catalogue[name].pk for name in ("claro", "vivo", "telekom")]
    assert page.text("picker").endswith("3 carriers.")
    assert next(iter(page.attributes)) == "picker"


def test_it_marks_what_rejected_this_agent_before_and_lets_it_be_chosen(mona, browsing, agent, catalogue):
    for name, state in (("telekom", "rejected"), ("claro", "live")):
        accept(drafts.create(by=mona, agent=agent, answers=ANSWERS, regions=[catalogue[name]]), state)

    text = browsing(mona).get(URL, {"agent": agent.pk}).content.decode()
    page = look(browsing(mona), agent)

    assert text.count("Rejected this agent") == 1
    assert "in launch_48900</span>" in text
    assert "disabled" not in page.attributes[f"region-{catalogue['telekom'].pk}"]
    assert "Rejected" not in look(browsing(mona), make_agent(agent_no="2")).text("picker")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "bra"}, ["claro", "vivo"]),
        ({"q": "VIVO bra"}, ["vivo"]),
        ({"q": "nobody"}, []),
        ({"hosting": "NORTH_AMERICA"}, ["claro"]),
        ({"managed": "CARRIER_MANAGED"}, ["telekom"]),
        ({"q": "x" * 500}, ["claro", "vivo", "telekom"]),
        ({"q": "\x00", "hosting": "\x00"}, ["claro", "vivo", "telekom"]),
        ({"q": "%"}, []),
    ],
)
def test_it_finds_what_is_asked_for(mona, browsing, agent, catalogue, asked, found):
    assert offered(look(browsing(mona), agent, **asked)) == [catalogue[name].pk for name in found]


@pytest.mark.parametrize("words", ["sao tome", "são TOMÉ", "SAO", "tome e princ", "unitel"])
def test_it_finds_names_with_accents_by_whatever_people_type(mona, browsing, agent, catalogue, words):
    island = make_region("São Tomé e Príncipe", "Unitel")

    assert offered(look(browsing(mona), agent, q=words)) == [island.pk]


def test_it_finds_letters_that_no_accent_makes(mona, browsing, agent):
    orsted, lodz = make_region("Denmark", "Ørsted"), make_region("Poland", "Łódź Mobile")

    assert offered(look(browsing(mona), agent, q="orsted")) == [orsted.pk]
    assert offered(look(browsing(mona), agent, q="lodz")) == [lodz.pk]


def test_it_says_who_manages_a_carrier_and_where_it_is_hosted_as_far_as_that_is_known(mona, browsing, agent):
    make_region("Brazil", "Claro", hosting_region="NORTH_AMERICA", management_type="CARRIER_MANAGED")
    make_region("Chad", "Airtel", hosting_region="HOSTING_REGION_UNSPECIFIED")
    page = look(browsing(mona), agent)

    assert "ClaroManaged by the carrier, hosted in North America" in page.text("picker")
    assert "AirtelManaged by Google" in page.text("picker")
    html = browsing(mona).get("/launches/new/").content.decode()
    assert '<option value="HOSTING_REGION_UNSPECIFIED">Hosting not stated</option>' in html
    assert '<option value="NORTH_AMERICA">Hosted in North America</option>' in html


def test_it_keeps_what_is_chosen_when_the_search_does_not_show_it(mona, browsing, agent, catalogue):
    page = look(browsing(mona), agent, q="germany", chosen=[catalogue["vivo"], catalogue["telekom"]])

    assert sorted(page.values["regions"]) == sorted(str(catalogue[name].pk) for name in ("vivo", "telekom"))
    assert page.text("picker").startswith("2 of 5 chosen. 1 carrier found.")


def test_it_takes_one_out_when_its_button_is_pressed(mona, browsing, agent, catalogue):
    chosen = [catalogue["vivo"], catalogue["telekom"]]
    page = look(browsing(mona), agent, chosen=chosen, remove=catalogue["vivo"].pk)

    assert page.values["regions"] == [str(catalogue["telekom"].pk)]
    assert f"remove-{catalogue['telekom'].pk}" in page.attributes


def test_it_takes_the_sixth_for_later_and_says_so(mona, browsing, agent):
    regions = make_regions(7)
    page = look(browsing(mona), agent, chosen=regions[:5])

    boxes = [page.attributes[f"region-{region.pk}"] for region in regions]
    assert ["checked" in box for box in boxes] == [True] * 5 + [False] * 2
    assert ["disabled" in box for box in boxes] == [False] * 7
    assert [box["name"] for box in boxes] == ["regions"] * 5 + ["later"] * 2
    assert "5 of 5 chosen. What you choose now goes later, in a submission of its own." in page.text("picker")

    page = look(browsing(mona), agent, chosen=regions[:5], later=[regions[6].pk])
    assert page.values["later"] == [str(regions[6].pk)]
    assert "5 of 5 chosen, 1 later" in page.text("picker")
    assert "Carrier 007Later" in page.text("picker")


def test_it_moves_the_next_up_when_one_of_the_five_is_taken_out(mona, browsing, agent):
    regions = make_regions(7)
    later = [regions[6].pk, regions[5].pk]
    order = ",".join(str(region.pk) for region in [*regions[:5], regions[6], regions[5]])
    page = look(browsing(mona), agent, chosen=regions[:5], later=later, order=order, remove=regions[0].pk)

    assert sorted(page.values["regions"]) == sorted(str(region.pk) for region in [*regions[1:5], regions[6]])
    assert page.values["later"] == [str(regions[5].pk)]


def test_it_splits_what_was_ticked_at_once_into_five_and_the_rest(mona, browsing, agent):
    regions = make_regions(8)
    page = look(browsing(mona), agent, chosen=regions)

    assert [len(page.values[name]) for name in ("regions", "later")] == [5, 3]


def test_it_plans_no_more_than_forty_five(mona, browsing, agent):
    regions = make_regions(52)
    page = look(browsing(mona), agent, chosen=regions[:5], later=[region.pk for region in regions[5:50]])

    assert "5 of 5 chosen, 45 later. No more can be planned." in page.text("picker")
    assert "disabled" in page.attributes[f"region-{regions[51].pk}"]


def test_it_shows_the_chosen_in_the_order_of_choosing(mona, browsing, agent):
    one, two, three = make_regions(3)
    page = look(browsing(mona), agent, chosen=[one, two, three], order=f"{three.pk},{one.pk}")

    chips = [name for name in page.attributes if name.startswith("remove-")]
    assert chips == [f"remove-{region.pk}" for region in (three, one, two)]
    assert page.value("order") == f"{three.pk},{one.pk},{two.pk}"


def test_it_marks_those_on_their_way_or_live_for_this_agent(mona, browsing, agent):
    live, waiting, free = make_regions(3)
    launch = drafts.create(by=mona, agent=agent, answers={"launch_name": "first"}, regions=[live])
    accept(launch, state="live")
    second = drafts.create(
        by=mona, agent=agent, answers={**ANSWERS, "launch_name": "second"}, regions=[waiting]
    )
    review.submit(second.first_submission(), by=mona)
    page = look(browsing(mona), agent)

    assert "disabled" in page.attributes[f"region-{live.pk}"]
    assert "disabled" in page.attributes[f"region-{waiting.pk}"]
    assert "disabled" not in page.attributes[f"region-{free.pk}"]
    assert "Carrier 001Live in first" in page.text("picker")
    assert "Carrier 002In review in second" in page.text("picker")


def test_it_says_so_when_a_chosen_one_can_no_longer_be_chosen(mona, browsing, agent):
    gone = make_region("Peru", "Entel", carrier_enabled=False)
    page = look(browsing(mona), agent, chosen=[gone])

    assert "Peru: Entel (not enabled by Kaleyra)" in page.text("picker")
    assert page.values["regions"] == [str(gone.pk)]


def test_it_drops_those_of_another_pod_with_a_message(mona, browsing, agent, catalogue):
    page = look(browsing(mona), agent, chosen=[catalogue["bell"], catalogue["vivo"]])

    assert page.values["regions"] == [str(catalogue["vivo"].pk)]
    assert "Canada: Bell was taken out: it is on the NA pod, and this agent is on IN." in page.text("picker")


def test_it_keeps_what_is_chosen_while_no_agent_is(mona, browsing, catalogue):
    response = browsing(mona).get(URL, {"agent": "", "regions": [catalogue["vivo"].pk]})

    page = Page(response)
    assert page.values["regions"] == [str(catalogue["vivo"].pk)]
    assert "Choose an agent first" in page.text("picker")


def test_it_shows_sixty_and_says_how_many_more_there_are(mona, browsing, agent):
    make_regions(180)
    page = look(browsing(mona), agent)

    assert len(offered(page)) == 60
    assert page.text("picker").endswith("180 carriers; 120 more than shown: search to narrow.")


def test_it_says_what_an_empty_catalogue_means(mona, browsing, agent):
    assert "The catalogue of the IN pod is empty." in look(browsing(mona), agent).text("picker")


def test_it_escapes_markup_in_names_of_carriers(mona, browsing, agent):
    make_region("<b>Nowhere", '<script>alert("x")</script>')
    html = browsing(mona).get(URL, {"agent": agent.pk}).content.decode()

    assert "<script>" not in html
    assert "&lt;b&gt;Nowhere" in html


@pytest.mark.parametrize("odd", ["abc", "9" * 40, "-1", "\x00", "٣", "1e3", ""])
@pytest.mark.parametrize("name", ["agent", "regions", "remove"])
def test_it_ignores_numbers_that_are_none(mona, browsing, agent, catalogue, name, odd):
    asked = {"agent": agent.pk, "regions": [catalogue["vivo"].pk], name: odd}

    assert browsing(mona).get(URL, asked).status_code == 200


def test_it_asks_the_database_equally_often_for_1_30_and_200_carriers(mona, browsing, agent):
    client = browsing(mona)
    counts = []
    for number, country in ((1, "Chad"), (29, "Peru"), (170, "India")):
        regions = make_regions(number, country=country)
        with CaptureQueriesContext(connection) as asked:
            look(client, agent, chosen=regions[:1])
        counts.append(len(asked))

    # Session, person with their rights; agent, chosen, two of occupied, rejected, rows.
    assert counts == [8, 8, 8]


def test_it_brings_carriers_facts_and_a_name_with_the_agent(mona, browsing, agent):
    asked = {"agent": agent.pk, "launch_name": "", "suggested": ""}
    page = Page(browsing(mona).get(FACTS, asked, headers={"HX-Request": "true"}))

    assert "Agent number 48900 on the IN pod" in page.text("agent-facts")
    assert page.value("launch_name") == page.value("suggested") == "launch_48900"
    # Beside each other, so that each finds its place by itself.
    assert {"picker", "agent-facts", "name-field"} <= set(page.attributes)


def test_it_leaves_a_name_alone_that_somebody_chose(mona, browsing, agent):
    asked = {"agent": agent.pk, "launch_name": "spring_sale", "suggested": "launch_2600"}
    page = Page(browsing(mona).get(FACTS, asked))

    assert "name-field" not in page.attributes


@pytest.mark.parametrize("url", [URL, FACTS])
def test_it_is_for_those_who_write_launches(stranger, rita, mona, browsing, url):
    assert browsing(stranger).get(url).status_code == 403
    assert browsing(rita).get(url).status_code == 403
    assert browsing(mona).get(url).status_code == 200
    assert browsing(mona).post(url).status_code == 405


@pytest.mark.parametrize("url", [URL, FACTS])
def test_it_leads_to_signing_in_when_nobody_is_signed_in(client, db, url):
    response = client.get(
        url, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/launches/new/"}
    )

    assert (response.status_code, response["HX-Redirect"]) == (401, "/sign-in/?next=/launches/new/")
