"""The history of a launch, told as sentences."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from launches.models import Launch, LaunchRegion, Notice, StatusEvent, Submission
from launches.statuses import (
    ARCHIVED,
    COMMENTED,
    DISABLED,
    KNOWN,
    NOTED,
    OFFERED,
    RETIRED,
    CarrierState,
    LaunchState,
    Look,
    SubmissionStatus,
    look,
)
from launches.written import Written

SUBMISSION_SENTENCES = {
    SubmissionStatus.DRAFT: "started {what}",
    SubmissionStatus.IN_REVIEW: "submitted {what} for review",
    SubmissionStatus.SENT_BACK: "sent {what} back",
    SubmissionStatus.APPROVED: "approved {what}",
    SubmissionStatus.SENDING: "began to send {what} to Kaleyra",
    SubmissionStatus.ACCEPTED: "accepted {what}",
    SubmissionStatus.REFUSED: "{what} was refused",
    SubmissionStatus.UNCONFIRMED: "{what} is unconfirmed: no clear answer came back",
}

CARRIER_SENTENCES = {
    CarrierState.SUBMITTED: "submitted to {carrier}",
    CarrierState.UNLAUNCHED: "not launched on {carrier}",
    CarrierState.PENDING: "pending at {carrier}",
    CarrierState.LIVE: "live on {carrier}",
    CarrierState.REJECTED: "rejected by {carrier}",
    CarrierState.SUSPENDED: "suspended by {carrier}",
    CarrierState.ENDING: "being taken down from {carrier}",
    CarrierState.INVALID: "invalid at {carrier}",
    CarrierState.UNKNOWN: "in an unknown state at {carrier}",
}

# Only what is rolled up from carriers: before that the submission has said it already.
LAUNCH_SENTENCES = {
    LaunchState.WITH_CARRIERS: "the launch is with its carriers",
    LaunchState.PARTLY_LIVE: "the launch is partly live",
    LaunchState.LIVE: "the launch is live everywhere",
    LaunchState.NEEDS_ATTENTION: "the launch needs attention",
}

CATALOGUE_SENTENCES = {
    OFFERED: "is offered",
    DISABLED: "is not enabled by Kaleyra",
    RETIRED: "left the catalogue",
}
CATALOGUE = Look("Catalogue", "grey", "radio-tower")

RECENT = 12  # moments on the page of a launch; those before come when they are asked for

# Before Kaleyra has it, a launch's state only repeats what its submission has just said.
ECHO = Q(subject="launch", to_state__in=SubmissionStatus.values) & ~Q(from_state=ARCHIVED)

COMMENT, NOTE = Look("Comment", "grey", "message-square"), Look("Note", "grey", "notebook-pen")
LEFT = Look("Known", "grey", "check")
CHECKED = Look("Checked", "grey", "refresh-cw")
PUT_AWAY, TAKEN_OUT = Look("Archived", "grey", "archive"), Look("Taken out", "grey", "archive-restore")

# What a sentence is made of, and no payload.
FIELDS = (
    *("subject", "launch", "from_state", "to_state", "raw_code", "actor_name", "reason", "at"),
    *("submission__kind", "submission__number", "carrier_region"),
    *(
        "launch_region__remote_region_id",
        "launch_region__remote_region",
        "launch_region__region__display_name",
    ),
)


class Entry(NamedTuple):
    """One line of the timeline."""

    at: datetime
    who: str
    sentence: str
    reason: str
    raw_code: str
    look: Look
    subject: str  # "note" where a person tells of a carrier, "checks" of those without news, else that of the event
    number: int = 0  # of the event


class Shown(NamedTuple):
    """What the page of a launch shows of its history."""

    latest: list[Entry]  # newest first: as many as the page shows, and one more if there is one
    notes: list[StatusEvent]  # about its carriers, newest first
    news: set[int]  # the events that the reader has not read, by number


def timeline(launch: Launch) -> list[Entry]:
    """Everything that happened to the launch, newest first."""
    return [entry_of(event) for event in _events(launch.pk)]


def whole_timeline(launch: Launch, *, but_latest: int = 0) -> list[Entry]:
    """The same without the latest so many, and in between how often Kaleyra was asked in vain.

    Counted are the answers that were the same to the letter, so none that was news to anybody.
    """
    entries = timeline(launch)
    checks = launch.api_calls.exclude(same_as=None)
    if but_latest:
        checks = checks.filter(started_at__lt=entries[:but_latest][-1].at)
    return with_checks(entries[but_latest:], checks.values_list("started_at", flat=True))


def with_checks(entries: Sequence[Entry], checked: Iterable[datetime]) -> list[Entry]:
    """The entries, newest first, with one more wherever checks without news lie between two of them."""
    moments = sorted(entry.at for entry in entries)
    vain = defaultdict(list)
    for at in checked:
        vain[bisect(moments, at)].append(at)
    found = []
    for older, entry in zip(range(len(entries), 0, -1), entries, strict=True):
        found += [*_checks(vain[older]), entry]
    return found


def _checks(times: Sequence[datetime]) -> list[Entry]:
    if not times:
        return []
    often = "once" if len(times) == 1 else f"{len(times)} times"
    return [Entry(max(times), "Worker", f"checked {often}: no change", "", "", CHECKED, "checks")]


def shown_to(
    reader: User, launch: Launch, submissions: Iterable[Submission], carriers: Iterable[LaunchRegion]
) -> Shown:
    """The latest of what happened, every note about a carrier, and what is new to this reader. One query.

    Its submissions and carriers have been read already; one that came in since is asked for by itself.
    """
    found = _SHOWN.rows(launch.pk, reader.pk)
    sent = {submission.pk: submission for submission in submissions}
    said = {carrier.pk: carrier for carrier in carriers}
    for event in found:
        if event.submission_id in sent:
            event.submission = sent[event.submission_id]
        if event.launch_region_id in said:
            event.launch_region = said[event.launch_region_id]
    return Shown(
        [entry_of(event) for event in found[: RECENT + 1]],
        [event for event in found if event.to_state == NOTED],
        {event.pk for event in found if event.is_news},
    )


def _shown(launch: int, reader: int) -> QuerySet[Any, Any]:
    events, unread = _told(launch), Notice.objects.unread().filter(person=reader)
    wanted = Q(pk__in=events.values("pk")[: RECENT + 1]) | Q(to_state=NOTED)
    wanted |= Q(pk__in=unread.filter(launch=launch).order_by().values("event"))
    return events.filter(wanted).annotate(is_news=Exists(unread.filter(event=OuterRef("pk"))))


_SHOWN = Written(_shown, int, int)


def _told(launch: int) -> QuerySet[StatusEvent]:
    return StatusEvent.objects.filter(launch=launch).exclude(ECHO).order_by("-id")


def _events(launch: int) -> QuerySet[StatusEvent]:
    return _told(launch).select_related("submission", "launch_region__region").only(*FIELDS)


def entry_of(event: StatusEvent) -> Entry:
    """One event as a line."""
    sentence, appearance = _sentence(event)
    subject = "note" if event.to_state == NOTED else event.subject
    return Entry(
        event.at, event.actor_name, sentence, event.reason, event.raw_code, appearance, subject, event.pk
    )


def _sentence(event: StatusEvent) -> tuple[str, Look]:
    if event.subject == "submission" and event.submission is not None:
        return _of_submission(event, event.submission)
    if event.subject == "launch_region" and event.launch_region is not None:
        return _of_carrier(event, event.launch_region)
    if event.carrier_region is not None:
        return f"{event.carrier_region} {_in_catalogue(event)}", CATALOGUE
    return _of_launch(event)


def _of_submission(event: StatusEvent, submission: Submission) -> tuple[str, Look]:
    status = SubmissionStatus(event.to_state)
    what = f"the {submission.get_kind_display().lower()}"
    if submission.number > 1:
        what = f"{what} (submission {submission.number})"
    if (event.from_state, status) == (SubmissionStatus.SENDING, SubmissionStatus.APPROVED):
        return f"could not send {what}; Kaleyra has not taken it, it will be tried again", look(status)
    if (event.from_state, status) == (SubmissionStatus.UNCONFIRMED, SubmissionStatus.APPROVED):
        return f"asked to send {what} once more", look(status)
    if (event.from_state, status) == (SubmissionStatus.REFUSED, SubmissionStatus.DRAFT):
        return f"took up {what} again", look(status)
    if event.is_withdrawal:
        return f"withdrew {what} from review", look(status)
    return SUBMISSION_SENTENCES[status].format(what=what), look(status)


def _of_carrier(event: StatusEvent, carrier: LaunchRegion) -> tuple[str, Look]:
    if event.to_state == NOTED:
        return f"noted about {carrier.name}", NOTE
    state = CarrierState(event.to_state)
    if state == CarrierState.UNKNOWN and event.raw_code:
        return f"{carrier.name}: state {event.raw_code}, not mapped yet", look(state)
    return CARRIER_SENTENCES[state].format(carrier=carrier.name), look(state)


def _of_launch(event: StatusEvent) -> tuple[str, Look]:
    if event.to_state == COMMENTED:
        return "commented", COMMENT
    if event.to_state == KNOWN:
        return "knows what went wrong, and leaves it at that", LEFT
    if ARCHIVED in (event.from_state, event.to_state):
        is_put_away = event.to_state == ARCHIVED
        return ("archived the launch", PUT_AWAY) if is_put_away else ("took the launch out again", TAKEN_OUT)
    state = LaunchState(event.to_state)
    return LAUNCH_SENTENCES[state], look(state)


def _in_catalogue(event: StatusEvent) -> str:
    if not event.from_state:
        return "came into the catalogue"
    if event.from_state == event.to_state:
        return "changed in the catalogue"
    is_back = event.from_state == RETIRED
    sentence = CATALOGUE_SENTENCES.get(event.to_state, "changed in the catalogue")
    return f"is back in the catalogue; it {sentence}" if is_back else sentence
