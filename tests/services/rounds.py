"""Rounds of refresh, as tests want them: due now, asked about, seen by the sandbox."""

from datetime import timedelta

from django.utils import timezone

from launches.models import Checking
from launches.services import refresh
from launches.services.claims import Claimed


def make_due(**facts):
    """Every launch that Kaleyra knows is due."""
    due = timezone.now() - timedelta(seconds=1)
    known = Checking.objects.exclude(launch__agent_launch_id="")
    known.update(next_at=due, lease_until=None, **facts)


def ask(launch, *, times=1):
    """The launch, after so many rounds in which everything was due."""
    for _ in range(times):
        make_due()
        refresh.refresh_due()
    launch.refresh_from_db()
    return launch


def claimed(launch):
    """The launch as whoever asked about it has it."""
    launch.refresh_from_db()
    agent, lease = launch.agent, launch.checking.lease_until
    return Claimed(
        launch.pk, launch.agent_launch_id, launch.checking.failures, agent.pod, agent.agent_no, lease
    )


def statuses(sandbox):
    """The questions that reached the sandbox."""
    return [arrival for arrival in sandbox.requests if arrival.endpoint == "status"]


def is_ahead(moment, since, least, most=None):
    """Whether it was set since then to so many seconds later: however long a busy machine took over it."""
    latest = timezone.now() + timedelta(seconds=most or least)
    return since + timedelta(seconds=least) <= moment <= latest


def in_seconds(moment):
    """How far away it is."""
    return (moment - timezone.now()).total_seconds()
