"""One request to Kaleyra for one to five carriers of a launch."""

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet

from launches.models.region import CarrierRegion
from launches.statuses import (
    EDITABLE,
    OPEN,
    SubmissionKind,
    SubmissionStatus,
    submission_kinds,
    submission_statuses,
)

# Kaleyra docs, Launch Carrier: "up to a maximum of 5 per launch".
MOST_REGIONS = 5
S = SubmissionStatus


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Named reads of submissions."""

    def waiting(self) -> "SubmissionQuerySet":
        """Those that wait for a reviewer, oldest first."""
        return self.filter(status=SubmissionStatus.IN_REVIEW).order_by("submitted_at", "id")


class Submission(models.Model):
    """One to five carriers that go to Kaleyra in one request, once somebody has approved exactly that."""

    launch = models.ForeignKey("launches.Launch", on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()  # 1, 2, 3 … within its launch
    kind = models.CharField(max_length=20, choices=submission_kinds)
    status = models.CharField(max_length=20, choices=submission_statuses, default=SubmissionStatus.DRAFT)
    regions: "models.ManyToManyField[CarrierRegion, SubmissionRegion]" = models.ManyToManyField(
        CarrierRegion, through="SubmissionRegion", related_name="submissions"
    )

    # Did the portal begin it, with carriers that were planned when there were more than five?
    is_planned = models.BooleanField(default=False)

    # Frozen at approval: these very bytes are sent.
    payload = models.TextField(blank=True)
    payload_sha256 = models.CharField(max_length=64, blank=True)

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    # Why it stands where it stands: the reviewer's reason, or what Kaleyra said and what to do about it.
    reason = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    # What the reviewer noted beside single fields, by the form's name of the field; the reason tells them too.
    review_notes = models.JSONField(default=dict, blank=True)

    # The lease of the delivery in hand: who holds it, and until when.
    attempt = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    send_after = models.DateTimeField(null=True, blank=True)
    # On the unconfirmed desk: the id that a person found in Kaleyra's console, until the worker has verified it.
    proposed_launch_id = models.CharField(max_length=64, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ("launch_id", "number")
        permissions = (("review_submission", "Can approve submissions and send them back"),)
        indexes = (
            models.Index(fields=("status", "submitted_at"), name="submission_by_status"),
            models.Index(fields=("created_by", "status"), name="submission_by_author"),
            models.Index(fields=("status", "settled_at", "kind"), name="submission_by_settling"),
        )
        constraints = (
            models.UniqueConstraint(fields=("launch", "number"), name="submission_numbered_per_launch"),
            models.UniqueConstraint(
                fields=("launch",),
                condition=Q(status__in=sorted(OPEN)),
                name="one_open_submission_per_launch",
            ),
            models.UniqueConstraint(
                fields=("launch",),
                condition=Q(kind=SubmissionKind.AGENT_LAUNCH),
                name="one_agent_launch_per_launch",
            ),
            models.CheckConstraint(
                condition=Q(status__in=SubmissionStatus.values), name="submission_status_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=SubmissionKind.values), name="submission_kind_known"),
            models.CheckConstraint(
                condition=Q(submitted_by=None, submitted_at=None)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="submission_submitted_by_and_when",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_at=None)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="submission_reviewed_by_and_when",
            ),
            models.CheckConstraint(
                # Nothing leaves that nobody approved, and it leaves as it was approved.
                condition=~Q(status__in=[S.APPROVED, S.SENDING, S.ACCEPTED, S.UNCONFIRMED])
                | (Q(reviewed_by__isnull=False) & ~Q(payload="") & ~Q(payload_sha256="")),
                name="submission_sent_as_approved",
            ),
            models.CheckConstraint(
                condition=~Q(status=S.SENDING) | Q(attempt__isnull=False, lease_until__isnull=False),
                name="submission_sending_under_lease",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number} of {self.launch}"

    @property
    def state(self) -> SubmissionStatus:
        """The status as the enumeration."""
        return SubmissionStatus(self.status)

    @property
    def is_editable(self) -> bool:
        """May its author still change it?"""
        return self.state in EDITABLE

    @property
    def is_agent_launch(self) -> bool:
        """Does it create the launch at Kaleyra?"""
        return self.kind == SubmissionKind.AGENT_LAUNCH

    def chosen_regions(self) -> QuerySet[CarrierRegion]:
        """Its carriers in the order in which they were chosen."""
        return self.regions.order_by("submissionregion__slot")


class SubmissionRegion(models.Model):
    """One carrier of one submission, in one of its five slots."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE)
    region = models.ForeignKey(CarrierRegion, on_delete=models.PROTECT)
    slot = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("slot",)
        constraints = (
            models.UniqueConstraint(fields=("submission", "region"), name="region_once_per_submission"),
            models.UniqueConstraint(fields=("submission", "slot"), name="slot_once_per_submission"),
            # The slots are how the database itself refuses a sixth carrier.
            models.CheckConstraint(condition=Q(slot__gte=1, slot__lte=MOST_REGIONS), name="five_slots"),
        )

    def __str__(self) -> str:
        return f"{self.slot}. {self.region}"
