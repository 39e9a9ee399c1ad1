"""The history of a launch, told as sentences."""

from datetime import datetime
from typing import NamedTuple

from launches.models import Launch, StatusEvent
from launches.statuses import ARCHIVED, CarrierState, LaunchState, Look, SubmissionStatus, look

SUBMISSION_SENTENCES = {
    SubmissionStatus.DRAFT: "started {what}",
    SubmissionStatus.IN_REVIEW: "submitted {what} for review",
    SubmissionStatus.SENT_BACK: "sent {what} back",
    SubmissionStatus.APPROVED: "approved {what}",
    SubmissionStatus.SENDING: "began to send {what} to Kaleyra",
    SubmissionStatus.ACCEPTED: "accepted {what}",
    SubmissionStatus.REFUSED: "{what} was refused",
    SubmissionStatus.UNCONFIRMED: "{what} is unconfirmed: the answer was lost",
}

# Only what is rolled up from carriers: before that the submission has said it already.
LAUNCH_SENTENCES = {
    LaunchState.WITH_CARRIERS: "the launch is with its carriers",
    LaunchState.PARTLY_LIVE: "the launch is partly live",
    LaunchState.LIVE: "the launch is live everywhere",
    LaunchState.NEEDS_ATTENTION: "the launch needs attention",
}

PUT_AWAY, TAKEN_OUT = Look("Archived", "grey", "archive"), Look("Taken out", "grey", "archive-restore")


class Entry(NamedTuple):
    """One line of the timeline."""

    at: datetime
    who: str
    sentence: str
    reason: str
    raw_code: str
    look: Look
    subject: str


def timeline(launch: Launch) -> list[Entry]:
    """Everything that happened to the launch, newest first."""
    events = StatusEvent.objects.filter(launch=launch).select_related("submission", "launch_region__region")
    return [entry_of(event) for event in events.order_by("-id") if not _is_echo(event)]


def entry_of(event: StatusEvent) -> Entry:
    """One event as a line."""
    sentence, appearance = _told(event)
    return Entry(
        event.at, event.actor_name, sentence, event.reason, event.raw_code, appearance, event.subject
    )


def _is_echo(event: StatusEvent) -> bool:
    """Before Kaleyra has it, a launch's state only repeats what its submission has just said."""
    is_rolled_up = event.subject == "launch" and event.from_state != ARCHIVED
    return is_rolled_up and event.to_state in SubmissionStatus.values


def _told(event: StatusEvent) -> tuple[str, Look]:
    if event.subject == "submission" and event.submission is not None:
        status = SubmissionStatus(event.to_state)
        what = f"the {event.submission.get_kind_display().lower()}"
        if event.submission.number > 1:
            what = f"{what} (submission {event.submission.number})"
        if (event.from_state, status) == (SubmissionStatus.SENDING, SubmissionStatus.APPROVED):
            return f"could not send {what}; nothing left, it will be tried again", look(status)
        if (event.from_state, status) == (SubmissionStatus.UNCONFIRMED, SubmissionStatus.APPROVED):
            return f"asked to send {what} once more", look(status)
        if (event.from_state, status) == (SubmissionStatus.REFUSED, SubmissionStatus.DRAFT):
            return f"took up {what} again", look(status)
        return SUBMISSION_SENTENCES[status].format(what=what), look(status)
    if event.subject == "launch_region" and event.launch_region is not None:
        state = CarrierState(event.to_state)
        if state == CarrierState.UNKNOWN and event.raw_code:
            return f"{event.launch_region.name}: state {event.raw_code}, not mapped yet", look(state)
        return f"{event.launch_region.name}: {state.label.lower()}", look(state)
    if ARCHIVED in (event.from_state, event.to_state):
        is_put_away = event.to_state == ARCHIVED
        return ("archived the launch", PUT_AWAY) if is_put_away else ("took the launch out again", TAKEN_OUT)
    state_of_launch = LaunchState(event.to_state)
    return LAUNCH_SENTENCES[state_of_launch], look(state_of_launch)
