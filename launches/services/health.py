"""The state of the machinery, in one answer."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from launches.models import Heartbeat

WORKER = "worker"
# The worker beats every minute; one missed beat is forgiven.
SILENT_AFTER = timedelta(minutes=2)


def beat(name: str = WORKER) -> None:
    """The named part was alive just now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def report() -> dict[str, object]:
    """Database, worker heartbeat and version; `status` is "ok" only when all is well."""
    database = worker = "ok"
    seen_at = None
    try:
        connection.ensure_connection()
        seen_at = Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
    except DatabaseError:
        database, worker = "down", "unknown"
    else:
        if seen_at is None or timezone.now() - seen_at > SILENT_AFTER:
            worker = "down"
    return {
        "status": "ok" if (database, worker) == ("ok", "ok") else "down",
        "database": database,
        "worker": worker,
        "worker_seen_at": seen_at.isoformat(timespec="seconds") if seen_at else None,
        "version": settings.VERSION,
    }
