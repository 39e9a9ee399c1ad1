"""The machinery in figures, for the operations page: a constant number of queries."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Max, Min
from django.utils import timezone

from launches.access import APPROVES
from launches.models import (
    Brake,
    BrokenCheck,
    CarrierRegion,
    Checking,
    Epoch,
    Heartbeat,
    PodHealth,
    Purge,
    StateCode,
    StatusEvent,
    Submission,
)
from launches.services import doubts, health, mailing, record, second_factor, troubles
from launches.services.regions import NOT_SYNCED
from launches.statuses import RETIRED, Look, SubmissionStatus, look

BACKLOG = (
    SubmissionStatus.IN_REVIEW,
    SubmissionStatus.APPROVED,
    SubmissionStatus.SENDING,
    SubmissionStatus.UNCONFIRMED,
)
RECENT_BRAKES = 5
RECENT_CHANGES = 10
MOST_BROKEN = 20
RECENT_DEEDS = 10


class Differences(NamedTuple):
    """What the last sync of a catalogue changed."""

    added: int
    changed: int
    retired: int

    def __str__(self) -> str:
        if not any(self):
            return "no difference"
        return f"{self.added} new, {self.changed} changed, {self.retired} gone"


class Pod(NamedTuple):
    """One pod as the page draws it."""

    name: str
    standing: Look
    health: PodHealth | None
    carriers: int
    synced_at: datetime | None
    differences: Differences | None
    failed_at: datetime | None  # the last sync, if it failed


def state() -> dict[str, Any]:
    """How the machinery is at the moment."""
    numbers: dict[str, int] = dict(Submission.objects.order_by().values_list("status").annotate(Count("pk")))
    brakes = list(Brake.objects.on())
    lost = Checking.objects.failing_since_before(timezone.now() - troubles.LONG)
    return {
        "report": health.report(),
        "heartbeat": Heartbeat.objects.filter(name=health.WORKER).first(),
        "database": {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(
            connection.vendor, connection.vendor
        ),
        "pods": _pods(brakes),
        "brakes": brakes,
        "brakes_before": Brake.objects.exclude(released_at=None)[:RECENT_BRAKES],
        "backlog": [(status, look(status), numbers.get(status, 0)) for status in BACKLOG],
        "unmapped": StateCode.objects.filter(state="").count(),
        "catalogue_events": StatusEvent.objects.filter(subject="carrier_region")
        .select_related("carrier_region")
        .order_by("-id")[:RECENT_CHANGES],
        "is_second_factor_demanded": settings.APPROVERS_NEED_SECOND_FACTOR,
        "mail": mailing.report(),
        "deeds": record.about(Brake, Epoch, PodHealth)[:RECENT_DEEDS],
        "broken_checks": BrokenCheck.objects.select_related("launch")[:MOST_BROKEN],
        "without_second_factor": second_factor.people_without(*APPROVES),
        "purged": Purge.objects.first(),
        "doubts": doubts.waiting(),
        "lost": lost.select_related("launch").order_by("failing_since")[:MOST_BROKEN],
        **_refresh(timezone.now()),
    }


def _refresh(now: datetime) -> dict[str, Any]:
    """How many launches are followed, how many were checked lately, and which one has waited longest."""
    followed = Checking.objects.filter(launch__archived_at=None)
    longest_ago = followed.select_related("launch").order_by(F("checked_at").asc(nulls_first=True), "pk")
    return {
        "followed": followed.count(),
        "checked_in_an_hour": Checking.objects.filter(checked_at__gte=now - timedelta(hours=1)).count(),
        "oldest_unchecked": longest_ago.first(),
        "due_count": followed.filter(next_at__lte=now).count(),
    }


def _pods(brakes: list[Brake]) -> list[Pod]:
    known = {row.pod: row for row in PodHealth.objects.all()}
    catalogues = _catalogues()
    failed = dict(Heartbeat.objects.filter(name__startswith=NOT_SYNCED).values_list("name", "at"))
    nothing = (0, None, None)
    pods = []
    for name in sorted(settings.KALEYRA_PODS):
        carriers, began_at, synced_at = catalogues.get(name, nothing)
        is_braked = any(brake.pod in ("", name) for brake in brakes)
        standing = _standing(known.get(name), is_braked)
        differences = _differences(name, began_at)
        failed_at = failed.get(f"{NOT_SYNCED} {name}")
        if failed_at and synced_at and failed_at < synced_at:
            failed_at = None
        pods.append(Pod(name, standing, known.get(name), carriers, synced_at, differences, failed_at))
    return pods


def _catalogues() -> dict[str, tuple[int, datetime, datetime]]:
    """By pod: how many carriers are listed, and from when to when the last sync saw them."""
    listed = CarrierRegion.objects.filter(retired_at=None).order_by().values("pod")
    sizes = listed.values_list("pod", Count("pk"), Min("last_seen_at"), Max("last_seen_at"))
    return {pod: (number, began_at, synced_at) for pod, number, began_at, synced_at in sizes}


def _differences(pod: str, began_at: datetime | None) -> Differences | None:
    if began_at is None:
        return None
    events = StatusEvent.objects.filter(
        subject="carrier_region", carrier_region__pod=pod, at__gte=began_at
    ).order_by()
    added = changed = retired = 0
    for old, new, number in events.values_list("from_state", "to_state").annotate(Count("pk")):
        if not old:
            added += number
        elif new == RETIRED:
            retired += number
        else:
            changed += number
    return Differences(added, changed, retired)


def _standing(row: PodHealth | None, is_braked: bool) -> Look:
    if is_braked:
        return Look("Stopped by hand", "red", "octagon-pause")
    if row is not None and row.stopped_at:
        return Look("Sending is stopped", "red", "circle-x")
    if row is not None and row.paused_until and row.paused_until > timezone.now():
        return Look("Paused for a while", "orange", "circle-pause")
    return Look("Answers", "green", "circle-check")
