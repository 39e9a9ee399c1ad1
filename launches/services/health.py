"""The state of the machinery, in one answer."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from launches.models import Brake, Checking, Heartbeat, PodHealth, Submission
from launches.services import epoch
from launches.statuses import SubmissionStatus

WORKER = "worker"
# The worker beats every minute; one missed beat is forgiven.
SILENT_AFTER = timedelta(minutes=2)


def beat(name: str = WORKER) -> None:
    """The named part was alive just now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def is_recent(beat_at: datetime | None) -> bool:
    """Was that beat just now? One from the future was written before the clock was put back."""
    return beat_at is not None and abs(timezone.now() - beat_at) <= SILENT_AFTER


def report() -> dict[str, object]:
    """Database, worker, what waits, each pod, and the version; `status` is "ok" only when database and worker are.

    A pod that does not answer is Kaleyra's trouble and leaves the portal well; it is named all the same.
    """
    try:
        seen_at = Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
        details = {"backlog": _backlog(), "pods": _pods(), "sending": "held" if epoch.is_waiting() else "ok"}
    except DatabaseError:
        return {"status": "down", "database": "down", "worker": "unknown", "version": settings.VERSION}
    is_alive = is_recent(seen_at)
    return {
        "status": "ok" if is_alive else "down",
        "database": "ok",
        "worker": "ok" if is_alive else "down",
        "worker_seen_at": _written(seen_at),
        **details,
        "version": settings.VERSION,
    }


def _backlog() -> dict[str, int]:
    return {
        "to_send": Submission.objects.filter(status=SubmissionStatus.APPROVED).count(),
        "unconfirmed": Submission.objects.filter(status=SubmissionStatus.UNCONFIRMED).count(),
        "to_check": Checking.objects.due(timezone.now()).count(),
    }


def _pods() -> dict[str, dict[str, str | None]]:
    """Each offered pod: ok, paused (it did not answer, the breaker is open), stopped (a person must look) or
    braked (a person stopped it).
    """
    known = {row.pod: row for row in PodHealth.objects.all()}
    brakes = dict(Brake.objects.on().order_by("-pulled_at").values_list("pod", "pulled_at"))
    return {
        pod: _pod(known.get(pod), brakes.get(pod, brakes.get(""))) for pod in sorted(settings.KALEYRA_PODS)
    }


def _pod(row: PodHealth | None, braked_at: datetime | None) -> dict[str, str | None]:
    if braked_at is not None:
        return {"state": "braked", "since": _written(braked_at)}
    if row is not None and row.stopped_at is not None:
        return {"state": "stopped", "since": _written(row.stopped_at)}
    if row is not None and row.paused_until is not None and row.paused_until > timezone.now():
        return {"state": "paused", "until": _written(row.paused_until)}
    return {"state": "ok"}


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
