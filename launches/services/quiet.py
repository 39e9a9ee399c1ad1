"""What is written of a launch whose carriers say nothing new: that we looked, and when we look again."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import timezone

from launches.kaleyra import Answer, LaunchReply
from launches.models import Checking
from launches.models.among import among
from launches.services import schedule
from launches.statuses import CarrierState


class Quiet:
    """The launches of one batch whose carriers say nothing new."""

    def __init__(self) -> None:
        self._now = timezone.now()
        self._by_wait: dict[timedelta, list[int]] = defaultdict(list)
        self._read: dict[bytes, list[str]] = defaultdict(list)

    def add(self, launch_id: int, states: Collection[CarrierState], moved_at: datetime | None) -> None:
        """One more of them, with what its carriers say and when one last moved."""
        wait = schedule.wait(states, moved_at=moved_at or self._now, now=self._now)
        # In steps, never later than asked, so that one statement serves many.
        step = schedule.SOONEST
        self._by_wait[max(wait // step * step, step)].append(launch_id)

    def remember(self, answer: Answer[LaunchReply], *, read_by: bytes) -> None:
        """This answer says what the rows of its launch say. While it stays the same it need not be read again."""
        last = answer.exchanges[-1] if answer.exchanges else None
        if last and last.fingerprint:
            self._read[read_by].append(last.request_id)

    def write(self) -> None:
        """All of them count as checked now, and each has the time of its next check."""
        for wait, group in self._by_wait.items():
            next_at = self._now + schedule.jittered(wait)
            Checking.objects.filter(pk__in=among(group)).update(next_at=next_at, **looked(self._now))
        for read_by, request_ids in self._read.items():
            Checking.objects.remember_answers(request_ids, read_by=read_by)


def looked(now: datetime) -> dict[str, object]:
    """The fields of a check that has just succeeded."""
    return {"checked_at": now, "failures": 0, "problem": "", "failing_since": None, "lease_until": None}
