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
from django.utils.crypto import constant_time_compare

log = logging.getLogger(__name__)

BEGAN, ACTIVE, PROVED = "began", "active", "proved"
HALF = "half"
HALF_AGE = 10 * 60  # seconds to find the phone in
GRAIN = 60  # seconds: so seldom a session is written only because somebody is active


def begin(session: SessionBase) -> None:
    """The clocks start: somebody has just signed in."""
    session[BEGAN] = session[ACTIVE] = session[PROVED] = int(time())


def begin_half(session: SessionBase, user: User) -> None:
    """The password was right; nobody is signed in before the second factor is, too."""
    session.cycle_key()
    session[HALF] = {"user": user.pk, "hash": user.get_session_auth_hash(), "at": int(time())}


def half_signed_in(session: SessionBase) -> User | None:
    """Who gave their password in this session and owes the second factor, for ten minutes."""
    half = session.get(HALF)
    if not half or abs(time() - half["at"]) > HALF_AGE:
        return None
    user = User.objects.filter(pk=half["user"], is_active=True).first()
    return user if user and constant_time_compare(user.get_session_auth_hash(), half["hash"]) else None


def end_half(session: SessionBase) -> None:
    """The second factor was right, or is not owed any more."""
    session.pop(HALF, None)


def prove(session: SessionBase) -> None:
    """Whoever sits there has just shown once more who they are."""
    session[PROVED] = int(time())


def is_fresh(session: SessionBase) -> bool:
    """Did they sign in, or show once more who they are, so lately that nobody else sits there now?"""
    minutes: int = settings.FRESH_SIGN_IN_MINUTES
    return not minutes or abs(time() - session.get(PROVED, session.get(BEGAN, 0))) <= minutes * 60


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
