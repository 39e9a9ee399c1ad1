"""What is different from the last attempt, field by field: nobody has to read everything twice."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from launches.models import CarrierRegion, ReturnedRequest, Submission
from launches.models.answers import ANSWERS, LINKS
from launches.statuses import EDITABLE, SubmissionKind, SubmissionStatus

UNDECIDED = EDITABLE | {SubmissionStatus.IN_REVIEW}
LABELS = {"launch_name": "Launch name", **ANSWERS, **LINKS, "regions": "Carriers"}


class Change(NamedTuple):
    """One field that differs, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class LastAttempt:
    """An earlier request for the same agent, and what is different now."""

    submission: Submission
    changes: list[Change]


def last_attempt(submission: Submission, body: str) -> LastAttempt | None:
    """What was sent for this agent before, compared with this body: the one that was sent, or that would be now.

    None for carriers that are added later, while nothing can be sent, and when this is the first attempt.
    """
    if not submission.is_agent_launch or not body:
        return None
    earlier, sent = _sent_before(submission, body)
    if earlier is None:
        return None
    return LastAttempt(earlier, _compared(submission, sent, body))


def since_returned(submission: Submission, body: str, *, at: datetime) -> list[Change] | None:
    """What its author changed since a reviewer sent it back then; None where that is not known.

    After a restore it goes back without a reviewer: what one had read before that is not what it came back as.
    """
    seen = ReturnedRequest.objects.filter(submission=submission, at__gte=at).first()
    return _compared(submission, seen.body, body) if seen and seen.body and body else None


def difference(before: str, after: str, names: Mapping[str, str]) -> list[Change]:
    """The fields that differ between two request bodies. `names` says what a region id is called."""
    old, new = _fields(before), _fields(after)
    return [
        Change(label, _text(old.get(field), names), _text(new.get(field), names))
        for field, label in LABELS.items()
        if _text(old.get(field), names) != _text(new.get(field), names)
    ]


def is_another(submission: Submission, has_earlier: bool) -> bool:
    """Was something sent for its agent before it, or a request of its own that is not the one it has now?"""
    return has_earlier or submission.attempts > (0 if submission.status in UNDECIDED else 1)


def _compared(submission: Submission, before: str, after: str) -> list[Change]:
    """The difference between two requests of this agent, with its carriers by name."""
    ids = _region_ids(before) | _region_ids(after)
    known = CarrierRegion.objects.filter(pod=submission.launch.agent.pod, remote_id__in=ids)
    return difference(before, after, dict(known.values_list("remote_id", "display_name")))


def _sent_before(submission: Submission, body: str) -> tuple[Submission | None, str]:
    """The last other request of this very submission, when it was refused; else the agent's launch before it."""
    own = submission.api_calls.filter(method="POST").exclude(request_body="")
    if submission.status not in UNDECIDED:
        own = own.exclude(request_body=body)  # what was sent now
    if latest := own.order_by("-id").first():
        return submission, latest.request_body
    earlier = (
        Submission.objects.filter(launch__agent=submission.launch.agent, kind=SubmissionKind.AGENT_LAUNCH)
        .filter(pk__lt=submission.pk)
        .exclude(payload="")
        .select_related("launch")
        .order_by("-pk")
        .first()
    )
    return earlier, earlier.payload if earlier else ""


def _region_ids(body: str) -> set[str]:
    """The ids of the carriers that this request asks for."""
    return {str(region.get("region_id")) for region in _fields(body).get("regions", [])}


def _fields(body: str) -> dict[str, Any]:
    """The fields of a body of ours, those under `launch` and those beside it; none of one that was cut short."""
    try:
        read: dict[str, Any] = json.loads(body)
    except ValueError:
        return {}
    return {**read, **read.get("launch", {})}


def _text(value: Any, names: Mapping[str, str]) -> str:
    if not isinstance(value, list):
        return "" if value is None else str(value)
    lines = [_region(item, names) if isinstance(item, dict) else str(item) for item in value]
    return "\n".join(sorted(lines))


def _region(region: Mapping[str, str], names: Mapping[str, str]) -> str:
    region_id = str(region.get("region_id"))
    return names.get(region_id, region_id)
