"""Times, people and states in plain words. Asks no database."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.contrib.auth.models import User
from django.utils import timezone

from launches.models import Launch, LaunchRegion, Submission
from launches.statuses import TROUBLED, LaunchState, SubmissionStatus

# The same units as static/js/portal.js, which keeps a page true while it stays open.
UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"))
LONG_AGO = timedelta(days=30)
FEW = 2  # names that a sentence may hold


def so_many(number: int, noun: str) -> str:
    """How many of what: "1 carrier", "2 carriers"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def ago(at: datetime, now: datetime | None = None) -> str:
    """How long ago that was, in its largest unit; the date itself when it is more than a month."""
    passed = (now or timezone.now()) - at
    if passed >= LONG_AGO:
        return f"{timezone.localtime(at):%-d %b %Y}"
    words = _largest_unit(passed)
    return f"{words} ago" if words else "just now"


def lasting(since: datetime, now: datetime | None = None) -> str:
    """How long it has lasted, in days: what people count when they wait for a carrier."""
    days = days_since(since, now)
    if days < 1:
        return "since today"
    return so_many(days, "day")


def midnight(day: date) -> datetime:
    """When this day begins where the portal is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def days_since(since: datetime, now: datetime | None = None) -> int:
    """How many whole days have passed."""
    return ((now or timezone.now()) - since).days


def exact(at: datetime) -> str:
    """The moment to the second, with its zone named."""
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M:%S %Z}"


def _largest_unit(passed: timedelta) -> str:
    seconds = max(passed.total_seconds(), 0)  # Two clocks never agree to the millisecond.
    for size, unit in UNITS:
        if number := int(seconds // size):
            return so_many(number, unit)
    return ""


class Now(NamedTuple):
    """Where a launch stands, and what happens next or what to do."""

    headline: str
    next: str


def what_now(launch: Launch, latest: Submission, carriers: Sequence[LaunchRegion]) -> Now:
    """The state of a launch in plain words. `latest` is its latest submission."""
    state = launch.current_state
    if state == LaunchState.NEEDS_ATTENTION:
        return _attention(latest, [carrier for carrier in carriers if carrier.state in TROUBLED])
    headline, next_step = PLAIN[state]
    total = so_many(launch.regions_total, "carrier")
    decide = "decides" if launch.regions_total == 1 else "decide"
    return Now(headline.format(total=total, decide=decide, live=launch.regions_live), next_step)


def what_later(latest: Submission) -> Now | None:
    """Where a later submission stands while the launch itself is with carriers; None when that says it already."""
    said_already = (SubmissionStatus.ACCEPTED, SubmissionStatus.REFUSED, SubmissionStatus.UNCONFIRMED)
    if latest.number == 1 or latest.state in said_already:
        return None
    if latest.state == SubmissionStatus.DRAFT and latest.is_planned:
        return Now(
            "The next carriers are ready.",
            "They were planned; nothing has been sent. Look at them and submit them for review.",
        )
    if latest.state == SubmissionStatus.DRAFT:
        return Now(
            "It is a draft.", "Choose its carriers and submit it for review. Nothing is sent before that."
        )
    return Now(*PLAIN[LaunchState(latest.status)])


def who_said_no(carriers: Sequence[LaunchRegion]) -> str:
    """Which carriers rejected or suspended a launch: by name while they are few."""
    if len(carriers) == 1 or (len(carriers) == FEW and carriers[0].state == carriers[1].state):
        names = " and ".join(carrier.name for carrier in carriers)
        return f"{names} {carriers[0].get_state_display().lower()} it"
    return f"{so_many(len(carriers), 'carrier')} rejected or suspended it"


def name_of(user: User) -> str:
    """What people call this person."""
    return user.get_full_name() or user.get_username()


def _attention(latest: Submission, said_no: Sequence[LaunchRegion]) -> Now:
    if latest.state == SubmissionStatus.UNCONFIRMED:
        return Now(*PLAIN[LaunchState.UNCONFIRMED])
    if latest.state == SubmissionStatus.REFUSED:
        return Now(
            "Kaleyra refused the latest submission.",
            "The carriers of earlier submissions are not touched by that.",
        )
    return Now(
        f"{who_said_no(said_no)}.",
        "Kaleyra does not say why: ask your contact there, and note the reason beside the carrier. "
        "Carriers change their minds, so they stay checked.",
    )


PLAIN = {
    LaunchState.DRAFT: (
        "It is a draft.",
        "Answer the five questions, choose carriers and submit it for review. Nothing is sent before that.",
    ),
    LaunchState.IN_REVIEW: (
        "It waits for a reviewer.",
        "Nothing has been sent. Once approved it goes to Kaleyra; otherwise it comes back with a reason.",
    ),
    LaunchState.SENT_BACK: (
        "A reviewer sent it back.",
        "Nothing has been sent. Change what the reason names, then submit it again.",
    ),
    LaunchState.APPROVED: (
        "It is approved and waits to be sent.",
        "It is sent once, exactly as it was approved: within seconds, or when sending goes on where it is stopped.",
    ),
    LaunchState.SENDING: ("It is being sent to Kaleyra.", "The answer usually takes a few seconds."),
    LaunchState.REFUSED: (
        "Kaleyra refused it.",
        "No carrier received it. The reason and what to do about it are below.",
    ),
    LaunchState.UNCONFIRMED: (
        "Nobody knows yet whether Kaleyra received it.",
        "No clear answer came back. It is never sent again by itself: a reviewer looks it up at Kaleyra and settles "
        "it. Until then, do not launch it anew.",
    ),
    LaunchState.WITH_CARRIERS: (
        "Kaleyra accepted it; {total} now {decide}.",
        "How long that usually takes is said below. This page follows by itself.",
    ),
    LaunchState.PARTLY_LIVE: (
        "Live on {live} of {total}.",
        "What the others say stands below. This page follows by itself.",
    ),
    LaunchState.LIVE: (
        "Live on {total}.",
        "The carriers are still checked once a day, so that a suspension is noticed.",
    ),
}
