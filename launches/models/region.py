"""Kaleyra's catalogue of carriers, and the map of its state codes."""

import unicodedata

from django.db import models
from django.db.models import Q
from django.utils import timezone

from launches.models.agent import PODS, pods
from launches.statuses import CarrierState, carrier_states

# Letters that have no accent to take off.
UNLIKE = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


def folded(text: str) -> str:
    """The text as people type it who leave accents and capitals out."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).translate(UNLIKE)


class CarrierRegionQuerySet(models.QuerySet["CarrierRegion"]):
    """Named reads of the catalogue."""

    def offered(self) -> "CarrierRegionQuerySet":
        """Those that can be chosen: enabled by Kaleyra and still in the catalogue."""
        return self.filter(carrier_enabled=True, retired_at=None)

    def matching(self, words: str) -> "CarrierRegionQuerySet":
        """Those whose name contains every word, in any order and with or without accents: "sao" finds "São"."""
        return self.filter(pk__in=self.numbers_of(words)) if folded(words).split() else self

    def numbers_of(self, words: str) -> list[int]:
        """The same, by their row numbers. One query."""
        wanted = folded(words).split()
        # Some hundred names, compared here: neither database folds accents by itself.
        names = self.order_by().values_list("pk", "display_name")
        return [pk for pk, name in names if all(word in folded(name) for word in wanted)]


class CarrierRegion(models.Model):
    """One carrier in one country, as Kaleyra's `agent_regions` lists it. Retired, never deleted."""

    pod = models.CharField(max_length=2, choices=pods)
    remote_id = models.CharField(max_length=64)
    region_name = models.CharField(max_length=200, blank=True)
    display_name = models.CharField(max_length=200)
    # "Country: Carrier", split once so that lists can be grouped.
    country = models.CharField(max_length=120)
    carrier = models.CharField(max_length=120)
    management_type = models.CharField(max_length=40, blank=True)
    management_type_value = models.CharField(max_length=20, blank=True)
    hosting_region = models.CharField(max_length=60, blank=True)
    carrier_enabled = models.BooleanField(default=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CarrierRegionQuerySet.as_manager()

    class Meta:
        ordering = ("country", "carrier", "id")
        constraints = (
            models.UniqueConstraint(fields=("pod", "remote_id"), name="region_unique_per_pod"),
            models.CheckConstraint(condition=Q(pod__in=[pod for pod, _ in PODS]), name="region_pod_known"),
            models.CheckConstraint(condition=~Q(remote_id=""), name="region_id_given"),
        )

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_offered(self) -> bool:
        """May it be chosen for a new submission?"""
        return self.carrier_enabled and self.retired_at is None

    def why_not_offered(self) -> str:
        """The reason in words; empty when it is offered."""
        if self.retired_at is not None:
            return f"no longer offered since {timezone.localtime(self.retired_at):%-d %B %Y}"
        return "" if self.carrier_enabled else "not enabled by Kaleyra"

    def managed_by(self) -> str:
        """Who decides, in words."""
        known = {"GOOGLE_MANAGED": "Google", "CARRIER_MANAGED": "the carrier", "PARTNER_MANAGED": "a partner"}
        return known.get(self.management_type, self.management_type or "not stated")

    def hosted_in(self) -> str:
        """The hosting region in words; Kaleyra uses values beyond those documented."""
        name = self.hosting_region.removeprefix("HOSTING_REGION_")
        if name in ("", "UNSPECIFIED"):
            return "not stated"
        return name if name == "US" else name.replace("_", " ").title()


class StateCode(models.Model):
    """What one of Kaleyra's `launch_state` codes means. Edited by admins; a code without a meaning is shown raw."""

    code = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=20, choices=carrier_states, blank=True)
    note = models.CharField(max_length=200, blank=True)
    first_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["", *CarrierState.values]), name="state_code_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.get_state_display() or 'needs a meaning'}"
