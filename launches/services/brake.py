"""The emergency brake: a person stops sending, to one pod or to all, and a person lets it go on."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from launches import access, wake
from launches.models import Brake, Submission
from launches.problems import MovedMeanwhile, NotAllowed, Problem
from launches.services import pods, reasons, record
from launches.statuses import SubmissionStatus
from launches.words import name_of


def pull(pod: str, *, by: User, reason: str) -> Brake:
    """Nothing more is sent to this pod, or to any when `pod` is empty, until a person releases the brake.

    What was claimed before this returns is not called back, and nothing is claimed after it. Raises NotAllowed,
    or Problem without a reason or where the brake is on already.
    """
    if not access.may_stop_sending(by):
        raise NotAllowed("Only admins stop sending.")
    if pod and pod not in settings.KALEYRA_PODS:
        raise Problem("There is no such pod. Nothing was changed.")
    reason = reasons.demanded(reason, or_say="Say why: everybody who waits reads it.")
    try:
        with transaction.atomic():
            # A claim in progress ends first, or finds the brake on: see delivery.claim.
            for held in sorted(settings.KALEYRA_PODS):
                if pod in ("", held):
                    pods.lock(held)
            pulled = Brake.objects.create(
                pod=pod, reason=reason, pulled_by=by, pulled_by_name=name_of(by), pulled_at=timezone.now()
            )
            record.note(pulled, f"Stopped sending to {pulled.where}: {reason}", by=by)
            return pulled
    except IntegrityError:
        standing = Brake.objects.on().filter(pod=pod).first()
        who = standing.pulled_by_name if standing else "Somebody else"
        raise MovedMeanwhile(f"{who} was faster: sending is stopped already.") from None


def release(pk: int, *, by: User) -> Brake:
    """This brake is off; what waits is sent, unless another one holds it. Raises NotAllowed, MovedMeanwhile."""
    if not access.may_stop_sending(by):
        raise NotAllowed("Only admins let sending go on.")
    facts = {"released_by": by, "released_by_name": name_of(by), "released_at": timezone.now()}
    with transaction.atomic():
        if not Brake.objects.on().filter(pk=pk).update(**facts):
            raise MovedMeanwhile("This brake is not on any more. Nothing was changed.")
        released = Brake.objects.get(pk=pk)
        record.note(released, f"Let sending to {released.where} go on", by=by)
        _wake_what_waits()
    return released


def _wake_what_waits() -> None:
    """What waits is sent now rather than at the next sweep, unless another brake or the breaker holds it."""
    waiting = Submission.objects.filter(status=SubmissionStatus.APPROVED).order_by("reviewed_at")
    for pk in waiting.values_list("pk", flat=True):
        wake.after_commit("deliver", pk)
