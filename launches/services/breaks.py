"""Launches whose answers our own code fails to handle: counted, and parked after several times in a row.

A parked launch is not asked about until an admin has looked.
"""

from collections.abc import Collection

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from launches import access, wake
from launches.models import BrokenCheck, Checking, Launch
from launches.problems import MovedMeanwhile, NotAllowed
from launches.services import record

LONGEST_PROBLEM = 500
PARKED = "What comes back about it could not be handled several times. It is not checked until an admin has looked."


def note(launch_id: int, problem: str) -> bool:
    """One more failure is counted. Answers whether the launch is parked now."""
    row, _ = BrokenCheck.objects.get_or_create(launch_id=launch_id, defaults={"at": timezone.now()})
    facts = {"times": F("times") + 1, "problem": problem[:LONGEST_PROBLEM], "at": timezone.now()}
    BrokenCheck.objects.filter(pk=row.pk).update(**facts)
    row.refresh_from_db()
    if row.is_parked:
        Checking.objects.filter(pk=launch_id).update(problem=PARKED)
    return row.is_parked


def forget(launches: Collection[int]) -> None:
    """These launches have no failures any more: their answers could be handled."""
    # Nearly always there is none at all, which is cheaper to find out than that none is of these.
    if broken := set(BrokenCheck.objects.values_list("launch_id", flat=True)) & set(launches):
        BrokenCheck.objects.filter(launch__in=broken).delete()


def release(pk: int, *, by: User) -> Launch:
    """The launch is asked about again, as if nothing had broken. Raises NotAllowed, MovedMeanwhile."""
    if not access.may_stop_sending(by):
        raise NotAllowed("Only admins let checks go on.")
    with transaction.atomic():
        row = BrokenCheck.objects.select_for_update().filter(launch=pk).first()
        if row is None:
            raise MovedMeanwhile("It is being checked already. Nothing was changed.")
        row.delete()
        launch = Launch.objects.get(pk=pk)
        Checking.objects.filter(pk=pk).update(next_at=timezone.now(), lease_until=None)
        record.note(launch, f"Let the checks go on, after: {row.problem}", by=by)
        wake.after_commit("refresh_due")
    return launch
