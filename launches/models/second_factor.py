"""The second factor: that somebody has one, and the codes for when their phone is gone."""

from django.conf import settings
from django.db import models


class SecondFactor(models.Model):
    """Somebody's phone shows a code that changes every half minute. What it is made from is not in this row."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="second_factor"
    )
    # With SECRET_KEY it makes the secret that the phone holds (docs/decisions/0012).
    salt = models.CharField(max_length=32)
    since = models.DateTimeField()
    # The half minute of the newest code that was taken: that one and older ones are used up.
    last_step = models.BigIntegerField()

    def __str__(self) -> str:
        return f"The second factor of {self.person}"


class RecoveryCodeQuerySet(models.QuerySet["RecoveryCode"]):
    """Named reads of recovery codes."""

    def left(self) -> "RecoveryCodeQuerySet":
        """Those that nobody has used."""
        return self.filter(used_at=None)


class RecoveryCode(models.Model):
    """Opens the portal once in place of the phone. The code itself is not kept."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryCodeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"A recovery code of {self.person}"
