"""Everything that a reviewer needs to know about one submission, on one page."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from launches import access
from launches.models import ApiCall, CarrierRegion, LaunchRegion, StatusEvent, Submission
from launches.problems import Finding
from launches.services import attempts, comments, notes, plan, review
from launches.services.attempts import Change
from launches.services.expected import Expected, expected
from launches.services.timeline import timeline
from launches.services.track_record import Record, track_records
from launches.statuses import Look, SubmissionStatus, look
from launches.words import so_many

LATEST_CALLS = 5


@dataclass(frozen=True)
class Carrier:
    """One carrier of the submission, and what is known of it."""

    region: CarrierRegion
    standing: Look | None  # what it says about this launch, once it says something
    state_code: str
    record: Record  # how it decided about our other launches
    expected: Expected  # when it can be expected to decide
    notes: list[StatusEvent]  # what colleagues noted about it lately, on any launch

    @property
    def timing(self) -> str:
        """How it decided before, or what is published; and from when on its silence is too long."""
        before = f"{self.record}." if self.record.decided else self.expected.words
        return f"{before} Overdue after {so_many(self.expected.late.days, 'day')}."


def context_for(submission: Submission, user: User) -> dict[str, Any]:
    """What the template draws. A constant number of queries, however long the history."""
    launch = submission.launch
    preview = review.request_preview(submission)
    is_undecided = submission.status in attempts.UNDECIDED
    regions = list(submission.chosen_regions())
    returned = _last_return(submission)
    return {
        "submission": submission,
        "launch": launch,
        "agent": launch.agent,
        "standing": look(submission.state),
        "is_undecided": is_undecided,
        "carriers": _carriers(submission, regions),
        "carrier_count": len(regions),
        "planned": plan.planned_for(launch),
        "findings": review.check(submission),
        "notable": review.notable(submission),
        "answers": launch.answers() if submission.is_agent_launch else [],
        "preview": preview,
        "entries": timeline(launch),
        "comments": comments.of(launch.pk),
        "siblings": _siblings(submission),
        "returned": returned,
        "changed_since": _changed_since(submission, returned, preview.body),
        "last_attempt": attempts.last_attempt(submission, preview.body) if is_undecided else None,
        "calls": _calls(submission, user),
        "why_not_review": access.why_not_review(user, submission),
        "why_not_approve": access.why_not_approve(user, submission),
        "lacks_second_factor": access.lacks_second_factor(user),
        "may_settle": access.may_settle(user, submission),
    }


def count_levels(findings: list[Finding]) -> tuple[int, int]:
    """How many blockers, and how many warnings."""
    levels = Counter(finding.level for finding in findings)
    return levels["blocker"], levels["warning"]


def _carriers(submission: Submission, regions: list[CarrierRegion]) -> list[Carrier]:
    said = {row.region_id: row for row in LaunchRegion.objects.filter(launch=submission.launch)}
    records, noted = track_records(regions, but=submission.launch), notes.about(regions)
    carriers = []
    for region in regions:
        row = said.get(region.pk)
        standing = look(row.carrier_state) if row else None
        code, known = row.state_code if row else "", noted.get(region.pk, [])
        usually = expected(region, records)
        carriers.append(Carrier(region, standing, code, records[region.pk], usually, known))
    return carriers


def _siblings(submission: Submission) -> list[tuple[Submission, Look]]:
    others = submission.launch.submissions.exclude(pk=submission.pk).order_by("number")
    return [(other, look(other.state)) for other in others]


def _last_return(submission: Submission) -> StatusEvent | None:
    """The last time that a reviewer sent it back, if it ever happened."""
    returns = StatusEvent.objects.filter(
        submission=submission, subject="submission", to_state=SubmissionStatus.SENT_BACK
    )
    return returns.order_by("-id").first()


def _changed_since(submission: Submission, returned: StatusEvent | None, body: str) -> list[Change] | None:
    if returned is None or submission.status not in attempts.UNDECIDED:
        return None
    return attempts.since_returned(submission, body, at=returned.at)


def _calls(submission: Submission, user: User) -> list[ApiCall]:
    if not access.may_see_exchanges(user):
        return []
    return list(submission.api_calls.order_by("-id")[:LATEST_CALLS])
