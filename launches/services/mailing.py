"""E-mail, by the worker alone: made from notices and from what needs people, claimed, sent, settled.

A letter is claimed before it is sent. What failed for certain is tried again, later and later, for a day; where
nobody knows whether it arrived it is never sent again. In the portal everything stays unread until it is read.
"""

import logging
import smtplib
from datetime import datetime, timedelta
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from launches import access
from launches.board import needs_of
from launches.models import Mail, Notice, Reader
from launches.models.mail import Wish
from launches.services import epoch
from launches.services.letters import letter

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)  # longer than a mail server may take for one e-mail
LONGEST_ROUND = (
    30.0  # seconds until no other letter is begun: the watchdog never sees it, the next minute goes on
)
PATIENCE = timedelta(days=1)
LONGEST_WAIT = timedelta(hours=1)
CLOSING = 421  # what a server says before it closes the connection
LATELY, MOST_GIVEN_UP = timedelta(days=7), 5
NOTHING_LEFT = "Nothing was left to tell: it was read in the portal, or the person may not see launches."
LOST = "The worker stopped while it was sent. Whether it arrived is not known, so it is not sent again."
BROKEN = "The connection broke while it was sent. Whether it arrived is not known, so it is not sent again."


class Report(NamedTuple):
    """How e-mail is doing, for those who run the portal."""

    is_set_up: bool
    waiting: int
    oldest: Mail | None  # of those that wait
    sent_today: int
    given_up: list[Mail]  # lately, latest first


def report() -> Report:
    """How e-mail is doing. Four queries."""
    now = timezone.now()
    waiting = Mail.objects.open().order_by("made_at")
    lost = Mail.objects.filter(given_up_at__gte=now - LATELY).exclude(problem=NOTHING_LEFT)
    return Report(
        is_set_up=settings.SENDS_EMAIL,
        waiting=waiting.count(),
        oldest=waiting.first(),
        sent_today=Mail.objects.filter(sent_at__gte=now - timedelta(days=1)).count(),
        given_up=list(lost.select_related("person").order_by("-given_up_at")[:MOST_GIVEN_UP]),
    )


def sweep() -> None:
    """Whoever has something to be told has a letter, and whatever is due is sent. Safe to run twice at once."""
    # A restored backup may hold letters that were sent since: no letter goes before a person has looked.
    if not settings.SENDS_EMAIL or not epoch.is_ours():
        return
    now = timezone.now()
    make_letters(now)
    make_digests(now)
    _give_up_lost(now)
    send_due(now)


@transaction.atomic
def make_letters(now: datetime) -> None:
    """Every unread notice of somebody who wants each at once is in a letter: one letter a person and round."""
    told = Notice.objects.unread().filter(mail=None, person__is_active=True).exclude(person__email="")
    told = told.exclude(person__reader__wish__in=(Wish.DAILY, Wish.NONE)).order_by("id")
    if connection.features.has_select_for_update_skip_locked:
        told = told.select_for_update(skip_locked=True, of=("self",))
    by_person: dict[int, list[int]] = {}
    for notice, person in told.values_list("pk", "person"):
        by_person.setdefault(person, []).append(notice)
    for person, notices in by_person.items():
        mail = Mail.objects.create(person_id=person, made_at=now, due_at=now)
        Notice.objects.filter(pk__in=notices).update(mail=mail)


def make_digests(now: datetime) -> None:
    """Everybody who wants one has had the digest of today, once the time of day has come."""
    local = timezone.localtime(now)
    if local.time() < settings.DIGEST_AT:
        return
    today = local.date()
    people = User.objects.filter(is_active=True).exclude(email="").exclude(reader__digest_on__gte=today)
    for person in people.exclude(reader__wish=Wish.NONE):
        _make_digest(person, now)


@transaction.atomic
def _make_digest(person: User, now: datetime) -> None:
    today = timezone.localdate(now)
    reader, _ = Reader.objects.get_or_create(person=person)
    # The WHERE clause is our lock: of two workers, one finds nothing to update.
    if not Reader.objects.filter(pk=reader.pk).exclude(digest_on__gte=today).update(digest_on=today):
        return
    told = Notice.objects.unread().filter(person=person, mail=None)
    if reader.wish != Wish.DAILY:
        told = told.none()
    if access.may_comment(person) and (told.exists() or needs_of(person)):
        mail = Mail.objects.create(person=person, is_digest=True, made_at=now, due_at=now)
        told.update(mail=mail)


def send_due(now: datetime) -> None:
    """Every letter that is due was tried once, over one connection; or as many as a round has time for."""
    due = list(Mail.objects.due(now).values_list("pk", flat=True))
    if not due:
        return
    server, end = get_connection(), monotonic() + LONGEST_ROUND
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as problem:
        log.warning("The mail server cannot be reached, %d letters wait: %s", len(due), problem)
        # Not those that another worker has claimed meanwhile, which may have found the server.
        for mail in Mail.objects.due(now).filter(pk__in=due):
            _put_back(mail, f"The mail server could not be reached: {problem}.", now)
        return
    try:
        for pk in due:
            if not _send(pk, server, now) or monotonic() >= end:
                return
    finally:
        server.close()


def _send(pk: int, server: BaseEmailBackend, now: datetime) -> bool:
    """The letter is settled. False when the connection is of no more use."""
    # By the clock of this moment: the round may have begun long ago.
    if not Mail.objects.due(now).filter(pk=pk).update(claimed_at=timezone.now()):
        return True  # Another worker has it.
    mail = Mail.objects.select_related("person").get(pk=pk)
    try:
        made = letter(mail)
        if made is None:
            _settle(mail, given_up_at=now, problem=NOTHING_LEFT)
            return True
        server.send_messages([made])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as problem:
        return _settle_refusal(mail, problem, now) != CLOSING
    except (OSError, smtplib.SMTPException):
        log.exception("Letter %s may not have arrived.", pk)
        _settle(mail, given_up_at=now, problem=BROKEN)
        return False
    except Exception:  # One broken letter must not keep the others.
        log.exception("Letter %s could not be made.", pk)
        _put_back(mail, "The letter could not be made; the log says why.", now)
        return True
    _settle(mail, sent_at=timezone.now(), problem="")
    return True


def _settle_refusal(
    mail: Mail, problem: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused, now: datetime
) -> int:
    """The server said no: for good, or for now. Answers with its code."""
    said: bytes | str
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(problem.recipients.values()))
    else:
        code, said = problem.smtp_code, problem.smtp_error
    words = f"The mail server refused it: {code} {said if isinstance(said, str) else said.decode(errors='replace')}"
    if code >= 500:
        log.warning("Letter %s was refused: %s", mail.pk, words)
        _settle(mail, given_up_at=now, problem=words)
    else:
        _put_back(mail, words, now)
    return code


def _put_back(mail: Mail, problem: str, now: datetime) -> None:
    """It did not leave for certain: it is tried again, each time later, and given up after a day."""
    if now - mail.made_at >= PATIENCE:
        log.error("Letter %s is given up: %s", mail.pk, problem)
        _settle(mail, given_up_at=now, problem=problem)
        return
    wait = min(timedelta(minutes=2 ** min(mail.attempts, 10)), LONGEST_WAIT)
    open_one = Mail.objects.open().filter(pk=mail.pk, claimed_at=mail.claimed_at)
    open_one.update(claimed_at=None, due_at=now + wait, attempts=F("attempts") + 1, problem=problem)


def _settle(mail: Mail, **facts: object) -> None:
    Mail.objects.open().filter(pk=mail.pk).update(**facts, attempts=F("attempts") + 1)


def _give_up_lost(now: datetime) -> None:
    # One that was claimed in the future was, before the clock was put back.
    is_lost = Q(claimed_at__lt=now - LEASE) | Q(claimed_at__gt=now + LEASE)
    lost = Mail.objects.open().filter(is_lost)
    if lost.update(given_up_at=now, problem=LOST):
        log.error(LOST)
