"""/launches/: every launch, searched and filtered."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from launches import counting, listing
from launches.models import Launch, StatusEvent
from launches.services import drafts
from tests.views.reading import Page
from tests.views.standing import a_draft, in_review, with_carriers
from tests.views.writing import make_agent

URL = "/launches/"
ROWS = "/launches/rows/"


@pytest.fixture
def three(mona, max, rita):
    """A draft of Mona's, one in review of Max's, and one that is partly live, newest last."""
    return [
        a_draft(mona, "111", launch_name="spring_sale"),
        in_review(max, "222", launch_name="summer_sale"),
        with_carriers(mona, rita, "live", "live", "live", "pending", "pending", number="333"),
    ]


def names(response):
    return [launch.launch_name for launch in response.context["launches"]]


def test_it_lists_every_launch_newest_first(mona, browsing, three):
    response = browsing(mona).get(URL)

    assert names(response) == ["launch_333", "summer_sale", "spring_sale"]
    text = " ".join(response.content.decode().split())
    assert f'href="{reverse("launch_detail", args=[three[2].pk])}">launch_333</a>' in text
    assert "3 of 5 live" in text
    assert "Partly live" in text
    assert "Agent 333 · 333 · IN" in text
    assert "Max Moreau" in text


def test_it_shows_names_as_they_are_written(mona, browsing):
    a_draft(mona, "<1>", launch_name='<b>bold</b> & "quoted"')

    text = browsing(mona).get(URL).content.decode()

    assert "&lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot;</a>" in text
    assert "Agent &lt;1&gt; · &lt;1&gt; · IN" in text
    assert "Agent &lt;1&gt; (&lt;1&gt;)</option>" in text
    assert "<b>" not in text


def test_it_says_what_to_do_first_when_there_is_none(mona, browsing):
    response = browsing(mona).get(URL)

    text = response.content.decode()
    assert "No launches yet" in text
    assert text.count('href="/launches/new/"') == 1
    assert [part for part in ('class="filters"', 'class="tabs"') if part in text] == []


FINDS = [
    ({"q": "sale"}, ["summer_sale", "spring_sale"]),
    ({"q": "SALE spring"}, ["spring_sale"]),
    ({"q": "Agent 333"}, ["launch_333"]),
    ({"q": "222"}, ["summer_sale"]),
    ({"q": "winter"}, []),
    ({"state": "in_review"}, ["summer_sale"]),
    ({"state": "in_review", "q": "spring"}, []),
    ({"pod": "IN"}, ["launch_333", "summer_sale", "spring_sale"]),
    ({"pod": "NA"}, []),
]


def test_it_finds(mona, browsing, three):
    client = browsing(mona)

    for wanted, found in FINDS:
        assert names(client.get(URL, wanted)) == found, wanted
        assert names(client.get(ROWS, wanted, headers={"HX-Request": "true"})) == found, wanted


def test_it_finds_those_of_an_agent(mona, browsing, three):
    response = browsing(mona).get(URL, {"agent": three[1].agent_id})

    assert names(response) == ["summer_sale"]
    assert Page(response).values["agent"] == [str(three[1].agent_id)]


ODD = [
    {"state": "sideways"},
    {"agent": "x"},
    {"agent": "9" * 40},
    {"pod": "EU"},
    {"before": "-1"},
    {"before": "9" * 19},
    {"q": "\0"},
    {"q": "x" * 300},
]


def test_it_ignores_what_makes_no_sense(mona, browsing, three):
    client = browsing(mona)

    for odd in ODD:
        assert names(client.get(URL, odd)) == ["launch_333", "summer_sale", "spring_sale"], odd


def test_it_counts_each_state_and_keeps_the_search_in_the_tabs(mona, browsing, three):
    response = browsing(mona).get(URL, {"q": "sale", "state": "draft"})

    tabs = [(tab["label"], tab["count"], tab["query"], tab["is_chosen"]) for tab in response.context["tabs"]]
    assert tabs == [
        ("All", "2", "?q=sale", False),
        ("Draft", "1", "?q=sale&state=draft", True),
        ("In review", "1", "?q=sale&state=in_review", False),
    ]
    assert Page(response).value("q") == "sale"
    assert Page(response).value("state") == "draft"


def test_it_shows_older_ones_on_the_next_page(mona, browsing, three, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 2)
    client = browsing(mona)

    first = client.get(URL, {"pod": "IN"})
    older = client.get(URL + first.context["older"])

    assert names(first) == ["launch_333", "summer_sale"]
    assert first.context["older"] == f"?pod=IN&before={three[1].pk}"
    assert names(older) == ["spring_sale"]
    assert older.context["older"] == ""
    assert 'href="/launches/?pod=IN"' in older.content.decode()


def test_it_gives_htmx_the_rows_and_the_address_to_share(mona, browsing, three):
    response = browsing(mona).get(ROWS, {"q": "spring"}, headers={"HX-Request": "true"})

    text = response.content.decode()
    assert text.lstrip().startswith('<div id="launch-rows"')
    assert response["HX-Push-Url"] == "/launches/?q=spring"
    assert "1 launch found" in text


def test_it_answers_204_to_a_poll_when_nothing_changed(mona, browsing, three, django_assert_max_num_queries):
    seen = StatusEvent.objects.latest("id").pk
    client = browsing(mona)

    with django_assert_max_num_queries(3):
        response = client.get(ROWS, {"q": "sale", "seen": seen}, headers={"HX-Request": "true"})

    assert (response.status_code, response.content) == (204, b"")


def test_it_answers_a_poll_with_the_same_filter_and_without_touching_the_address(mona, browsing, three):
    seen = StatusEvent.objects.latest("id").pk
    drafts.create(by=mona, agent=three[0].agent, answers={"launch_name": "winter_sale"}, regions=[])

    response = browsing(mona).get(ROWS, {"q": "sale", "seen": seen}, headers={"HX-Request": "true"})

    assert names(response) == ["winter_sale", "summer_sale", "spring_sale"]
    assert "HX-Push-Url" not in response
    assert Page(response).values == {}


def test_it_finds_those_of_a_person_and_offers_only_people_who_started_one(mona, max, rita, browsing, three):
    response = browsing(mona).get(URL, {"by": max.pk})

    assert names(response) == ["summer_sale"]
    assert response.context["people"] == [(max.pk, "Max Moreau"), (mona.pk, "Me (Mona Marsh)")]
    assert Page(response).values["by"] == [str(max.pk)]
    assert "Me (Mona Marsh)" in response.content.decode()


AGES = [
    ("new", ["launch_333", "summer_sale"]),
    ("week", ["launch_333", "spring_sale"]),
    ("month", ["spring_sale"]),
]


def test_it_finds_those_of_an_age(mona, browsing, three):
    now = timezone.now()
    old, _, partly = three
    Launch.objects.filter(pk=old.pk).update(
        created_at=now - timedelta(days=50), state_since=now - timedelta(days=31)
    )
    Launch.objects.filter(pk=partly.pk).update(state_since=now - timedelta(days=8))

    client = browsing(mona)
    for age, found in AGES:
        assert names(client.get(URL, {"age": age})) == found, age


CARRIERS = [
    ("Country 111", ["spring_sale"]),
    ("country 222", ["summer_sale"]),
    ("333", ["launch_333"]),
    ("country", ["launch_333", "summer_sale", "spring_sale"]),
    ("Atlantis", []),
]


def test_it_finds_those_of_a_carrier_chosen_or_reported(mona, browsing, three):
    client = browsing(mona)

    for carrier, found in CARRIERS:
        assert names(client.get(URL, {"carrier": carrier})) == found, carrier


@pytest.mark.parametrize("filters", [{"q": "a"}, {"carrier": "country"}, {"pod": "IN"}, {"age": "new"}])
def test_it_finds_and_counts_many_as_it_does_few(mona, browsing, three, filters, monkeypatch):
    client = browsing(mona)
    few = [client.get(URL, filters | state) for state in ({}, {"state": "draft"})]
    monkeypatch.setattr(counting, "FEW", 1)
    monkeypatch.setattr(counting, "MANY", 1)

    many = [client.get(URL, filters | state) for state in ({}, {"state": "draft"})]

    assert [names(response) for response in many] == [
        ["launch_333", "summer_sale", "spring_sale"],
        ["spring_sale"],
    ]
    assert [response.context["tabs"] for response in many] == [response.context["tabs"] for response in few]


def test_it_leads_to_the_archived_ones_when_there_are_no_others(mona, browsing):
    Launch.objects.filter(pk=a_draft(mona).pk).update(archived_at=timezone.now())

    text = browsing(mona).get(URL).content.decode()

    assert "Every launch is archived" in text
    assert 'href="/launches/?archived=on"' in text
    assert "No launches yet" not in text


def test_it_shows_archived_ones_only_to_those_who_ask(mona, browsing, three):
    Launch.objects.filter(pk=three[0].pk).update(archived_at=timezone.now())
    client = browsing(mona)

    everything, archived = client.get(URL), client.get(URL, {"archived": "on"})

    assert names(everything) == ["launch_333", "summer_sale"]
    assert names(archived) == ["spring_sale"]
    assert archived.context["query"] == "?archived=True"
    assert names(client.get(URL + archived.context["query"])) == ["spring_sale"]


def test_it_asks_no_more_of_the_database_when_nothing_fits(mona, browsing, django_assert_max_num_queries):
    client = browsing(mona)

    with django_assert_max_num_queries(6):
        response = client.get(URL, {"q": "nothing"})

    assert "No launch fits" in response.content.decode()


@pytest.mark.parametrize("url", [URL, ROWS])
def test_it_refuses_a_stranger(stranger, browsing, url):
    assert browsing(stranger).get(url).status_code == 403


@pytest.mark.parametrize("url", [URL, ROWS])
def test_it_asks_to_sign_in(client, db, url):
    assert client.get(url)["Location"] == f"/sign-in/?next={url}"


def test_it_sends_htmx_to_sign_in_when_the_session_is_over(client, db):
    response = client.get(
        ROWS, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/launches/"}
    )

    assert response.status_code == 401
    assert response["HX-Redirect"] == "/sign-in/?next=/launches/"


@pytest.mark.parametrize("url", [URL, ROWS])
def test_it_cannot_be_posted_to(mona, browsing, url):
    assert browsing(mona).post(url).status_code == 405


@pytest.mark.page_only
def test_it_takes_the_same_number_of_queries_for_1_and_for_50(mona, browsing, django_assert_num_queries):
    a_draft(mona)
    client = browsing(mona)
    with django_assert_num_queries(5) as one:
        client.get(URL)
    Launch.objects.bulk_create(
        Launch(agent=make_agent(agent_no=f"n{number}"), launch_name=f"launch {number}", created_by=mona)
        for number in range(60)
    )

    with django_assert_num_queries(len(one)):
        assert len(client.get(URL).context["launches"]) == 50
