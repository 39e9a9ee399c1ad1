"""Notices: following a launch, and reading what happened to it.

Notices are written by transitions.py with the row of history that they are about: never lost, never doubled.
"""

from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from launches import access
from launches.models import Comment, Follow, Launch, Notice
from launches.models.notice import NoticeQuerySet
from launches.problems import NotAllowed
from launches.services.timeline import Entry, entry_of

PAGE = 50
SHOWN = (
    *("event__subject", "event__carrier_region", "event__from_state", "event__to_state", "event__raw_code"),
    *("event__actor_name", "event__reason", "event__at", "launch__launch_name", "read_at", "person"),
    *("event__submission__kind", "event__submission__number"),
    *("event__launch_region__remote_region_id", "event__launch_region__remote_region"),
    "event__launch_region__region__display_name",
)


class Told(NamedTuple):
    """A notice in words."""

    launch: Launch
    entry: Entry
    is_unread: bool


def follow(launch: Launch, *, by: User) -> None:
    """They get a notice of whatever happens to the launch from now on. Raises NotAllowed."""
    if not access.may_comment(by):
        raise NotAllowed("Only those who see the launch follow it.")
    Follow.objects.update_or_create(launch=launch, person=by, defaults={"stopped_at": None})


def stop(launch: Launch, *, by: User) -> None:
    """They get no more notices of the launch, whatever they do to it."""
    Follow.objects.on().filter(launch=launch, person=by).update(stopped_at=timezone.now())


def is_following(launch: Launch, person: User) -> bool:
    """Do they get its notices?"""
    return Follow.objects.on().filter(launch=launch, person=person).exists()


def count_unread(person: User) -> int:
    """How many notices wait for them at this moment. One cheap query."""
    return person.notices.unread().count()


def unread_at_first(person: User) -> int:
    """How many were unread when this request began; launches/backend.py reads the number with the person."""
    known: int | None = getattr(person, "unread_notices", None)
    return count_unread(person) if known is None else known


def page_for(person: User, before: int | None = None) -> list[Told]:
    """Their notices, latest first: as many as fit a page, and one more if there is one. One query."""
    notices = person.notices.all()
    return in_words((notices.filter(event__lt=before) if before else notices)[: PAGE + 1])


def in_words(notices: NoticeQuerySet) -> list[Told]:
    """These notices, with what was said where somebody commented. One query."""
    said = Comment.objects.filter(event=OuterRef("event")).values("text")[:1]
    related = ("launch", "event__submission", "event__launch_region__region")
    found = notices.select_related(*related).only(*SHOWN).annotate(said=Subquery(said))
    return [_told(notice) for notice in found]


def mark_read(*, by: User, up_to: int, launch: Launch | None = None) -> None:
    """What they were shown, up to that event, is read: of one launch or of all. What came after it stays unread."""
    shown = Notice.objects.unread().filter(person=by, event__lte=up_to)
    (shown.filter(launch=launch) if launch else shown).update(read_at=timezone.now())


def _told(notice: Notice) -> Told:
    entry = entry_of(notice.event)
    said: str | None = notice.said  # type: ignore[attr-defined]  # annotated in in_words
    return Told(notice.launch, entry._replace(reason=said or entry.reason), notice.read_at is None)
