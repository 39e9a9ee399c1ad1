"""Following what the carriers say: claim who is due, ask Kaleyra side by side, write the answers in batches."""

from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from launches import access, wake
from launches.models import BrokenCheck, Checking, Launch
from launches.models.aside import TOLERATED_BREAKS
from launches.problems import NotAllowed
from launches.services import breaks, claims, outcomes
from launches.services.asking import Asking
from launches.services.readings import Readings

# For each call at once: so many launches are claimed whenever no more than so many wait. Then no thread runs dry while
# a batch gathers and is written, even after another worker's; and a launch waits for at most six calls before its
# own, of 30 seconds each if all of them hang: well within the lease.
CLAIMED_PER_CALL, WAITING_PER_CALL = 2, 4
LONGEST_ROUND = 20.0  # seconds until nothing more is claimed, so that a worker can stop soon
POLITE_PAUSE = timedelta(seconds=10)  # between two checks of one launch that people ask for


def check_now(launch: Launch, *, by: User) -> bool:
    """The worker is asked to check this launch next. False when it was checked only just now.

    Raises NotAllowed.
    """
    if not access.moves(by, launch).check_now:
        raise NotAllowed("This launch cannot be checked.")
    if BrokenCheck.objects.filter(launch=launch, times__gte=TOLERATED_BREAKS).exists():
        raise NotAllowed(breaks.PARKED)
    now = timezone.now()
    checking = Checking.objects.filter(pk=launch.pk)
    if checking.filter(checked_at__gt=now - POLITE_PAUSE).exists():
        return False
    with transaction.atomic():
        checking.update(next_at=now)
        wake.after_commit("refresh_due")
    return True


def refresh_due() -> int:
    """Every launch that was due has been asked about, or as many as a round has time for. Answers how many."""
    claimed_at_once = CLAIMED_PER_CALL * settings.KALEYRA_PARALLEL
    enough = WAITING_PER_CALL * settings.KALEYRA_PARALLEL
    asked, is_more, end = 0, True, monotonic() + LONGEST_ROUND
    readings = Readings()
    writer = outcomes.Writer(readings)
    with Asking(settings.KALEYRA_PARALLEL) as asking:
        while is_more or asking.under_way:
            while is_more and asking.waiting <= enough:
                launches = claims.claim(claimed_at_once, readings)
                is_more = len(launches) == claimed_at_once and monotonic() < end
                asking.add(launches)
                asked += len(launches)
            if asking.under_way:
                writer.write(asking.take())
    if asked:
        _wake_for_the_next()
    return asked


def _wake_for_the_next() -> None:
    """Within the minute of the periodic tick: come back when the next one is due, best effort."""
    now = timezone.now()
    soon = Checking.objects.filter(next_at__lt=now + timedelta(seconds=60)).order_by("next_at")
    if next_at := soon.values_list("next_at", flat=True).first():
        wake.at(max(next_at, now + timedelta(seconds=1)), "refresh_due")
