"""How long somebody stays signed in, and how it ends for a person who may no longer be here."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from time import time
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

log = logging.getLogger(__name__)

BEGAN, ACTIVE, PROVED = "began", "active", "proved"
ADDRESS, BROWSER = "address", "browser"
HALF = "half"
HALF_AGE = 10 * 60  # seconds to find the phone in
GRAIN = 60  # seconds between two writes of a session that say no more than that somebody is active


class Standing(NamedTuple):
    """One session of a person, as they see it."""

    handle: str  # names it on a page; the key itself would open it
    browser: str
    address: str
    began_at: datetime
    active_at: datetime
    is_this: bool


def begin(session: SessionBase, *, address: str = "", browser: str = "") -> None:
    """The clocks start: somebody has just signed in, from there, with that."""
    session[BEGAN] = session[ACTIVE] = session[PROVED] = int(time())
    session[ADDRESS], session[BROWSER] = address, browser


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


def is_over(session: SessionBase | dict[str, Any]) -> bool:
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


def standing(user: User, *, this: str | None) -> list[Standing]:
    """Where this person is signed in, the latest use first. `this` is the key of the session that asks."""
    found = [
        Standing(
            _handle(key),
            str(data.get(BROWSER, "")),
            str(data.get(ADDRESS, "")),
            _moment(data.get(BEGAN)),
            _moment(data.get(ACTIVE)),
            key == this,
        )
        for key, data in _of(user)
        if not is_over(data)
    ]
    return sorted(found, key=lambda one: (one.is_this, one.active_at), reverse=True)


def end(user: User, handle: str) -> int:
    """That session of this person is over. Answers how many that was: none, when it was over already."""
    return _end(key for key, _ in _of(user) if constant_time_compare(_handle(key), handle))


def end_others(user: User, *, this: str | None) -> int:
    """This person is signed in here alone. Answers how many other sessions they had."""
    return _end(key for key, _ in _of(user) if key != this)


def end_all(user: User) -> int:
    """This person is signed in nowhere any more. Answers how many sessions they had."""
    return _end(key for key, _ in _of(user))


def _of(user: User) -> Iterator[tuple[str, dict[str, Any]]]:
    """The sessions of this person: key and content. Django keeps no list of them, so that each is looked into."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        data = session.get_decoded()
        if data.get(SESSION_KEY) == str(user.pk):
            yield session.pk, data


def _end(keys: Iterator[str]) -> int:
    return Session.objects.filter(pk__in=list(keys)).delete()[0]


def _handle(key: str) -> str:
    return salted_hmac("launches.sessions", key, algorithm="sha256").hexdigest()


def _moment(clock: float | None) -> datetime:
    return datetime.fromtimestamp(clock or 0, UTC)
