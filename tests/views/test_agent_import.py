"""/agents/import/: the agents of the account, by way of the worker."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone
from huey.contrib.djhuey import HUEY

from launches.models import Agent, Heartbeat
from launches.problems import Problem
from launches.services import agents

IMPORT = "/agents/import/"
URL = "/agents/"
ROWS = "/agents/rows/"
HTMX = {"HX-Request": "true"}


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def queue():
    HUEY.flush()
    yield HUEY
    HUEY.flush()


@pytest.mark.django_db(transaction=True)
def test_it_asks_the_worker_for_the_agents_of_every_pod(mona, browsing, queue):
    client = browsing(mona)

    response = client.post(IMPORT)

    assert response["Location"] == URL
    assert sorted((task.name, task.args) for task in queue.pending()) == [
        ("import_agents", ("IN",)),
        ("import_agents", ("NA",)),
    ]
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["Asked Kaleyra for its agents. The new ones appear in this list by themselves."]
    page = text_of(client.get(URL))
    assert "Asking the IN pod for its agents" in page
    assert 'hx-get="/agents/rows/' in page


def test_it_shows_what_came_and_stops_asking(mona, browsing, sandbox, queue):
    client = browsing(mona)
    client.post(IMPORT)
    seen = agents.latest_import()
    agents.import_from_kaleyra("IN")
    agents.import_from_kaleyra("NA")

    response = client.get(ROWS, {"seen": seen}, headers=HTMX)

    page = text_of(response)
    assert Agent.objects.filter(source="imported").count() == len(response.context["agents"])
    assert "2600 · Maple Bank" in page
    assert "· imported" in page
    assert "Imported from the NA pod" in page
    assert "hx-get" not in page


def test_it_says_when_the_import_failed_and_why(mona, browsing, sandbox, queue):
    client = browsing(mona)
    client.post(IMPORT)
    sandbox.stop()
    with pytest.raises(Problem):
        agents.import_from_kaleyra("NA")

    page = text_of(client.get(URL))

    assert "The import from the NA pod failed" in page
    assert "Nothing was changed; try again later." in page
    assert "Asking the IN pod" in page


def test_it_says_when_nobody_has_begun(mona, browsing, queue):
    client = browsing(mona)
    client.post(IMPORT)
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=3))

    assert "has not begun: no worker seems to run." in text_of(client.get(URL))


def test_it_answers_204_while_nothing_came(mona, browsing, queue, django_assert_max_num_queries):
    client = browsing(mona)
    client.post(IMPORT)
    seen = agents.latest_import()

    with django_assert_max_num_queries(3):
        response = client.get(ROWS, {"seen": seen}, headers=HTMX)

    assert response.status_code == 204


@pytest.mark.parametrize("who", ["rita", "stranger"])
def test_it_is_for_those_who_keep_the_agents(who, request, browsing, queue):
    response = browsing(request.getfixturevalue(who)).post(IMPORT)

    assert response.status_code == 403
    assert queue.pending() == []


def test_it_cannot_be_read(mona, browsing):
    assert browsing(mona).get(IMPORT).status_code == 405


def test_it_asks_to_sign_in(client, db):
    assert client.post(IMPORT)["Location"] == f"/sign-in/?next={IMPORT}"
