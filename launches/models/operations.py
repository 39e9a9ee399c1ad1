"""The state of the machinery: is a worker alive, does each pod answer, has somebody pulled the brake?"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from launches.models.agent import pods


class Heartbeat(models.Model):
    """When a part of the machinery was last seen alive."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"


class PodHealth(models.Model):
    """Whether we speak with a pod at the moment, and if not, since when and why."""

    pod = models.CharField(max_length=2, choices=pods, unique=True)
    failures = models.PositiveIntegerField(default=0)  # In a row.
    paused_until = models.DateTimeField(null=True, blank=True)
    # Set when Kaleyra does not accept the key: nothing is sent until a person says so.
    stopped_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "pod health"

    def __str__(self) -> str:
        return f"{self.pod} pod"


class BrakeQuerySet(models.QuerySet["Brake"]):
    """Named reads of the brake."""

    def on(self) -> "BrakeQuerySet":
        """Those that are pulled and not released yet."""
        return self.filter(released_at=None)

    def holding(self, pod: str) -> "BrakeQuerySet":
        """Those that keep submissions from this pod now."""
        return self.on().filter(pod__in=["", pod])


class Brake(models.Model):
    """One time that a person stopped sending, from the pull to the release. No row is deleted: they are the history."""

    pod = models.CharField(max_length=2, choices=pods, blank=True)  # Empty: all of them.
    reason = models.TextField()
    pulled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    pulled_by_name = models.CharField(max_length=200)
    pulled_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_by_name = models.CharField(max_length=200, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = BrakeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("pod",), condition=Q(released_at=None), name="one_brake_per_pod_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="brake_says_why"),
            models.CheckConstraint(
                condition=Q(released_by=None, released_at=None)
                | Q(released_by__isnull=False, released_at__isnull=False),
                name="brake_released_by_and_when",
            ),
        )

    def __str__(self) -> str:
        return f"Brake on {self.where}"

    @property
    def where(self) -> str:
        """What it holds, in words."""
        return f"the {self.pod} pod" if self.pod else "all pods"


class Epoch(models.Model):
    """Which life of the database this is. The same value stands in a file beside it.

    A backup is an older life: after a restore the two differ, and nothing is sent until a person has looked,
    because what the backup calls "approved" may have been sent since.
    """

    value = models.UUIDField(unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.value)
