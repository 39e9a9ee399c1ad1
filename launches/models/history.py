"""What happened, and what was said on the wire. Rows are added, never edited or deleted."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, models
from django.db.models import Q

from launches.models.agent import pods
from launches.models.launch import Launch, LaunchRegion
from launches.models.region import CarrierRegion
from launches.models.submission import Submission
from launches.statuses import SubmissionStatus, sources


class StatusEvent(models.Model):
    """One change: what changed, from what to what, when, who or what did it, why.

    Append-only: the database itself refuses UPDATE and DELETE (migration 0002). One thing may change: the name of
    somebody who has left becomes a number (docs/decisions/0008-names.md).
    """

    subject = models.CharField(max_length=20)
    launch = models.ForeignKey(Launch, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    launch_region = models.ForeignKey(
        LaunchRegion, on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    carrier_region = models.ForeignKey(
        CarrierRegion, on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    raw_code = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=10, choices=sources)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor_name = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    # Ties the row to the one before it: launches/chain.py, `manage.py verify_history`.
    seal = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("launch", "id"), name="event_by_launch"),
            models.Index(fields=("at",), name="event_by_time"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(subject="launch", launch__isnull=False)
                | Q(subject="submission", submission__isnull=False, launch__isnull=False)
                | Q(subject="launch_region", launch_region__isnull=False, launch__isnull=False)
                | Q(subject="carrier_region", carrier_region__isnull=False),
                name="event_names_its_subject",
            ),
            models.CheckConstraint(condition=~Q(actor_name=""), name="event_names_its_actor"),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.from_state or 'new'} > {self.to_state}"

    @property
    def asks_for_review(self) -> bool:
        """Does a submission wait for a reviewer since then?"""
        return self.subject == "submission" and self.to_state == SubmissionStatus.IN_REVIEW

    @property
    def ends_review(self) -> bool:
        """Did it wait until then? Somebody decided, or its author withdrew it."""
        return self.subject == "submission" and self.from_state == SubmissionStatus.IN_REVIEW

    @property
    def is_withdrawal(self) -> bool:
        """Did its author take it back from review?"""
        return self.ends_review and self.to_state == SubmissionStatus.DRAFT


class SameRow(NamedTuple):
    """What is stored of an exchange that brought exactly the same answer as an earlier one."""

    request_id: str
    launch_id: int
    pod: str
    duration_ms: int
    same_as_id: int
    code: str
    started_at: datetime


# What such a row has in its other columns, as both databases write it.
_OF_SAME = {
    "endpoint": "launch_status",
    "method": "GET",
    "http_status": "200",
    "verdict": "ok",
    "is_connected": "1",
    "is_truncated": "0",
    "url": "",
    "request_headers": "{}",
    "request_body": "",
    "response_headers": "{}",
    "response_body": "",
    "problem": "",
}


class ApiCallQuerySet(models.QuerySet["ApiCall"]):
    """Adding by the hundred."""

    def add_all(self, rows: Sequence[dict[str, Any]]) -> None:
        """These are kept, given by column, each with the same ones.

        Written by hand: thousands a minute pass here. bulk_create takes five times as long on SQLite, and INSERT
        five times as long as COPY on PostgreSQL.
        """
        self._add(list(rows[0]) if rows else [], [_adapted(row) for row in rows])

    def _add(self, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        if not rows:
            return
        table, names = self.model._meta.db_table, ", ".join(columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608 (names of ours)

    def add_same(self, rows: Sequence[SameRow]) -> None:
        """Each is kept as a success that brought the same answer as another."""
        columns, adapt = (*SameRow._fields, *_OF_SAME), connection.ops.adapt_datetimefield_value
        self._add(columns, [(*row[:-1], adapt(row.started_at), *_OF_SAME.values()) for row in rows])


def _adapted(row: dict[str, Any]) -> list[Any]:
    """The values as the database's driver takes them."""
    ops, adapted = connection.ops, dict(row)
    for name in ("request_headers", "response_headers"):
        adapted[name] = ops.adapt_json_value(row[name], None)
    adapted["started_at"] = ops.adapt_datetimefield_value(row["started_at"])
    return list(adapted.values())


class ApiCall(models.Model):
    """One exchange with Kaleyra, without its secrets."""

    request_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Thousands a minute are added, each to every index: so the two below, and none for each key.
    launch = models.ForeignKey(
        Launch, on_delete=models.PROTECT, null=True, blank=True, related_name="api_calls", db_index=False
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="api_calls", db_index=False
    )
    endpoint = models.CharField(max_length=40)
    pod = models.CharField(max_length=2, choices=pods)
    method = models.CharField(max_length=10)
    url = models.TextField()
    request_headers = models.JSONField(default=dict)
    request_body = models.TextField(blank=True)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    code = models.CharField(max_length=100, blank=True)
    response_headers = models.JSONField(default=dict)
    response_body = models.TextField(blank=True)
    is_truncated = models.BooleanField(default=False)
    is_connected = models.BooleanField(default=False)
    verdict = models.CharField(max_length=20)
    problem = models.TextField(blank=True)
    started_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField(default=0)
    # Of an answer about a launch: by this the same answer to the same question is recognised.
    fingerprint = models.BinaryField(max_length=16, null=True, editable=False)
    # The exchange that brought the same answer, to the letter, and holds what is empty here: address, headers, body.
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # When headers and bodies were removed because of their age; what it came to is kept.
    purged_at = models.DateTimeField(null=True, blank=True)

    objects = ApiCallQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = "API call"
        indexes = (
            models.Index(fields=("launch", "-id"), name="api_call_by_launch"),
            models.Index(
                fields=("submission",),
                condition=Q(submission__isnull=False),
                name="api_call_by_submission",
            ),
        )

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}: {self.verdict}"

    @property
    def whole(self) -> "ApiCall":
        """The exchange that holds what was sent and what came: this one, or the one that brought the same answer."""
        return self if self.same_as is None or self.purged_at else self.same_as
