"""Putting a launch away, and taking it out again. Local only: Kaleyra knows no such thing and is not told."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from launches import access, transitions
from launches.models import Launch
from launches.problems import NotAllowed
from launches.statuses import ARCHIVED


@transaction.atomic
def archive(launch: Launch, *, by: User) -> None:
    """The launch is off the lists; its carriers stay live and stay checked. Raises NotAllowed."""
    stored = _held(launch, by)
    if stored.archived_at is None:
        Launch.objects.filter(pk=launch.pk).update(archived_at=timezone.now())
        transitions.note_launch(stored, stored.state, ARCHIVED, by=transitions.person(by))


def archive_each(launches: Iterable[Launch], *, by: User) -> tuple[list[Launch], list[tuple[Launch, str]]]:
    """Those that are off the lists now, and those that are not with the reason. One refusal stops no other."""
    archived, refused = [], []
    for launch in launches:
        try:
            archive(launch, by=by)
        except NotAllowed as problem:
            refused.append((launch, problem.sentence))
        else:
            archived.append(launch)
    return archived, refused


@transaction.atomic
def restore(launch: Launch, *, by: User) -> None:
    """The launch is back on the lists. Raises NotAllowed."""
    stored = _held(launch, by)
    if stored.archived_at is not None:
        Launch.objects.filter(pk=launch.pk).update(archived_at=None)
        transitions.note_launch(stored, ARCHIVED, stored.state, by=transitions.person(by))


def _held(launch: Launch, by: User) -> Launch:
    """The launch as stored, of somebody who may put it away. Who submits or sends it meanwhile goes first, or waits."""
    stored = transitions.lock(launch.pk)
    if reason := access.why_not_archive(by, stored, stored.latest_submission()):
        raise NotAllowed(reason)
    return stored
