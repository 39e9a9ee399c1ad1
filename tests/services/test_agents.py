"""Keeping the list of agents."""

import pytest

from launches.models import Agent
from launches.problems import NotAllowed, Problem
from launches.services import agents
from tests.factories import make_agent, make_launch

pytestmark = pytest.mark.django_db


def new(number="777", **about):
    return Agent(pod="NA", agent_no=number, name="New", **about)


def test_it_adds_an_agent_and_remembers_who_did(mona):
    agent = agents.save(new(), by=mona)

    assert Agent.objects.get() == agent
    assert (agent.created_by, agent.source, agent.missing_brand_data()) == (
        mona, "by_hand", ["Contact name", "Contact e-mail", "Website", "Contacts confirmed with Kaleyra"],
    )  # fmt: skip


@pytest.mark.parametrize("who", ["rita", "stranger"])
def test_it_lets_only_marketing_and_admins_keep_agents(request, who):
    by, agent = request.getfixturevalue(who), make_agent()

    for verb in (agents.save, agents.archive, agents.restore):
        with pytest.raises(NotAllowed, match="Only Marketing and admins"):
            verb(agent, by=by)
    with pytest.raises(NotAllowed):
        agents.save(new(), by=by)

    assert Agent.objects.get().archived_at is None


def test_it_says_so_when_the_pod_has_this_number_already(mona):
    make_agent("777")

    with pytest.raises(Problem, match="The NA pod already has an agent with the number 777"):
        agents.save(new("777"), by=mona)

    assert Agent.objects.count() == 1


def test_it_completes_the_brand_of_an_agent_that_is_launched(mona):
    agent = make_agent(website="")
    make_launch(mona, agent=agent)
    agent.website = "https://maple.example"

    agents.save(agent, by=mona)

    assert Agent.objects.get().missing_brand_data() == []


@pytest.mark.parametrize(("field", "value"), [("agent_no", "2601"), ("pod", "IN")])
def test_it_keeps_the_number_and_pod_by_which_kaleyra_knows_it(mona, field, value):
    agent = make_agent()
    make_launch(mona, agent=agent)
    setattr(agent, field, value)

    with pytest.raises(Problem, match="keeps its pod and number"):
        agents.save(agent, by=mona)

    assert Agent.objects.filter(pod="NA", agent_no="2600").exists()


def test_it_corrects_the_number_of_an_agent_that_has_no_launch(mona):
    agent = make_agent()
    agent.agent_no = "2601"

    assert agents.save(agent, by=mona).agent_no == "2601"


def test_it_archives_and_brings_back(mona):
    agent = make_agent()

    agents.archive(agent, by=mona)
    since = agent.archived_at
    agents.archive(agent, by=mona)  # a second click moves nothing
    assert agent.archived_at == since
    assert list(Agent.objects.active()) == []

    agents.restore(agent, by=mona)
    assert list(Agent.objects.active()) == [agent]
