"""The version of a draft: which page saved it last, and whether what another page sends still follows it."""

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import F, Q
from django.utils import timezone


class Sheet(NamedTuple):
    """The page that somebody writes on: its token, when it sent this, and which version of the draft it was made from.

    With the token a page may follow up its own save even when the answer to that got lost, and an older request of
    the same page that comes late overwrites nothing.
    """

    token: UUID | None = None
    sent_at: int = 0  # milliseconds of its own clock
    version: int | None = None  # whatever is stored, when there is none


NO_SHEET = Sheet()


def follows(sheet: Sheet) -> Q:
    """The launch is still what the page knows: nobody saved since, or only the page itself."""
    if sheet.version is None:
        return Q()
    known = Q(version=sheet.version)
    if sheet.token:
        known |= Q(saved_from=sheet.token, saved_sent_at__lt=sheet.sent_at)
    return known


def next_one(by: User | None, sheet: Sheet = NO_SHEET) -> dict[str, Any]:
    """What every save writes beside the words: a new version, who, when, and from which page.

    A form that shows an older version can no longer overwrite it unseen.
    """
    return {
        "version": F("version") + 1,
        "updated_at": timezone.now(),
        "saved_by": by,
        "saved_from": sheet.token,
        "saved_sent_at": sheet.sent_at,
    }
