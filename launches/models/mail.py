"""What is told by e-mail: how each person wants it, and every letter that was made."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q


class Wish(models.TextChoices):
    """How somebody wants to be told by e-mail."""

    EACH = "each", "Each notice at once, and a daily digest when something needs me"
    DAILY = "daily", "A daily digest only"
    NONE = "none", "No e-mail"


def wishes() -> list[tuple[str, str]]:
    """Choices as a function, so that a new label is no migration."""
    return Wish.choices


class Reader(models.Model):
    """How one person is told by e-mail. Who has no row here is told each notice at once."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reader")
    wish = models.CharField(max_length=10, choices=wishes, default=Wish.EACH)
    digest_on = models.DateField(null=True, blank=True)  # The day of the latest daily digest.

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(wish__in=Wish.values), name="reader_wish_known"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.wish}"


class MailQuerySet(models.QuerySet["Mail"]):
    """Named reads of letters."""

    def open(self) -> "MailQuerySet":
        """Those that are neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def closed(self) -> "MailQuerySet":
        """Those that were sent or given up."""
        return self.exclude(sent_at=None, given_up_at=None)

    def due(self, now: datetime) -> "MailQuerySet":
        """Those to be sent now that nobody is sending."""
        return self.open().filter(claimed_at=None, due_at__lte=now).order_by("due_at", "id")


class Mail(models.Model):
    """One letter to one person. It is claimed before it is sent, so that nobody gets it twice."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mails")
    is_digest = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()  # Later with every try that failed for certain.
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("due_at",), condition=Q(sent_at=None, given_up_at=None), name="mail_open"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None), name="mail_sent_or_given_up"
            ),
        )

    def __str__(self) -> str:
        return f"{'Digest' if self.is_digest else 'Notices'} for {self.person}"
