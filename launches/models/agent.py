"""An RCS agent that exists at Kaleyra."""

from django.conf import settings
from django.db import models
from django.db.models import Q

PODS = [("IN", "IN pod"), ("NA", "NA pod")]
LONGEST_NAME = 120


def pods() -> list[tuple[str, str]]:
    """Choices as a function, so that a new label is no migration."""
    return PODS


def agent_sources() -> list[tuple[str, str]]:
    """Where our row of an agent came from."""
    return [("by_hand", "Added by hand"), ("imported", "Imported from Kaleyra")]


class AgentQuerySet(models.QuerySet["Agent"]):
    """Named reads of agents."""

    def active(self) -> "AgentQuerySet":
        """Those that are not archived."""
        return self.filter(archived_at=None)


class Agent(models.Model):
    """One agent on one pod, with the brand checklist that Kaleyra demands before a launch."""

    pod = models.CharField(max_length=2, choices=pods)
    agent_no = models.CharField("agent number", max_length=64)
    name = models.CharField(max_length=LONGEST_NAME)
    brand_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    # Kaleyra docs, Get Launch Status, "Integration Exception Note": a launch fails without these four.
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    website = models.URLField(max_length=500, blank=True)
    contacts_confirmed = models.BooleanField(default=False)
    source = models.CharField(max_length=10, choices=agent_sources, default="by_hand")
    archived_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AgentQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("pod", "agent_no"),
                name="agent_no_unique_per_pod",
                violation_error_message="This pod already has an agent with this number.",
            ),
            models.CheckConstraint(condition=Q(pod__in=[pod for pod, _ in PODS]), name="agent_pod_known"),
            models.CheckConstraint(condition=~Q(agent_no=""), name="agent_no_given"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.agent_no}, {self.pod})"

    def brand_checklist(self) -> list[tuple[str, str, bool]]:
        """Each demand as (field, what it is in words, is it there)."""
        return [
            ("contact_name", "Contact name", bool(self.contact_name.strip())),
            ("contact_email", "Contact e-mail", bool(self.contact_email.strip())),
            ("website", "Website", bool(self.website.strip())),
            ("contacts_confirmed", "Contacts confirmed with Kaleyra", self.contacts_confirmed),
        ]

    def missing_brand_data(self) -> list[str]:
        """What the brand still lacks, in words; empty when it may be launched."""
        return [words for _, words, is_there in self.brand_checklist() if not is_there]
