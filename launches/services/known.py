"""What we know of the launches of a batch of outcomes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from django.db.models import Max

from launches import gateway
from launches.kaleyra import LaunchReply
from launches.models import Checking, Launch, LaunchRegion, Submission
from launches.models.among import among
from launches.services import carriers
from launches.services.claims import Claimed, Outcome
from launches.statuses import CarrierState, SubmissionKind, SubmissionStatus

Standing = tuple[list[CarrierState], datetime | None]


class Known:
    """Their checks, locked until the transaction ends, and before them the launches whose answer was read.

    Everybody locks in the same order. Where nothing new was said the check is enough: whatever changes the launch
    writes that row as well.
    """

    def __init__(self, batch: Sequence[Outcome]) -> None:
        self._same = [outcome.launch.pk for outcome in batch if outcome.same]
        self._read = [outcome.launch.pk for outcome in batch if outcome.answer]
        self.launches = _held(self._read)
        pks = among(outcome.launch.pk for outcome in batch)
        checked = Checking.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
        self._checked = {pk: facts for pk, *facts in checked.values_list("pk", "lease_until", "last_answer")}
        self._others = gateway.other_agents_named(
            (outcome.launch.pod, outcome.launch.agent_no, outcome.answer.value)
            for outcome in batch
            if outcome.answer
        )

    @cached_property
    def rows(self) -> dict[int, list[carriers.KnownRow]]:
        """The carriers of those whose answer was read."""
        rows: dict[int, list[carriers.KnownRow]] = defaultdict(list)
        found = LaunchRegion.objects.filter(launch__in=among(self._read))
        for row in map(carriers.KnownRow._make, found.values_list(*carriers.KnownRow._fields)):
            rows[row.launch_id].append(row)
        return rows

    @cached_property
    def standings(self) -> dict[int, Standing]:
        """What the carriers of those whose answer is the same say, and since when. Found in an index alone."""
        standings: dict[int, Standing] = {}
        found = LaunchRegion.objects.filter(launch__in=among(self._same)).order_by()
        for pk, state, since in found.values_list("launch", "state").annotate(Max("state_since")):
            states, moved_at = standings.get(pk, ([], since))
            standings[pk] = ([*states, CarrierState(state)], max(moved_at, since))
        return standings

    @cached_property
    def unconfirmed(self) -> set[int]:
        """All launches with a carrier launch whose answer was lost: they are few, and cheaper to find than those of
        the batch.
        """
        found = Submission.objects.filter(
            status=SubmissionStatus.UNCONFIRMED, kind=SubmissionKind.CARRIER_LAUNCH
        )
        return set(found.values_list("launch_id", flat=True))

    @cached_property
    def states(self) -> gateway.StateMap:
        """What the codes mean."""
        return gateway.StateMap()

    def is_about_another_agent(self, claimed: Claimed, reply: LaunchReply) -> bool:
        """Does the answer name another agent of ours? Then nothing in it is about this launch."""
        return reply.agent_no != claimed.agent_no and (claimed.pod, reply.agent_no) in self._others

    def is_ours(self, claimed: Claimed) -> bool:
        """Is our lease still the one? Otherwise somebody else has asked since: this answer is the older one."""
        return self._checked[claimed.pk][0] == claimed.lease_until

    def is_untouched(self, claimed: Claimed) -> bool:
        """Has nothing of ours changed since the launch was claimed that an answer might contradict now?"""
        return claimed.last is not None and claimed.last.call_id == self._checked[claimed.pk][1]


def _held(launches: Sequence[int]) -> dict[int, carriers.KnownLaunch]:
    if not launches:
        return {}
    held = Launch.objects.select_for_update(no_key=True).filter(pk__in=among(launches)).order_by("pk")
    found = map(carriers.KnownLaunch._make, held.values_list(*carriers.KnownLaunch._fields))
    return {launch.pk: launch for launch in found}
