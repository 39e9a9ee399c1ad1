"""What Kaleyra's state codes mean. A new meaning re-reads the carriers that say the code; history stays as it was."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from launches import transitions
from launches.models import LaunchRegion, StateCode
from launches.problems import NotAllowed
from launches.statuses import CarrierState, Source


@transaction.atomic
def give(code: StateCode, *, by: User) -> int:
    """The code means this from now on, and carriers that say it are read again. Answers how many changed.

    Raises NotAllowed.
    """
    if not by.has_perm("launches.change_statecode" if code.pk else "launches.add_statecode"):
        raise NotAllowed("Only admins say what a code means.")
    code.save()
    state = CarrierState(code.state or CarrierState.UNKNOWN)
    stale = LaunchRegion.objects.filter(state_code=code.code).exclude(state=state)
    actor = transitions.person(by, Source.ADMIN)
    now = timezone.now()
    for launch_id in sorted(set(stale.values_list("launch_id", flat=True))):
        # Locked in the same order everywhere, so that two people at once cannot deadlock.
        transitions.lock(launch_id)
    # Read when nobody else can move them any more: an answer may have come while we waited.
    changed = list(stale.select_related("region").order_by("launch_id", "pk"))
    reason = f"The code {code.code} now means: {state.label.lower()}."
    transitions.observe_each([(row, state, code.code) for row in changed], at=now, by=actor, reason=reason)
    for launch_id in sorted({row.launch_id for row in changed}):
        transitions.roll_up(launch_id, by=actor)
    return len(changed)
