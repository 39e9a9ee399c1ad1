"""When a launch's carriers are asked about next: soon while something moves, more slowly once it rests, but always."""

import random
from collections.abc import Collection
from datetime import datetime, timedelta

from launches.statuses import CarrierState

SOONEST = timedelta(seconds=10)
# A launch in review is polled at least every five minutes (docs/promises.md, 8), of which one is the engine's grain.
MOVING = timedelta(minutes=4)
TROUBLED = timedelta(hours=6)
LIVE = timedelta(days=1)
LONGEST_PUSH_BACK = timedelta(hours=1)

MOVING_STATES = {CarrierState.SUBMITTED, CarrierState.PENDING, CarrierState.UNKNOWN, CarrierState.ENDING}


def next_check(
    states: Collection[CarrierState], *, moved_at: datetime, now: datetime, is_unconfirmed: bool = False
) -> datetime:
    """When to ask again, by what the carriers said and how long ago anything last moved.

    A launch with an unconfirmed submission is asked about like one that moves: the answer may be the proof.
    """
    return now + jittered(wait(states, moved_at=moved_at, now=now, is_unconfirmed=is_unconfirmed))


def wait(
    states: Collection[CarrierState], *, moved_at: datetime, now: datetime, is_unconfirmed: bool = False
) -> timedelta:
    """How long next_check waits at most."""
    if is_unconfirmed or not states or any(state in MOVING_STATES for state in states):
        return min(max((now - moved_at) / 4, SOONEST), MOVING)
    if all(state == CarrierState.LIVE for state in states):
        return LIVE
    return TROUBLED


def push_back(failures: int, *, now: datetime, retry_after: float | None = None) -> datetime:
    """When to ask again after so many failures in a row."""
    pause = timedelta(seconds=retry_after) if retry_after else timedelta(seconds=30) * 2 ** min(failures, 8)
    return now + jittered(min(pause, LONGEST_PUSH_BACK))


def jittered(pause: timedelta) -> timedelta:
    """Never later than asked for, so that the promise of five minutes holds."""
    return pause * random.uniform(0.9, 1.0)  # noqa: S311 (jitter, not a secret)
