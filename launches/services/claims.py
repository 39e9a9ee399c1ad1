"""Which launches are asked about next, and what came of it."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from launches import gateway
from launches.kaleyra import Answer, Exchange, KaleyraError, LaunchReply, Same
from launches.models import Checking
from launches.models.agent import PODS
from launches.models.among import among
from launches.models.checking import CheckingQuerySet
from launches.services import pods, schema
from launches.services.readings import Readings
from launches.services.turns import turn

LEASE = timedelta(minutes=5)
# So long the same answer is recognised. Then it is read and stored once more, by whatever version of the portal runs by
# then: later exchanges refer to a stored one no longer than that.
RECOGNISED = timedelta(days=1)
SPOKEN_OF = RECOGNISED + LEASE
FACTS = ("pk", "launch__agent_launch_id", "failures", "launch__agent__pod", "launch__agent__agent_no")
LAST = ("last_answer", "last_answer__fingerprint", "last_answer__code", "read_by")


class LastAnswer(NamedTuple):
    """What Kaleyra said of a launch when it last said nothing new."""

    call_id: int
    fingerprint: bytes
    code: str


class Claimed(NamedTuple):
    """A launch that is ours to ask about until the lease ends, with what it takes to ask."""

    pk: int
    agent_launch_id: str
    failures: int
    pod: str
    agent_no: str
    lease_until: datetime | None
    last: LastAnswer | None = None  # when the next one need not be read if it is the same


class Outcome(NamedTuple):
    """What came of asking about one launch: an answer, the same answer as last time, a problem, or none of these
    when our own code failed.
    """

    launch: Claimed
    answer: Answer[LaunchReply] | None = None
    problem: KaleyraError | None = None
    same: Same | None = None

    @property
    def is_answered(self) -> bool:
        """Did Kaleyra say how the launch stands?"""
        return self.answer is not None or self.same is not None

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Every try that is kept whole, whatever it came to."""
        said = self.answer or self.problem
        return said.exchanges if said else ()


def claim(at_most: int, readings: Readings) -> list[Claimed]:
    """The due launches of the pods that we may ask, ours until the lease ends."""
    if not schema.is_ours():
        return []
    now = timezone.now()
    with turn(), transaction.atomic():
        due = due_of_able_pods(now).select_for_update(skip_locked=True, of=("self",), no_key=True)
        # Without what is known of them: PostgreSQL might join that for every due launch before it takes any.
        claimed = Checking.objects.filter(pk__in=among(due.values_list("pk", flat=True)[:at_most]))
        claimed.update(lease_until=now + LEASE)
    is_young = ExpressionWrapper(Q(last_answer__started_at__gt=now - RECOGNISED), BooleanField())
    found = list(claimed.order_by("next_at", "pk").values_list(*FACTS, *LAST, is_young))
    return [_claimed(facts, readings, now) for facts in found]


def due_of_able_pods(now: datetime) -> CheckingQuerySet:
    """The due launches of the pods that we may ask, longest due first."""
    able = {pod for pod in gateway.offered_pods() if pods.may_ask(pod)}
    # Not by naming the able ones: SQLite would begin with the agents, read every launch that they have, and sort it.
    unable = [pod for pod, _ in PODS if pod not in able]
    return Checking.objects.due(now).exclude(launch__agent__pod__in=unable)


def _claimed(facts: tuple[Any, ...], readings: Readings, now: datetime) -> Claimed:
    pk, launch_id, failures, pod, agent_no, call_id, fingerprint, code, read_by, is_young = facts
    last = None
    if fingerprint and is_young and read_by == readings.of(pod).digest:
        last = LastAnswer(call_id, fingerprint, code)
    return Claimed(pk, launch_id, failures, pod, agent_no, now + LEASE, last)
