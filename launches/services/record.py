"""What people did to the machinery, in Django admin's own record: who, when, to what, and in which words."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet


def note(thing: Model, words: str, *, by: User) -> None:
    """The record says what this person did to this thing. Called in the transaction of the deed: both or neither."""
    LogEntry.objects.log_actions(by.pk, [thing], CHANGE, words, single_object=True)


def about(*kinds: type[Model]) -> QuerySet[LogEntry]:
    """What was done to things of these kinds, newest first."""
    types = ContentType.objects.get_for_models(*kinds).values()
    return LogEntry.objects.filter(content_type__in=types).select_related("user").order_by("-pk")
