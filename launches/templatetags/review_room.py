"""What the admin's frame needs to know on every page."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count
from django.utils.text import capfirst

from launches.admin.columns import lasted, verdict_look
from launches.admin.filters import plain
from launches.models import StatusEvent, Submission
from launches.services.timeline import entry_of
from launches.statuses import SubmissionStatus

register = template.Library()
register.filter("lasted", lasted)
register.filter("plain", plain)
register.filter("verdict_look", verdict_look)

# What reviewers need most comes first; models that are not named here follow in Django's order.
OUR_ORDER = (
    "Submission",
    "Launch",
    "Agent",
    "CarrierRegion",
    "StateCode",
    "StatusEvent",
    "ApiCall",
    "PodHealth",
)


@register.simple_tag
def numbers_by_status(user: User | AnonymousUser) -> dict[str, int]:
    """How many submissions wait for a decision and how many are unconfirmed; nothing for those who may not see."""
    if not user.has_perm("launches.view_submission"):
        return {}
    wanted = [SubmissionStatus.IN_REVIEW, SubmissionStatus.UNCONFIRMED]
    counted = Submission.objects.filter(status__in=wanted).order_by().values_list("status")
    return dict(counted.annotate(Count("pk")))


@register.filter
def apps_in_our_order(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Launches first, then people, then the rest."""
    return sorted(apps, key=lambda app: (app["app_label"] != "launches", app["app_label"] != "auth"))


@register.filter
def told(event: StatusEvent) -> str:
    """The event as a sentence."""
    return capfirst(entry_of(event).sentence)


@register.filter
def in_our_order(models: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The admin's list of what there is, by how often it is needed rather than by the alphabet."""
    places = {name: place for place, name in enumerate(OUR_ORDER)}
    return sorted(models, key=lambda model: places.get(model["object_name"], len(places)))
