"""What is not kept for ever: who has left, and what was removed when."""

from django.conf import settings
from django.db import models


class Departure(models.Model):
    """Somebody who may no longer sign in, since when, and when their name was taken away."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="departure")
    at = models.DateTimeField()
    pseudonymised_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user} left"


class Purge(models.Model):
    """One removal of what is older than it is kept: when, and how many of what."""

    at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.in_words()}"

    def in_words(self) -> str:
        """How many of what, as one line."""
        done = (f"{number} {what}" for what, number in self.counts.items() if number)
        return ", ".join(done) or "nothing was old enough"
