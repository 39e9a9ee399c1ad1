"""How long what is kept (docs/operations.md): what is older is removed, in small portions, and counted."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from launches import transitions
from launches.models import ApiCall, Departure, Launch, Mail, Notice, Purge, ReturnedRequest
from launches.models.answers import ANSWERS, LINKS
from launches.services import claims, people
from launches.statuses import ARCHIVED, LaunchState, SubmissionStatus

log = logging.getLogger(__name__)

AT_ONCE = 500  # rows a transaction, so that nobody waits for us
ONCE_A_DAY = timedelta(hours=20)
NEVER_SENT = (LaunchState.DRAFT, LaunchState.SENT_BACK)
# While nobody knows what came of a submission, its exchanges are what a person needs.
UNSETTLED = (SubmissionStatus.SENDING, SubmissionStatus.UNCONFIRMED)
EMPTY: dict[str, Any] = dict.fromkeys(ANSWERS, "") | {name: [] for name in LINKS}
EMPTIED = "Never sent for so long that its answers and links were removed."


def purge_daily() -> Purge | None:
    """See purge; None when it was done today, by this worker or another."""
    latest = Purge.objects.first()
    if latest is not None and abs(timezone.now() - latest.at) < ONCE_A_DAY:
        return None
    return purge()


def purge() -> Purge:
    """Nothing is here that is older than we keep it; how much that was stands in the log and on the operations page."""
    kinds: dict[str, tuple[int, Callable[[datetime], int]]] = {
        "exchanges emptied": (settings.KEEP_EXCHANGES_DAYS, _empty_exchanges),
        "records of signing in removed": (settings.KEEP_SIGN_INS_DAYS, _forget_sign_ins),
        "drafts emptied": (settings.KEEP_DRAFTS_DAYS, _empty_drafts),
        "notices and letters removed": (settings.KEEP_NOTICES_DAYS, _forget_notices),
        "names taken away": (settings.KEEP_NAMES_DAYS, _take_names_away),
    }
    now = timezone.now()
    counts = {what: act(now - timedelta(days=days)) if days else 0 for what, (days, act) in kinds.items()}
    counts["ended sessions removed"] = Session.objects.filter(expire_date__lt=now).delete()[0]
    done = Purge.objects.create(at=now, counts=counts)
    log.info("Removed what is older than it is kept: %s.", done.in_words())
    return done


def _empty_exchanges(before: datetime) -> int:
    """What was said on the wire is gone; that it was said, and what came of it, stays."""
    # What younger ones may speak of is kept for as long as they do.
    is_old = Q(started_at__lt=before, fingerprint=None) | Q(started_at__lt=before - claims.SPOKEN_OF)
    old = ApiCall.objects.filter(is_old, purged_at=None)
    old = old.exclude(submission__status__in=UNSETTLED).order_by("id")
    nothing: dict[str, Any] = {
        "request_headers": {}, "request_body": "", "response_headers": {}, "response_body": "", "fingerprint": None,
    }  # fmt: skip
    emptied = 0
    while pks := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        emptied += ApiCall.objects.filter(pk__in=pks).update(purged_at=timezone.now(), **nothing)
    return emptied


def _forget_sign_ins(before: datetime) -> int:
    """Records of who signed in or tried to are gone."""
    old = (
        model.objects.filter(attempt_time__lt=before)
        for model in (AccessLog, AccessFailureLog, AccessAttempt)
    )
    return sum(rows.delete()[0] for rows in old)


def _empty_drafts(before: datetime) -> int:
    """What was typed and never sent is gone and off the lists. The launch stays: history speaks of it."""
    ReturnedRequest.objects.filter(at__lt=before).delete()
    old = Launch.objects.filter(state__in=NEVER_SENT, agent_launch_id="", updated_at__lt=before)
    old = old.exclude(submissions__attempts__gt=0).exclude(**EMPTY)
    pks = list(old.values_list("pk", flat=True))
    return sum(_empty_draft(pk, before) for pk in pks)


def _forget_notices(before: datetime) -> int:
    """Notices and letters are gone. History itself stays."""
    notices = Notice.objects.filter(event__at__lt=before)
    letters = Mail.objects.closed().filter(made_at__lt=before, notices=None)
    return _remove(notices) + _remove(letters)


def _remove(rows: QuerySet[Any]) -> int:
    removed = 0
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        removed += rows.model._default_manager.filter(pk__in=pks).delete()[0]
    return removed


@transaction.atomic
def _empty_draft(pk: int, before: datetime) -> bool:
    launch = transitions.lock(pk)
    if launch.updated_at >= before:
        return False  # somebody took it up at this moment
    archived_at = launch.archived_at or timezone.now()
    version = launch.version + 1
    Launch.objects.filter(pk=pk).update(**EMPTY, archived_at=archived_at, version=version)
    if launch.archived_at is None:
        transitions.note_launch(launch, launch.state, ARCHIVED, by=transitions.WORKER, reason=EMPTIED)
    return True


def _take_names_away(before: datetime) -> int:
    """Those who left before then have no name any more. Whoever was deactivated outside the admin leaves today."""
    for user in User.objects.filter(is_active=False, departure=None):
        people.note_standing(user)
    gone = Departure.objects.filter(at__lt=before, pseudonymised_at=None, user__is_active=False)
    users = [row.user for row in gone.select_related("user")]
    for user in users:
        people.pseudonymise(user)
    return len(users)
