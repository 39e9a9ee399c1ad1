"""Keeping the list of agents and their brand checklists."""

import logging
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from launches import access, gateway, wake
from launches.kaleyra import AgentRow, AgentsReply, KaleyraError
from launches.models import Agent, Heartbeat, PodHealth
from launches.models.agent import LONGEST_NAME
from launches.problems import NotAllowed, Problem
from launches.services import health, pods

log = logging.getLogger(__name__)

ASKED, IMPORTED, FAILED = "agents asked for", "agents imported", "agents not imported"
NOT_YOURS = "Only Marketing and admins keep the agents."
# An idle worker has the answer long before.
PATIENCE = timedelta(minutes=2)


class ImportReport(NamedTuple):
    """What an import changed; `unreadable` are rows of a shape that we do not know, as text."""

    added: int
    renamed: int
    unreadable: list[str]


class ImportStanding(NamedTuple):
    """What became of the latest import from one pod."""

    pod: str
    asked_at: datetime | None
    imported_at: datetime | None
    failed_at: datetime | None
    problem: str  # what the pod's latest trouble is, while it has any

    def has_failed(self) -> bool:
        """Did the latest import bring nothing?"""
        return self.failed_at is not None and self.failed_at == self._latest()

    def is_waiting(self) -> bool:
        """Was the worker asked, and has not answered yet?"""
        return self.asked_at is not None and self.asked_at == self._latest()

    def is_late(self) -> bool:
        """Does it wait for so long that no worker seems to run?"""
        return self.is_waiting() and timezone.now() - self._latest() > PATIENCE

    def _latest(self) -> datetime:
        return max(at for at in (self.asked_at, self.imported_at, self.failed_at) if at is not None)


def save(agent: Agent, *, by: User) -> Agent:
    """The agent is stored as it stands. Raises NotAllowed, or Problem when the pod has an agent of this number.

    An agent that is launched already keeps its number and pod: Kaleyra knows it by them.
    """
    is_new = agent._state.adding
    if not (access.may_add_agents(by) if is_new else access.may_change_agents(by)):
        raise NotAllowed(NOT_YOURS)
    if is_new:
        agent.created_by = by
    elif _moved(agent) and agent.launches.exists():
        raise Problem("An agent that has launches keeps its pod and number. Add another agent instead.")
    try:
        with transaction.atomic():
            agent.save()
    except IntegrityError:
        raise Problem(f"The {agent.pod} pod already has an agent with the number {agent.agent_no}.") from None
    return agent


def archive(agent: Agent, *, by: User) -> None:
    """The agent is no longer offered for new launches; its launches stay. Local only: Kaleyra is not told."""
    if not access.may_change_agents(by):
        raise NotAllowed(NOT_YOURS)
    Agent.objects.filter(pk=agent.pk, archived_at=None).update(archived_at=timezone.now())
    agent.refresh_from_db()


def restore(agent: Agent, *, by: User) -> None:
    """The agent is offered for new launches again."""
    if not access.may_change_agents(by):
        raise NotAllowed(NOT_YOURS)
    Agent.objects.filter(pk=agent.pk).update(archived_at=None)
    agent.refresh_from_db()


def _moved(agent: Agent) -> bool:
    stored = Agent.objects.get(pk=agent.pk)
    return (stored.pod, stored.agent_no) != (agent.pod, agent.agent_no)


def request_import(pod: str, *, by: User) -> None:
    """The worker is asked to import this pod's agents. Raises NotAllowed."""
    if not access.may_add_agents(by):
        raise NotAllowed(NOT_YOURS)
    health.beat(_beat(ASKED, pod))
    wake.after_commit("import_agents", pod)


def imports() -> list[ImportStanding]:
    """What became of the latest import from each pod that is offered. Two queries."""
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    problems = dict(PodHealth.objects.filter(failures__gt=0).values_list("pod", "problem"))
    return [
        ImportStanding(
            pod,
            asked_at=beats.get(_beat(ASKED, pod)),
            imported_at=beats.get(_beat(IMPORTED, pod)),
            failed_at=beats.get(_beat(FAILED, pod)),
            problem=problems.get(pod, ""),
        )
        for pod in sorted(settings.KALEYRA_PODS)
    ]


def latest_import() -> str:
    """A word that changes whenever an import is asked for, succeeds or fails. One query."""
    return str(Heartbeat.objects.filter(name__startswith="agents").aggregate(at=Max("at"))["at"])


def import_from_kaleyra(pod: str) -> ImportReport:
    """Every agent of the account that we did not know is ours too; the brand checklist is left to people.

    Raises Problem, with nothing changed, when Kaleyra does not answer.
    """
    try:
        answer = gateway.client_for(pod).agents()
    except KaleyraError as problem:
        gateway.record(problem.exchanges, pod=pod)
        pods.failed(pod, problem.sentence, wait=problem.retry_after)
        health.beat(_beat(FAILED, pod))
        raise Problem(f"{problem.sentence} {problem.next_step}") from None
    gateway.record(answer.exchanges, pod=pod)
    pods.answered(pod)
    report = _take_over(pod, answer.value)
    health.beat(_beat(IMPORTED, pod))
    return report


@transaction.atomic
def _take_over(pod: str, reply: AgentsReply) -> ImportReport:
    known = {agent.agent_no: agent for agent in Agent.objects.filter(pod=pod)}
    added = renamed = 0
    for row in {row.agent_no: row for row in reply.rows}.values():
        agent, name = known.get(row.agent_no), row.name[:LONGEST_NAME]
        if agent is None:
            _add(pod, row)
            added += 1
        elif agent.source == "imported" and name and agent.name != name:
            # What a person wrote by hand is theirs; what came from Kaleyra follows Kaleyra.
            Agent.objects.filter(pk=agent.pk).update(name=name, updated_at=timezone.now())
            renamed += 1
    for unreadable in reply.unreadable:
        log.warning("A row of the %s agents could not be read: %s", pod, unreadable)
    return ImportReport(added, renamed, list(reply.unreadable))


def _add(pod: str, row: AgentRow) -> None:
    Agent.objects.create(
        pod=pod,
        agent_no=row.agent_no,
        name=(row.name or row.agent_no)[:LONGEST_NAME],
        brand_name=row.brand_name[:LONGEST_NAME],
        source="imported",
    )


def _beat(what: str, pod: str) -> str:
    return f"{what}: {pod}"
