"""The one door for state: the only writer of a status, together with its history row, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from launches import chain
from launches.models import (
    CarrierRegion,
    Checking,
    Follow,
    Launch,
    LaunchRegion,
    Notice,
    StatusEvent,
    Submission,
)
from launches.problems import MovedMeanwhile, MoveNotAllowed
from launches.statuses import (
    COMMENTED,
    MOVES,
    NOTED,
    TROUBLED,
    CarrierState,
    LaunchState,
    Source,
    SubmissionStatus,
)
from launches.words import name_of
from launches.written import Written

Word = tuple[LaunchRegion, CarrierState, str]  # what a carrier says, with its code

# Asked for each carrier that says something new, and each launch of one: Django took most of their time to write them.
_SAID = Written[tuple[str, str]](
    lambda carrier: (
        StatusEvent.objects.filter(launch_region=carrier).order_by("-id").values_list("to_state", "raw_code")
    ),
    int,
)
_STATES = Written[tuple[str]](
    lambda launch: LaunchRegion.objects.filter(launch=launch).values_list("state"),
    int,
)
_LATEST = Written[tuple[int, str]](
    lambda launch: (
        Submission.objects.filter(launch=launch).order_by("-number").values_list("number", "status")[:1]
    ),
    int,
)


@dataclass(frozen=True)
class Actor:
    """Who or what does something; the name is kept as text beside the reference."""

    source: Source
    name: str
    user: User | None = None


WORKER = Actor(Source.WORKER, "Worker")
KALEYRA = Actor(Source.KALEYRA, "Kaleyra")


def person(user: User, source: Source = Source.PERSON) -> Actor:
    """This user as an actor."""
    return Actor(source, name_of(user), user)


@transaction.atomic
def move(
    submission: Submission,
    new: SubmissionStatus,
    *,
    by: Actor,
    reason: str = "",
    raw_code: str = "",
    holding: Mapping[str, object] | None = None,
    facts: Mapping[str, object] | None = None,
) -> StatusEvent:
    """Change the status, note the reason and the facts that go with it, and remember it: all or nothing.

    `holding` narrows who may: the row must still have these values (an attempt, a lease).
    Raises MoveNotAllowed when the table has no such move, MovedMeanwhile when somebody was faster.
    """
    old = submission.state
    if new not in MOVES[old]:
        raise MoveNotAllowed(f"It is {old.label.lower()}; from there it cannot become {new.label.lower()}.")
    lock(submission.launch_id)
    # The WHERE clause is our lock: of two workers, one finds nothing to update.
    still_there = Submission.objects.filter(pk=submission.pk, status=old, **(holding or {}))
    if not still_there.update(status=new, reason=reason, **(facts or {})):
        raise moved_meanwhile(submission, left=old)
    submission.refresh_from_db()
    event = _remember(
        "submission", old, new, by=by, reason=reason, raw_code=raw_code,
        submission=submission, launch_id=submission.launch_id,
    )  # fmt: skip
    _follow(event, by)
    roll_up(submission.launch_id, by=by)
    return event


@transaction.atomic
def begin(submission: Submission, *, by: Actor, reason: str = "") -> StatusEvent:
    """The birth of a submission, as the first row of its history."""
    event = _remember(
        "submission", "", submission.status, by=by, reason=reason,
        submission=submission, launch_id=submission.launch_id,
    )  # fmt: skip
    _follow(event, by)
    roll_up(submission.launch_id, by=by)
    return event


def observe(
    launch_region: LaunchRegion, state: CarrierState, *, raw_code: str, at: datetime
) -> StatusEvent | None:
    """Note what a carrier says now. History only when that is something new; the roll-up is the caller's."""
    return next(iter(observe_each([(launch_region, state, raw_code)], at=at)), None)


@transaction.atomic(savepoint=False)
def observe_each(
    words: Iterable[Word], *, at: datetime, by: Actor = KALEYRA, reason: str = ""
) -> list[StatusEvent]:
    """Note what each of these carriers says now, then the history of all that is new at once."""
    events = [
        _event(
            "launch_region", old, row.state, by=by, reason=reason, raw_code=raw_code, at=at,
            launch_region=row, submission_id=row.submission_id, launch_id=row.launch_id,
        )
        for row, state, raw_code in words
        if (old := _heard(row, state, raw_code, at)) is not None
    ]  # fmt: skip
    _write(events)
    return events


def _heard(launch_region: LaunchRegion, state: CarrierState, raw_code: str, at: datetime) -> str | None:
    """Write what a carrier says into its row. Answers what it had said when that is another thing, or else None."""
    old, old_code = launch_region.state, launch_region.state_code
    is_first = launch_region._state.adding
    launch_region.state, launch_region.state_code = state, raw_code
    if is_first or old != state:
        launch_region.state_since = at
        launch_region.went_back_at = None
        is_step_back = old == CarrierState.LIVE and state in (CarrierState.SUBMITTED, CarrierState.PENDING)
        if raw_code and not is_first and (is_step_back or _was_left_before(launch_region, state)):
            launch_region.went_back_at = at
    launch_region.save()
    # A first code for what was already assumed is no news; another code under the same name is.
    if not is_first and old == state and old_code in ("", raw_code):
        return None
    return "" if is_first else old


def _was_left_before(launch_region: LaunchRegion, state: CarrierState) -> bool:
    """Did the carrier say this before, since it was last asked, and something else in between?"""
    for to_state, raw_code in _SAID.rows(launch_region.pk):
        if to_state == state:
            return True
        # That we asked it is the one change that comes without a code of Kaleyra's.
        if (to_state, raw_code) == (CarrierState.SUBMITTED, ""):
            return False
    return False


@transaction.atomic(savepoint=False)
def roll_up(launch_id: int, *, by: Actor) -> None:
    """The launch's state and counters agree with its submissions and carriers; a change of state is history."""
    launch = lock(launch_id)
    states = [CarrierState(state) for (state,) in _STATES.rows(launch_id)]
    number, status = _LATEST.rows(launch_id)[0]
    new = _rolled_up(states, number, SubmissionStatus(status))
    facts: dict[str, object] = {
        "regions_total": len(states),
        "regions_live": states.count(CarrierState.LIVE),
        "regions_troubled": sum(state in TROUBLED for state in states),
    }
    if new != launch.state:
        facts |= {"state": new, "state_since": timezone.now()}
        _remember("launch", launch.state, new, by=by, launch_id=launch_id)
    Launch.objects.filter(pk=launch_id).update(**facts)
    # What Kaleyra says next has to be compared with what is so now.
    Checking.objects.filter(pk=launch_id).update(last_answer=None)


@transaction.atomic
def note_region(region: CarrierRegion, old: str, new: str, *, by: Actor, reason: str = "") -> StatusEvent:
    """A carrier came into the catalogue, left it, or changed there."""
    return _remember("carrier_region", old, new, by=by, reason=reason, carrier_region=region)


@transaction.atomic
def note_launch(launch: Launch, old: str, new: str, *, by: Actor, reason: str = "") -> StatusEvent:
    """Something happened to a launch that does not change its state."""
    return _remember("launch", old, new, by=by, reason=reason, launch=launch)


@transaction.atomic
def note_comment(launch: Launch, *, by: Actor) -> StatusEvent:
    """Somebody said something about the launch; the comment holds what."""
    event = _remember("launch", launch.state, COMMENTED, by=by, launch=launch)
    _follow(event, by)
    return event


@transaction.atomic
def note_carrier(launch_region: LaunchRegion, *, by: Actor, reason: str) -> StatusEvent:
    """What a person knows about this carrier of a launch beyond what Kaleyra says. Its state stays."""
    event = _remember(
        "launch_region", launch_region.state, NOTED, by=by, reason=reason,
        launch_region=launch_region, submission_id=launch_region.submission_id, launch_id=launch_region.launch_id,
    )  # fmt: skip
    _follow(event, by)
    return event


def moved_meanwhile(submission: Submission, *, left: str) -> MovedMeanwhile:
    """The problem to raise when somebody was faster: it says who, what and when. `left` is the state that was seen:
    who took it out of that was faster, not who did something with it since.
    """
    moves = StatusEvent.objects.filter(submission=submission, subject="submission")
    latest = moves.filter(from_state=left).last() or moves.last()
    if latest is None:
        return MovedMeanwhile("Somebody else was faster. Nothing was changed.")
    word = "withdrawn" if latest.is_withdrawal else SubmissionStatus(latest.to_state).label.lower()
    when = timezone.localtime(latest.at)
    return MovedMeanwhile(
        f"{latest.actor_name} was faster: it has been {word} since {when:%H:%M:%S}. Nothing was changed."
    )


def lock(launch_id: int) -> Launch:
    """The launch, with everybody else who moves it waiting until this transaction ends."""
    return Launch.objects.select_for_update().get(pk=launch_id)


def _rolled_up(states: list[CarrierState], number: int, status: SubmissionStatus) -> LaunchState:
    """What its carriers and its latest submission make of a launch."""
    if not states and number == 1 and status != SubmissionStatus.ACCEPTED:
        return LaunchState(status)
    # A later submission that went wrong needs somebody as much as a carrier that said no.
    later_trouble = status in (SubmissionStatus.UNCONFIRMED, SubmissionStatus.REFUSED)
    if later_trouble or any(state in TROUBLED for state in states):
        return LaunchState.NEEDS_ATTENTION
    live = states.count(CarrierState.LIVE)
    if live:
        return LaunchState.LIVE if live == len(states) else LaunchState.PARTLY_LIVE
    return LaunchState.WITH_CARRIERS


def _remember(subject: str, old: str, new: str, *, by: Actor, **facts: Any) -> StatusEvent:
    event = _event(subject, old, new, by=by, **facts)
    _write([event])
    return event


def _event(subject: str, old: str, new: str, *, by: Actor, **facts: Any) -> StatusEvent:
    facts = {"at": timezone.now(), "source": by.source, "actor": by.user, "actor_name": by.name, **facts}
    return StatusEvent(subject=subject, from_state=old, to_state=new, **facts)


def _write(events: Sequence[StatusEvent]) -> None:
    """These are the newest rows of history, in this order, and who follows is told."""
    if events:
        chain.append(events)
        Notice.objects.tell(events)


def _follow(event: StatusEvent, by: Actor) -> None:
    """Whoever does something to a launch follows it from then on, unless they have said that they do not want to."""
    if by.user is not None and event.launch_id is not None:
        Follow.objects.begin(event.launch_id, by.user)
