"""How the machinery is: is a worker alive, does each pod answer?"""

from django.db import models

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


class Epoch(models.Model):
    """Which life of the database this is. The same value stands in a file beside it.

    A backup is an older life: after a restore the two differ, and nothing is sent until a person has looked,
    because what the backup calls "approved" may have been sent since.
    """

    value = models.UUIDField(unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.value)
