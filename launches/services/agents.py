"""Keeping the list of agents and their brand checklists."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from launches.models import Agent
from launches.problems import NotAllowed, Problem


def save(agent: Agent, *, by: User) -> Agent:
    """The agent is stored as it stands. Raises NotAllowed.

    An agent that is launched already keeps its number and pod: Kaleyra knows it by them.
    """
    is_new = agent._state.adding
    if not by.has_perm("launches.add_agent" if is_new else "launches.change_agent"):
        raise NotAllowed("Only Marketing and admins keep the agents.")
    with transaction.atomic():
        if is_new:
            agent.created_by = by
        elif _moved(agent) and agent.launches.exists():
            raise Problem("An agent that has launches keeps its pod and number. Add another agent instead.")
        agent.save()
    return agent


def archive(agent: Agent, *, by: User) -> None:
    """The agent is no longer offered for new launches; its launches stay. Local only: Kaleyra is not told."""
    if not by.has_perm("launches.change_agent"):
        raise NotAllowed("Only Marketing and admins keep the agents.")
    Agent.objects.filter(pk=agent.pk, archived_at=None).update(archived_at=timezone.now())
    agent.refresh_from_db()


def restore(agent: Agent, *, by: User) -> None:
    """The agent is offered for new launches again."""
    if not by.has_perm("launches.change_agent"):
        raise NotAllowed("Only Marketing and admins keep the agents.")
    Agent.objects.filter(pk=agent.pk).update(archived_at=None)
    agent.refresh_from_db()


def _moved(agent: Agent) -> bool:
    stored = Agent.objects.get(pk=agent.pk)
    return (stored.pod, stored.agent_no) != (agent.pod, agent.agent_no)
