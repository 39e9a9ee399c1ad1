"""What was put aside until a person has looked: answers that cannot be handled, a catalogue that is hard to believe."""

from django.db import models

from launches.models.agent import pods
from launches.models.launch import Launch

# So often in a row we may fail to handle what is said about a launch; then it is parked until an admin has looked.
TOLERATED_BREAKS = 5


class BrokenCheck(models.Model):
    """How often in a row something of ours broke over what Kaleyra said about one launch."""

    launch = models.OneToOneField(Launch, on_delete=models.PROTECT, related_name="broken_check")
    times = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.launch}: broke {self.times} times"

    @property
    def is_parked(self) -> bool:
        """Is the launch not asked about until an admin has looked?"""
        return self.times >= TOLERATED_BREAKS


class DoubtfulCatalogue(models.Model):
    """The latest catalogue of a pod that was not believed, as it came; applied by an admin or forgotten."""

    pod = models.CharField(max_length=2, choices=pods, unique=True)
    rows = models.JSONField()
    reason = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Catalogue of the {self.pod} pod that was not believed"
