"""What marketing and reviewers say to each other about a launch."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from launches.models.history import StatusEvent
from launches.models.launch import Launch

LONGEST_COMMENT = 2000


class Comment(models.Model):
    """One remark. Append-only, as history is: the database itself refuses UPDATE and DELETE (migration 0008)."""

    launch = models.ForeignKey(Launch, on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    text = models.TextField(max_length=LONGEST_COMMENT)
    # Its row of history; empty for comments that are older than such rows.
    event = models.ForeignKey(
        StatusEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),)

    def __str__(self) -> str:
        return f"{self.by_name} on {self.launch}"
