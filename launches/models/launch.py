"""The launch of one agent, and what each carrier says about it."""

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import Q

from launches.models.agent import Agent
from launches.models.answers import Answers
from launches.models.region import CarrierRegion
from launches.models.submission import Submission
from launches.statuses import (
    EDITABLE,
    OCCUPIED,
    OPEN,
    CarrierState,
    LaunchState,
    carrier_states,
    launch_states,
)


class LaunchQuerySet(models.QuerySet["Launch"]):
    """Named reads of launches."""

    def active(self) -> "LaunchQuerySet":
        """Those that are not archived."""
        return self.filter(archived_at=None)


class Launch(Answers):
    """The questionnaire and media for one agent and, once accepted, its id at Kaleyra."""

    # The index launch_of_agent begins with it, and tells states as well.
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="launches", db_index=False)
    launch_name = models.CharField(max_length=120, unique=True)
    launch_type = models.CharField(max_length=10, default="1")

    # What Kaleyra gave back. Its dates carry no zone, so they are kept as they came.
    agent_launch_id = models.CharField(max_length=64, blank=True)
    provider_launch_id = models.CharField(max_length=200, blank=True)
    remote_status = models.CharField(max_length=40, blank=True)
    remote_created = models.CharField(max_length=60, blank=True)
    remote_modified = models.CharField(max_length=60, blank=True)

    # Rolled up by transitions.roll_up, so that lists need no joins.
    state = models.CharField(max_length=20, choices=launch_states, default=LaunchState.DRAFT)
    state_since = models.DateTimeField(auto_now_add=True)
    regions_total = models.PositiveSmallIntegerField(default=0)
    regions_live = models.PositiveSmallIntegerField(default=0)
    regions_troubled = models.PositiveSmallIntegerField(default=0)

    version = models.PositiveIntegerField(default=1)  # Grows with every edit; a stale form is told so.
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)  # One form, one launch.
    # The page that saved last, and when that page sent it by its own clock: a page never stands in its own way.
    saved_from = models.UUIDField(null=True, blank=True, editable=False)
    saved_sent_at = models.BigIntegerField(default=0, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="launches"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = LaunchQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "launches"
        indexes = (
            models.Index(
                fields=("state", "-id"), name="active_launch_by_state", condition=Q(archived_at=None)
            ),
            models.Index(
                fields=("state", "-state_since"), name="active_launch_by_since", condition=Q(archived_at=None)
            ),
            models.Index(
                fields=("created_by", "state", "state_since", "id"),
                name="active_launch_by_author",
                condition=Q(archived_at=None),
            ),
            models.Index(fields=("-id",), name="archived_launch", condition=Q(archived_at__isnull=False)),
            models.Index(fields=("created_at",), name="launch_by_beginning"),
            models.Index(fields=("agent", "created_at", "state"), name="launch_of_agent"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=LaunchState.values), name="launch_state_known"),
            models.CheckConstraint(condition=~Q(launch_name=""), name="launch_name_given"),
            models.UniqueConstraint(
                fields=("agent_launch_id",), condition=~Q(agent_launch_id=""), name="agent_launch_id_unique"
            ),
        )

    def __str__(self) -> str:
        return self.launch_name

    @property
    def current_state(self) -> LaunchState:
        """The rolled-up state as the enumeration."""
        return LaunchState(self.state)

    @property
    def is_accepted(self) -> bool:
        """Does Kaleyra know it, and we its id?"""
        return bool(self.agent_launch_id)

    def open_submission(self) -> Submission | None:
        """The submission that is neither accepted nor refused: at most one."""
        return self.submissions.filter(status__in=OPEN).first()

    def first_submission(self) -> Submission:
        """The one that creates the launch at Kaleyra."""
        return self.submissions.get(number=1)

    def latest_submission(self) -> Submission:
        """The one that was begun last; the first is begun with the launch itself."""
        return self.submissions.latest("number")

    @property
    def is_editable(self) -> bool:
        """May its answers still be changed? Not once they are under review or with Kaleyra."""
        # Before it is accepted its state is that of its first submission: the roll-up says so in the same transaction.
        return self.archived_at is None and not self.is_accepted and self.state in EDITABLE


class LaunchRegionQuerySet(models.QuerySet["LaunchRegion"]):
    """Named reads of carriers of launches."""

    def occupying(self, agents: Collection[int]) -> "LaunchRegionQuerySet":
        """Those that keep these agents' carriers from being chosen again: on their way or live."""
        return self.filter(launch__agent__in=agents, state__in=OCCUPIED)


class LaunchRegion(models.Model):
    """One carrier of one launch, with what that carrier says."""

    launch = models.ForeignKey(Launch, on_delete=models.PROTECT, related_name="launch_regions")
    # Empty for a carrier that Kaleyra reports and our catalogue does not know.
    region = models.ForeignKey(
        CarrierRegion, on_delete=models.PROTECT, null=True, blank=True, related_name="launch_regions"
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="launch_regions"
    )
    remote_region_id = models.CharField(max_length=200, blank=True)
    remote_region = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=carrier_states, default=CarrierState.SUBMITTED)
    state_code = models.CharField(max_length=40, blank=True)  # As Kaleyra wrote it.
    state_since = models.DateTimeField()
    # Was it in the last answer? A terminated agent vanishes from Google, and so do its carriers.
    is_listed = models.BooleanField(default=True)
    # Did the last answer that listed it say anything about its state? Kaleyra's own sample does not.
    is_stated = models.BooleanField(default=True)
    # Since when the state is one that this carrier had left before; empty when it is new to it.
    went_back_at = models.DateTimeField(null=True, blank=True)
    entry_point = models.CharField(max_length=40, blank=True)
    dirty_flag = models.CharField(max_length=40, blank=True)

    objects = LaunchRegionQuerySet.as_manager()

    class Meta:
        ordering = ("launch_id", "id")
        indexes = (
            models.Index(fields=("state", "state_since"), name="launch_region_by_state"),
            models.Index(fields=("launch", "state", "state_since", "id"), name="launch_region_by_launch"),
            models.Index(fields=("region", "launch"), name="launch_region_by_region"),
        )
        constraints = (
            models.UniqueConstraint(fields=("launch", "region"), name="region_once_per_launch"),
            models.UniqueConstraint(
                fields=("launch", "remote_region_id", "remote_region"),
                condition=Q(region=None),
                name="unknown_region_once_per_launch",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CarrierState.values), name="launch_region_state_known"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What people call it."""
        if self.region is not None:
            return self.region.display_name
        return f"Unknown carrier ({self.remote_region or self.remote_region_id})"

    @property
    def is_awaited(self) -> bool:
        """Was it asked for, and no check has told of it since?"""
        said_nothing = self.state == CarrierState.SUBMITTED and not self.state_code
        return said_nothing and self.is_listed and self.is_stated

    def caveat(self) -> str:
        """Why the state shown is only the last known one, in words; empty when Kaleyra has just said it."""
        if not self.is_listed:
            return "No longer reported: shown as last known."
        return "" if self.is_stated else "Checked, but nothing was reported: shown as last known."

    def went_back(self) -> str:
        """That the carrier has said this before, and something else in between; empty when it has not."""
        if self.went_back_at is None:
            return ""
        return f"Changed back to {self.get_state_display().lower()}: see the history."

    @property
    def carrier_state(self) -> CarrierState:
        """The state as the enumeration."""
        return CarrierState(self.state)
