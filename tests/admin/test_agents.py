"""Admins keep agents; what was launched keeps its number; nothing is deleted."""

import pytest
from django.urls import reverse

from launches.models import Agent
from tests import factories

pytestmark = pytest.mark.django_db
AGENTS = reverse("admin:launches_agent_changelist")
NEW = {
    "name": "Maple Bank",
    "pod": "NA",
    "agent_no": "2600",
    "brand_name": "Maple Bank",
    "contact_name": "Dana Reyes",
    "contact_email": "dana@maple.example",
    "website": "https://maple.example",
    "contacts_confirmed": "on",
}


def shown(client, **query):
    return [agent.agent_no for agent in client.get(AGENTS, query).context["cl"].result_list]


def test_it_adds_an_agent_in_the_name_of_whoever_did(ada, browsing):
    browsing(ada).post(reverse("admin:launches_agent_add"), NEW)

    agent = Agent.objects.get()
    assert (agent.agent_no, agent.created_by, agent.missing_brand_data()) == ("2600", ada, [])


def test_it_takes_no_number_twice_on_one_pod(ada, browsing):
    factories.make_agent("2600")

    answer = browsing(ada).post(reverse("admin:launches_agent_add"), NEW)

    assert "This pod already has an agent with this number." in answer.content.decode()
    assert Agent.objects.count() == 1


def test_it_says_what_the_brand_lacks(rita, browsing):
    factories.make_agent("1", website="")

    assert "Missing: Website" in browsing(rita).get(AGENTS).content.decode()


def test_it_keeps_pod_and_number_of_what_was_launched(mona, ada, browsing):
    agent = factories.make_launch(mona).agent
    page = reverse("admin:launches_agent_change", args=[agent.pk])

    browsing(ada).post(page, NEW | {"agent_no": "777", "name": "A new name"})

    agent.refresh_from_db()
    assert (agent.agent_no, agent.name) == ("2600", "A new name")


def test_it_archives_and_brings_back(ada, browsing):
    agent = factories.make_agent("1")
    admin = browsing(ada)

    admin.post(AGENTS, {"action": "archive", "_selected_action": [agent.pk]})
    in_use, archived = shown(admin), shown(admin, archived="yes")
    admin.post(f"{AGENTS}?archived=yes", {"action": "restore", "_selected_action": [agent.pk]})

    assert (in_use, archived, shown(admin)) == ([], ["1"], ["1"])


def test_it_archives_nothing_for_a_reviewer(rita, browsing):
    agent = factories.make_agent("1")

    browsing(rita).post(AGENTS, {"action": "archive", "_selected_action": [agent.pk]})

    assert Agent.objects.get(pk=agent.pk).archived_at is None
