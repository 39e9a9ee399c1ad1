"""Our rows for the audit: written at the start, compared with Kaleyra's own books at the end."""

import argparse
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.utils import timezone

from benchmarks.audit_kaleyra import ACCEPTED, REFUSED, UNKNOWN, Entry, Kaleyra
from launches import gateway
from launches.models import (
    Agent,
    ApiCall,
    CarrierRegion,
    Launch,
    PodHealth,
    StatusEvent,
    Submission,
    SubmissionRegion,
)
from launches.models.answers import ANSWERS
from launches.statuses import Source, SubmissionKind, SubmissionStatus

S = SubmissionStatus
TO_COME = (S.APPROVED, S.SENDING)
AT_ONCE = 1000  # rows: PostgreSQL takes 65,535 values beside the words of a statement
TEXT = "People tick an empty box on https://maple.example/alerts and confirm by SMS. " * 3


def open_them(asked: argparse.Namespace) -> None:
    """The database is migrated, and as many approved submissions wait in it as were asked for."""
    if asked.database != "given":
        call_command("migrate", verbosity=0)
    with transaction.atomic():
        _write(asked.submissions)


def _write(how_many: int) -> None:
    person = User.objects.create(username="auditor", first_name="Audrey", last_name="Aston")
    agent = Agent.objects.create(agent_no="2600", pod="NA", name="Audit")
    region = CarrierRegion.objects.create(pod="NA", remote_id="r-1", display_name="Canada: Bell")
    launches = Launch.objects.bulk_create(
        (
            Launch(
                agent=agent,
                created_by=person,
                launch_name=f"audit_{number:05}",
                state="approved",
                **dict.fromkeys(ANSWERS, TEXT),
            )
            for number in range(how_many)
        ),
        AT_ONCE,
    )
    by = {"created_by": person, "submitted_by": person, "submitted_at": timezone.now()}
    submissions = Submission.objects.bulk_create(
        (Submission(launch=launch, number=1, kind=SubmissionKind.AGENT_LAUNCH, **by) for launch in launches),
        AT_ONCE,
    )
    SubmissionRegion.objects.bulk_create(
        (SubmissionRegion(submission=submission, region=region, slot=1) for submission in submissions),
        AT_ONCE,
    )
    _approve(submissions, person)


def _approve(submissions: list[Submission], person: User) -> None:
    """As the verb does it, thousands at once."""
    now = timezone.now()
    for submission in submissions:
        submission.payload = gateway.payload_for(submission)
        submission.payload_sha256 = gateway.fingerprint(submission.payload)
        submission.status, submission.reviewed_by, submission.reviewed_at = S.APPROVED, person, now
    changed = ["payload", "payload_sha256", "status", "reviewed_by", "reviewed_at"]
    Submission.objects.bulk_update(submissions, changed, batch_size=200)
    StatusEvent.objects.bulk_create(
        (
            StatusEvent(
                subject="submission",
                launch_id=submission.launch_id,
                submission=submission,
                to_state=S.APPROVED,
                source=Source.ADMIN,
                actor=person,
                actor_name="Audrey Aston",
                at=now,
            )
            for submission in submissions
        ),
        AT_ONCE,
    )


def unsettled() -> int:
    """How many are still waiting or being sent."""
    return Submission.objects.filter(status__in=TO_COME).count()


def shorten_the_waits() -> None:
    """Nobody waits longer than a second: the clock is all that the audit hurries."""
    soon = timezone.now() + timedelta(seconds=1)
    with suppress(OperationalError):  # Everybody writes at once: next time, then.
        Submission.objects.filter(status=S.APPROVED, send_after__gt=soon).update(send_after=soon)
        PodHealth.objects.filter(paused_until__gt=soon).update(paused_until=soon)


@dataclass
class Found:
    """What the comparison came to. `broken` counts what breaks a promise."""

    broken: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    unconfirmed_and_taken: int = 0
    unconfirmed_by_kill: int = 0
    late_answers: int = 0

    def blame(self, promise: str, name: str) -> None:
        """One more that breaks this promise."""
        self.broken[promise] += 1
        self.examples.setdefault(promise, name)

    def print(self, asked: argparse.Namespace, kaleyra: Kaleyra, kills: int, seconds: float) -> None:
        """The figures as a table for people."""
        share = kaleyra.faulty_calls / max(kaleyra.calls, 1)
        unconfirmed = self.ends[S.UNCONFIRMED]
        print(f"The audit on {asked.database}, seed {asked.seed}, {seconds:.0f} s")
        lines: list[tuple[str, object]] = [
            ("submissions", asked.submissions),
            ("workers (processes), each with 2 threads", asked.workers),
            ("workers killed with -9", kills),
            ("calls that reached Kaleyra", kaleyra.calls),
            ("of which not answered well", f"{kaleyra.faulty_calls} ({share:.0%})"),
            *((f"ended {end}", number) for end, number in sorted(self.ends.items())),
            ("unconfirmed and really received", f"{self.unconfirmed_and_taken} of {unconfirmed}"),
            ("unconfirmed because the worker was killed", self.unconfirmed_by_kill),
            ("unconfirmed because the answer was too late", self.late_answers),
            *((promise, self.broken[promise]) for promise in PROMISES),
        ]
        for what, figure in lines:
            print(f"  {what:<44}{figure!s:>14}")
        for promise, name in self.examples.items():
            print(f"  for example {promise}: {name}")
        print("Every promise held." if not self.broken else "A PROMISE IS BROKEN.")


DUPLICATES, LOST, LEFT = "duplicates", "lost", "left behind (sending, lease over)"
FALSE_YES, FALSE_NO = "called accepted, but not taken", "called refused, but taken"
GUESSED = "unconfirmed though the answer came"
OTHER_BYTES, GAPS = "sent other bytes than approved", "gaps in the history"
PROMISES = (DUPLICATES, LOST, LEFT, FALSE_YES, FALSE_NO, GUESSED, OTHER_BYTES, GAPS)


def compare(kaleyra: Kaleyra, most_lost_by_kills: int) -> Found:
    """Every submission of ours beside what Kaleyra really took."""
    found = Found()
    stories = _stories()
    calls: dict[int, list[str]] = {}
    connected = ApiCall.objects.filter(is_connected=True).order_by("id")
    for pk, problem in connected.values_list("submission_id", "problem"):
        calls.setdefault(pk, []).append(problem)
    for submission in Submission.objects.select_related("launch").iterator():
        entry = kaleyra.books[submission.launch.launch_name]
        found.ends[submission.status] += 1
        for promise in _broken(submission, entry, stories.get(submission.pk, [])):
            found.blame(promise, submission.launch.launch_name)
        if submission.status == S.UNCONFIRMED:
            found.unconfirmed_and_taken += entry.taken
            _look_into(submission, entry.outcomes, calls.get(submission.pk, []), found)
    if found.unconfirmed_by_kill > most_lost_by_kills:
        found.blame(GUESSED, f"{found.unconfirmed_by_kill} lost with their worker, more than were in hand")
    return found


def _broken(submission: Submission, entry: Entry, story: list[tuple[str, str]]) -> list[str]:
    """The promises that this submission breaks."""
    is_refused = submission.status == S.REFUSED
    checks = {
        DUPLICATES: entry.taken > 1,
        LEFT: submission.status == S.SENDING,
        LOST: submission.status not in (S.ACCEPTED, S.REFUSED, S.UNCONFIRMED, S.SENDING),
        FALSE_YES: submission.status == S.ACCEPTED and not entry.taken,
        FALSE_NO: is_refused and (entry.taken > 0 or entry.outcomes[-1:] != [REFUSED]),
        OTHER_BYTES: bool(entry.digests - {submission.payload_sha256}),
        GAPS: not _is_whole(story, submission),
    }
    return [promise for promise, is_broken in checks.items() if is_broken]


def _look_into(submission: Submission, outcomes: list[str], calls: list[str], found: Found) -> None:
    """Was the answer to this unconfirmed one really lost?"""
    never_arrived_whole = len(calls) > len(outcomes)  # the books know only what did
    if submission.reason.startswith("The worker stopped"):
        found.unconfirmed_by_kill += 1
    elif calls[-1:] == ["no answer in time"] and outcomes[-1:] == [ACCEPTED]:
        found.late_answers += 1
    elif outcomes[-1:] != [UNKNOWN] and not never_arrived_whole:
        found.blame(GUESSED, f"{submission.launch.launch_name}: {submission.reason}")


def _stories() -> dict[int, list[tuple[str, str]]]:
    """The moves of each submission, oldest first."""
    stories: dict[int, list[tuple[str, str]]] = {}
    events = StatusEvent.objects.filter(subject="submission").order_by("id")
    for pk, old, new in events.values_list("submission_id", "from_state", "to_state").iterator():
        stories.setdefault(pk, []).append((old, new))
    return stories


def _is_whole(story: list[tuple[str, str]], submission: Submission) -> bool:
    """Does the history lead from move to move to where the submission stands, with every attempt in it?"""
    fits = all(before[1] == after[0] for before, after in pairwise(story))
    attempts = sum(new == S.SENDING for _, new in story)
    return fits and story[-1][1] == submission.status and attempts == submission.attempts
