"""Compares and records what a reply says about the carriers of a launch."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from launches import transitions
from launches.gateway import RegionMatcher, StateMap
from launches.kaleyra import LaunchRegionRow, LaunchReply
from launches.models import CarrierRegion, Checking, Launch, LaunchRegion, Submission
from launches.statuses import OCCUPIED, CarrierState

Key = tuple[int | None, str, str]
Matched = list[tuple[LaunchRegionRow, CarrierRegion | None]]


class KnownLaunch(NamedTuple):
    """What we know of a launch that an answer may contradict."""

    pk: int
    provider_launch_id: str
    remote_status: str
    remote_created: str
    remote_modified: str


class KnownRow(NamedTuple):
    """What we know of one carrier of a launch that an answer may contradict."""

    launch_id: int
    region_id: int | None
    remote_region_id: str
    remote_region: str
    state: str
    state_code: str
    state_since: datetime
    is_listed: bool
    is_stated: bool
    entry_point: str
    dirty_flag: str


def expect(submission: Submission, *, at: datetime) -> None:
    """Each carrier of an accepted submission is with its carrier: submitted, or what it has said meanwhile."""
    launch = submission.launch
    known = {row.region_id: row for row in launch.launch_regions.all()}
    chosen = submission.chosen_regions()
    rows = [known.get(region.pk) or LaunchRegion(launch=launch, region=region) for region in chosen]
    # One that could not have been asked in this state has said so since it was: a check may be faster than the answer
    # to the request, and a lost answer takes days to settle.
    said = [row for row in rows if row.pk and row.state in OCCUPIED]
    LaunchRegion.objects.filter(pk__in=[row.pk for row in said]).update(submission=submission)
    asked = [row for row in rows if row not in said]
    for row in asked:
        row.submission = submission
        row.is_listed = True
    transitions.observe_each([(row, CarrierState.SUBMITTED, "") for row in asked], at=at)


def says_nothing_new(
    launch: KnownLaunch,
    known: Sequence[KnownRow],
    reply: LaunchReply,
    *,
    matcher: RegionMatcher,
    states: StateMap,
) -> bool:
    """Would record_reply, for a complete reply, write nothing but the time?"""
    if _news_of_launch(launch, reply):
        return False
    if not reply.lists_regions:
        return not any(row.is_stated for row in known)
    left = {_key(row): row for row in known}
    own = [row.region_id for row in known if row.region_id is not None]
    for row, region in _one_for_each(matcher.match(own, reply.regions)):
        ours = left.pop(_key_of(row, region), None)
        if ours is None or not _is_as_known(ours, row, states):
            return False
    return not any(row.is_listed for row in left.values())


def _is_as_known(ours: KnownRow, row: LaunchRegionRow, states: StateMap) -> bool:
    is_stated = row.launch_state is not None
    return (
        ours.is_listed
        and ours.is_stated == is_stated
        and row.entry_point[:40] in ("", ours.entry_point)
        and row.dirty_flag[:40] in ("", ours.dirty_flag)
        and (row.launch_state is None or _is_in_state(ours, row.launch_state, states))
    )


def _is_in_state(ours: KnownRow, raw_state: str, states: StateMap) -> bool:
    return ours.state_code == raw_state[:40] and ours.state == states.read(raw_state)


def record_reply(
    launch: Launch | KnownLaunch,
    reply: LaunchReply,
    *,
    at: datetime,
    matcher: RegionMatcher,
    states: StateMap,
    is_complete: bool,
) -> tuple[list[LaunchRegion], bool]:
    """Every row of the reply is on record; history where a carrier says something new.

    A row without a state leaves the last known one: checked, not reported. `is_complete` says that the reply
    lists all carriers, so that one which is missing is no longer reported; a reply without any list reports
    nothing of any. Answers with all rows of the launch, and whether a state changed.
    """
    Checking.objects.filter(pk=launch.pk).update(last_answer=None)
    if news := _news_of_launch(launch, reply):
        Launch.objects.filter(pk=launch.pk).update(**news)
    rows = list(LaunchRegion.objects.filter(launch=launch.pk).order_by("id"))
    known: dict[Key, LaunchRegion] = {_key(row): row for row in rows}
    own = [row.region_id for row in rows if row.region_id is not None]
    seen: set[Key] = set()
    words: list[transitions.Word] = []
    for row, region in _one_for_each(matcher.match(own, reply.regions)):
        key = _key_of(row, region)
        seen.add(key)
        ours = known.get(key) or _now_known(known, row, region)
        if ours is None:
            rows.append(ours := _fresh(launch.pk, row, region))
        words += _record_row(ours, row, states)
    changed = bool(transitions.observe_each(words, at=at))
    # Our rows that match no carrier of the answer, not even one that the catalogue did not know before.
    missing = [row.pk for row in known.values() if _key(row) not in seen]
    if is_complete and missing:
        silence = {"is_listed": False} if reply.lists_regions else {"is_stated": False}
        LaunchRegion.objects.filter(pk__in=missing).update(**silence)
    return rows, changed


def _one_for_each(matched: Matched) -> Matched:
    """One row for each carrier. If the answer gives a carrier two different states, none counts as reported."""
    if len({_key_of(row, region) for row, region in matched}) == len(matched):
        return matched
    firsts: dict[Key, tuple[LaunchRegionRow, CarrierRegion | None]] = {}
    states: dict[Key, set[str]] = defaultdict(set)
    for row, region in matched:
        key = _key_of(row, region)
        firsts.setdefault(key, (row, region))
        states[key] |= {row.launch_state} if row.launch_state is not None else set()
    return [
        (replace(row, launch_state=states[key].pop() if len(states[key]) == 1 else None), region)
        for key, (row, region) in firsts.items()
    ]


def _record_row(ours: LaunchRegion, row: LaunchRegionRow, states: StateMap) -> list[transitions.Word]:
    """What this carrier says; where it says nothing of its state, its row is written."""
    ours.is_listed = True
    ours.is_stated = row.launch_state is not None
    ours.entry_point = row.entry_point[:40] or ours.entry_point
    ours.dirty_flag = row.dirty_flag[:40] or ours.dirty_flag
    if row.launch_state is not None:
        return [(ours, states.read(row.launch_state), row.launch_state[:40])]
    if ours._state.adding:
        # We did not ask for it, and nothing is said about it: there is no state that we could honestly give.
        return [(ours, CarrierState.UNKNOWN, "")]
    ours.save()
    return []


def _now_known(
    known: dict[Key, LaunchRegion], row: LaunchRegionRow, region: CarrierRegion | None
) -> LaunchRegion | None:
    """The row of an unknown carrier that the catalogue lists by now: it becomes that carrier's row."""
    ours = known.get(_key_of(row, None)) if region else None
    if ours is not None:
        ours.region = region
    return ours


def _fresh(launch_id: int, row: LaunchRegionRow, region: CarrierRegion | None) -> LaunchRegion:
    """The row that we would keep for it if it is not known yet; an unmatched one as an unknown carrier."""
    return LaunchRegion(
        launch_id=launch_id,
        region=region,
        remote_region_id=row.region_id[:200],
        remote_region=row.region[:200],
    )


def _key(row: LaunchRegion | KnownRow) -> Key:
    return (row.region_id, "", "") if row.region_id else (None, row.remote_region_id, row.remote_region)


def _key_of(row: LaunchRegionRow, region: CarrierRegion | None) -> Key:
    return (region.pk, "", "") if region else (None, row.region_id[:200], row.region[:200])


def _news_of_launch(launch: Launch | KnownLaunch, reply: LaunchReply) -> dict[str, str]:
    """What the reply says about the launch itself that is new to us, by field."""
    facts = {
        "provider_launch_id": reply.provider_launch_id[:200],
        "remote_status": reply.status[:40],
        "remote_created": reply.created[:60],
        "remote_modified": reply.modified[:60],
    }
    return {name: value for name, value in facts.items() if value and value != getattr(launch, name)}
