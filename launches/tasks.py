"""The tasks of the engine. Each only calls a service, and is safe to run twice, late or never."""

import logging

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from launches import gateway, watchdog
from launches.problems import Problem
from launches.services import (
    agents,
    clock,
    delivery,
    desk,
    health,
    mailing,
    pods,
    refresh,
    regions,
    retention,
    schema,
)

log = logging.getLogger(__name__)

# Before whatever else waits: hundreds of deliveries to a Kaleyra that takes its time must not keep a worker from saying
# that it is alive, nor from seeing to what was lost.
FIRST = 1


def begin() -> None:
    """A worker that has just started says so at once, settles what one before it left in the middle, and fetches
    a catalogue that was never fetched.

    Called once by the worker's command: as a hook of huey's it would run in every thread.
    """
    health.beat()
    delivery.sweep()
    for pod in regions.never_synced():
        sync_regions(pod)


@db_periodic_task(crontab(), priority=FIRST)
def every_minute() -> None:
    """The guarantee behind every wake-up that may have got lost.

    A worker of another version than the database does not even beat: nothing is sent, and /healthz says so.
    """
    if not schema.is_ours():
        log.warning("The database is of another version than this worker: it waits. Restart it.")
        return
    health.beat()
    clock.put_right()
    delivery.sweep()
    desk.sweep()


@db_periodic_task(crontab(), priority=FIRST)
def refresh_every_minute() -> None:
    """A task of its own, so that a long round does not keep the sweep waiting."""
    refresh.refresh_due()


@db_periodic_task(crontab(), priority=FIRST)
def mail_every_minute() -> None:
    """A task of its own, so that a mail server that is slow keeps nothing else waiting."""
    if schema.is_ours():
        mailing.sweep()


@db_periodic_task(crontab(minute="17", hour="*/6"))
def sync_regularly() -> None:
    """The catalogue changes slowly; four times a day is enough, and a pod that wants to be left alone is."""
    for pod in filter(pods.may_ask, gateway.offered_pods()):
        sync_regions(pod)


@db_periodic_task(crontab(minute="*/5"))
def sync_what_is_missing() -> None:
    """A portal that was started while Kaleyra was ill has its first catalogue soon after, not hours later."""
    for pod in filter(pods.may_ask, regions.never_synced()):
        sync_regions(pod)


@db_periodic_task(crontab(minute="41", hour="*/4"))
def purge_regularly() -> None:
    """Once a day, at the first of these hours at which a worker runs."""
    if schema.is_ours():
        retention.purge_daily()


@db_task()
def deliver(pk: int) -> None:
    """See delivery.deliver. The sweep wakes again what a worker leaves that is about to end."""
    if watchdog.is_ending():
        return
    delivery.deliver(pk)


@db_task()
def verify(pk: int) -> None:
    """See desk.verify. The sweep comes back to what a worker of another version leaves."""
    if schema.is_ours():
        desk.verify(pk)


@db_task()
def refresh_due() -> None:
    """See refresh.refresh_due."""
    refresh.refresh_due()


@db_task()
def sync_regions(pod: str) -> None:
    """See regions.sync; a catalogue that cannot be had today is kept as it is."""
    if not schema.is_ours():
        return
    try:
        regions.sync(pod)
    except Problem as problem:
        log.warning("The %s catalogue was not synced: %s", pod, problem.sentence)


@db_task()
def import_agents(pod: str) -> None:
    """See agents.import_from_kaleyra."""
    if not schema.is_ours():
        return
    try:
        agents.import_from_kaleyra(pod)
    except Problem as problem:
        log.warning("The %s agents were not imported: %s", pod, problem.sentence)
