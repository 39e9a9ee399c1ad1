"""How long somebody stays signed in, and how it ends for a person who may no longer be here."""

import logging
from time import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

log = logging.getLogger(__name__)

BEGAN, ACTIVE = "began", "active"
GRAIN = 60  # seconds: so seldom a session is written only because somebody is active


def begin(session: SessionBase) -> None:
    """Both clocks start: somebody has just signed in."""
    session[BEGAN] = session[ACTIVE] = int(time())


def is_over(session: SessionBase) -> bool:
    """Has it lasted as long as any may, or has nobody done anything for too long?"""
    now = time()
    age, rest = now - float(session.get(BEGAN, now)), now - float(session.get(ACTIVE, now))
    return age > settings.SESSION_COOKIE_AGE or rest > settings.SESSION_IDLE_AGE + GRAIN


def touch(session: SessionBase) -> None:
    """A person did something just now. Written once a minute at most, and never in the way of what they asked for."""
    now = int(time())
    if abs(now - session.get(ACTIVE, 0)) < GRAIN:
        return
    session.setdefault(BEGAN, now)
    session[ACTIVE] = now
    try:
        session.save()
    except (DatabaseError, UpdateError):
        log.warning("That a session is in use could not be written down.", exc_info=True)
    session.modified = False


def end_all(user: User) -> int:
    """This person is signed in nowhere any more. Answers how many sessions they had."""
    standing = Session.objects.filter(expire_date__gt=timezone.now())
    theirs = [
        session.pk
        for session in standing.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(pk__in=theirs).delete()[0]
