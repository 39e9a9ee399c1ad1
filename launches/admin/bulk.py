"""Deciding about many submissions at once: a question first, then each row on its own, with its result."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Count
from django.http import HttpRequest, QueryDict

from launches import access
from launches.admin.review_page import count_levels
from launches.forms.fields import chosen_numbers, whole_number
from launches.models import Submission, SubmissionRegion
from launches.problems import Finding, Problem
from launches.services import checks, pods, review
from launches.words import so_many

APPROVE = "approve"
SEND_BACK = "send_back"


class Candidate(NamedTuple):
    """One submission that was ticked, and whether this person may decide about it so."""

    submission: Submission
    why_not: str
    findings: list[Finding]
    carriers: int


class Decided(NamedTuple):
    """What came of one row."""

    submission: Submission
    done: bool
    sentence: str


def context_for(submissions: list[Submission], *, verb: str, by: User) -> dict[str, Any]:
    """What the question before the decision draws: those who will be decided about, and those who cannot."""
    asked = access.why_not_approve if verb == APPROVE else access.why_not_review
    found = checks.check_all(submissions)
    numbers = _carrier_numbers(submissions)
    candidates = [
        Candidate(row, asked(by, row) or _blocked(found[row.pk], verb), found[row.pk], numbers.get(row.pk, 0))
        for row in submissions
    ]
    ready = [candidate for candidate in candidates if not candidate.why_not]
    return {
        "title": "Approve and send" if verb == APPROVE else "Send back",
        "verb": verb,
        "is_approval": verb == APPROVE,
        "ready": ready,
        "left_out": [candidate for candidate in candidates if candidate.why_not],
        "summary": _summary(ready),
    }


def is_no_approval(request: HttpRequest) -> bool:
    """What is sent back can be submitted again; only an approval cannot be undone."""
    return request.POST.get("verb") != APPROVE


def decide(form: QueryDict, *, by: User) -> Iterator[Decided]:
    """Each submission that the form names is decided about; a row that cannot be stops no other."""
    rows = Submission.objects.select_related("launch__agent", "submitted_by")
    rows = rows.filter(pk__in=chosen_numbers(form.getlist("submission")))
    for submission in rows.order_by("submitted_at", "pk"):
        try:
            yield Decided(submission, True, _decide(submission, form, by))
        except Problem as problem:
            yield Decided(submission, False, problem.sentence)


def number_in(form: QueryDict, field: str) -> int:
    """The number in this field of a form of ours; 0, which nothing has, when the form was tampered with."""
    return whole_number(form.get(field)) or 0


def said_of_approval(submission: Submission) -> str:
    """What happens next with what was just approved."""
    if pods.may_send(submission.launch.agent.pod):
        return "Approved. Sending begins now."
    return "Approved. Nothing is sent to its pod at the moment: it waits."


def _decide(submission: Submission, form: QueryDict, by: User) -> str:
    if form.get("verb") == APPROVE:
        review.approve(submission, by=by, version=number_in(form, f"version_{submission.pk}"))
        return said_of_approval(submission)
    review.send_back(submission, by=by, reason=form.get("reason") or "")
    return "Sent back."


def _blocked(findings: list[Finding], verb: str) -> str:
    blockers, _ = count_levels(findings)
    return "Preflight found a blocker: send it back." if verb == APPROVE and blockers else ""


def _carrier_numbers(submissions: list[Submission]) -> dict[int, int]:
    choices = SubmissionRegion.objects.filter(submission__in=submissions).order_by()
    return dict(choices.values_list("submission").annotate(Count("pk")))


def _summary(ready: list[Candidate]) -> str:
    """How many carriers on which pod, in words."""
    on_pod: Counter[str] = Counter()
    for candidate in ready:
        on_pod[candidate.submission.launch.agent.pod] += candidate.carriers
    return " and ".join(
        f"{so_many(number, 'carrier')} on the {pod} pod" for pod, number in sorted(on_pod.items())
    )
