"""When the carriers of a launch are asked about next, who is asking, and what came of it last."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, models
from django.db.models import Q

from launches.models.aside import TOLERATED_BREAKS
from launches.models.history import ApiCall
from launches.models.launch import Launch

LONGEST_LEASE = timedelta(hours=1)  # far longer than one is, as the clocks of two workers may differ


class CheckingQuerySet(models.QuerySet["Checking"]):
    """Named reads, and one write by hand."""

    def due(self, now: datetime) -> "CheckingQuerySet":
        """Those whose carriers should be asked about now and that nobody is asking about; longest due first."""
        # A lease that ends later than any lease could was given before the clock was put back.
        unclaimed = Q(lease_until=None) | Q(lease_until__lt=now) | Q(lease_until__gt=now + LONGEST_LEASE)
        due = self.filter(unclaimed, next_at__lte=now)
        due = due.exclude(launch__broken_check__times__gte=TOLERATED_BREAKS)
        return due.order_by("next_at", "pk")

    def failing_since_before(self, moment: datetime) -> "CheckingQuerySet":
        """Those that could not be checked at all for so long."""
        return self.filter(launch__archived_at=None, failing_since__lt=moment)

    def remember_answers(self, request_ids: Sequence[str], *, read_by: bytes) -> None:
        """The last answer of each launch that one of these exchanges is about is that exchange's.

        Written by hand: bulk_update takes longer for them than everything else that is written of an answer.
        """
        calls, table, places = ApiCall._meta.db_table, self.model._meta.db_table, ["%s"] * len(request_ids)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET last_answer_id = call.id, read_by = %s FROM {calls} call "  # noqa: S608 (names of ours)
                f"WHERE call.launch_id = {table}.launch_id AND call.request_id IN ({', '.join(places)})",
                [read_by, *request_ids],
            )


class Checking(models.Model):
    """What each check of a launch writes: a narrow row of its own, since the launch itself stays as it is until a
    carrier says something new (docs/decisions/0016-checking-beside-the-launch.md).
    """

    launch = models.OneToOneField(Launch, on_delete=models.PROTECT, primary_key=True, related_name="checking")
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    # The exchange whose answer says what our rows say. While the next answer is the same to the letter and is read by
    # the same codes and names, it need not be read again. Empty since anything of ours changed: transitions.roll_up,
    # services.carriers.record_reply.
    last_answer = models.ForeignKey(
        ApiCall,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    read_by = models.BinaryField(max_length=16, null=True, editable=False)

    objects = CheckingQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("next_at", "launch"), name="checking_by_next"),
            models.Index(
                fields=("failing_since",),
                condition=Q(failing_since__isnull=False),
                name="checking_failing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.launch}: next at {self.next_at:%Y-%m-%d %H:%M:%S}"

    @classmethod
    def of(cls, launch: Launch) -> "Checking | None":
        """What came of the checks of this launch; none before Kaleyra knows it."""
        checking: Checking | None = getattr(launch, "checking", None)
        return checking
