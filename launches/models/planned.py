"""Carriers beyond the five of a submission: planned, to be asked in later submissions of the same launch."""

from django.db import models
from django.db.models import Q

from launches.models.launch import Launch
from launches.models.region import CarrierRegion
from launches.models.submission import MOST_REGIONS

MOST_PLANNED = 9 * MOST_REGIONS  # Nine submissions more: the form stays one that a person can read.


class PlannedRegion(models.Model):
    """One carrier that a launch asks for later: no slot of any submission, and nothing that is sent."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="planned_regions")
    region = models.ForeignKey(CarrierRegion, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()  # 1, 2, 3 … in the order in which they are asked

    class Meta:
        ordering = ("launch_id", "place")
        constraints = (
            models.UniqueConstraint(fields=("launch", "region"), name="region_planned_once_per_launch"),
            models.UniqueConstraint(fields=("launch", "place"), name="place_once_per_plan"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_PLANNED), name="plan_within_bounds"
            ),
        )

    def __str__(self) -> str:
        return f"{self.place}. {self.region}, later"
