"""Whether we speak with a pod at the moment. A pod is stopped when it refuses our key, and paused when it fails.

That a person stops sending is another thing: services/brake.py.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from launches import access
from launches.models import Brake, PodHealth
from launches.problems import NotAllowed
from launches.services import record

# So many failures in a row open the breaker; each further one doubles the pause up to the longest.
TOLERATED = 5
FIRST_PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(minutes=15)


def may_send(pod: str) -> bool:
    """May submissions go to this pod now?"""
    return not _row(pod).stopped_at and not Brake.objects.holding(pod).exists() and may_ask(pod)


def may_ask(pod: str) -> bool:
    """May this pod be asked about launches now?"""
    paused_until = _row(pod).paused_until
    return paused_until is None or paused_until <= timezone.now()


def answered(pod: str) -> None:
    """The pod answered: the breaker is closed. A pod that is stopped stays so, and says why."""
    was_ill = PodHealth.objects.filter(pod=pod, failures__gt=0).update(failures=0, paused_until=None)
    if was_ill:
        PodHealth.objects.filter(pod=pod, stopped_at=None).update(problem="")


@transaction.atomic
def failed(pod: str, problem: str, *, wait: float | None = None) -> None:
    """The pod did not answer, or with an error of its own; after several in a row it is left alone for a while.

    `wait` is how many seconds the pod itself asks us to stay away: nobody speaks with it until then.
    """
    _row(pod)
    # Locked, and only these fields: whoever stops the pod at this moment must not be overwritten.
    row = PodHealth.objects.select_for_update().get(pod=pod)
    row.failures += 1
    if row.stopped_at is None:
        row.problem = problem
    pause = timedelta(seconds=wait or 0)
    if row.failures >= TOLERATED:
        pause = max(pause, min(FIRST_PAUSE * 2 ** min(row.failures - TOLERATED, 10), LONGEST_PAUSE))
    if pause:
        row.paused_until = max(row.paused_until or timezone.now(), timezone.now() + pause)
    row.save(update_fields=["failures", "problem", "paused_until"])


def lock(pod: str) -> None:
    """Whoever else changes what belongs to this pod waits until our transaction ends.

    Taken before the lock of a launch, and of several pods in the order of their names: nobody waits in a circle.
    """
    _row(pod)
    PodHealth.objects.select_for_update().get(pod=pod)


def stop(pod: str, problem: str) -> None:
    """Nothing more is sent to this pod until a person resumes it. One alarm, however many were waiting."""
    _row(pod)
    PodHealth.objects.filter(pod=pod, stopped_at=None).update(stopped_at=timezone.now(), problem=problem)


def resume(pod: str, *, by: User) -> None:
    """Sending to this pod goes on. Raises NotAllowed."""
    if not access.may_stop_sending(by):
        raise NotAllowed("Only admins resume sending.")
    with transaction.atomic():
        why = _row(pod).problem
        PodHealth.objects.filter(pod=pod).update(stopped_at=None, paused_until=None, failures=0, problem="")
        note(pod, f"Resumed sending to the {pod} pod; the trouble was: {why or 'none on record'}", by=by)


def note(pod: str, words: str, *, by: User) -> None:
    """The record of the admin says what this person did to the pod."""
    record.note(_row(pod), words, by=by)


def _row(pod: str) -> PodHealth:
    return PodHealth.objects.get_or_create(pod=pod)[0]
