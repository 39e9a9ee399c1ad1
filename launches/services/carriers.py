"""What a reply says about the carriers of a launch, written down."""

from datetime import datetime

from launches import transitions
from launches.gateway import RegionMatcher, StateMap
from launches.kaleyra import LaunchRegionRow, LaunchReply
from launches.models import CarrierRegion, Launch, LaunchRegion, Submission
from launches.statuses import CarrierState

Key = tuple[int | None, str, str]


def expect(submission: Submission, *, at: datetime) -> None:
    """Each carrier of an accepted submission is with its carrier: submitted."""
    launch = submission.launch
    known = {row.region_id: row for row in launch.launch_regions.all()}
    for region in submission.chosen_regions():
        row = known.get(region.pk) or LaunchRegion(launch=launch, region=region)
        row.submission = submission
        row.is_listed = True
        transitions.observe(row, CarrierState.SUBMITTED, raw_code="", at=at)


def record_reply(
    launch: Launch,
    reply: LaunchReply,
    *,
    at: datetime,
    matcher: RegionMatcher,
    states: StateMap,
    is_complete: bool,
) -> bool:
    """Every row of the reply is on record; history where a carrier says something new.

    A row without a state leaves the last known one: checked, not reported. `is_complete` says that the reply
    lists all carriers, so that one which is missing is no longer reported. Answers whether a state changed.
    """
    _record_launch(launch, reply)
    known: dict[Key, LaunchRegion] = {_key(row): row for row in launch.launch_regions.all()}
    seen: set[Key] = set()
    changed = False
    for row, region in matcher.match(launch, reply.regions):
        fresh = _fresh(launch, row, region)
        key = _key(fresh)
        if key in seen:
            continue
        seen.add(key)
        changed |= _record_row(known.get(key, fresh), row, at=at, states=states)
    missing = [row.pk for key, row in known.items() if key not in seen]
    if is_complete and missing:
        LaunchRegion.objects.filter(pk__in=missing).update(is_listed=False, checked_at=at)
    return changed


def _record_row(ours: LaunchRegion, row: LaunchRegionRow, *, at: datetime, states: StateMap) -> bool:
    ours.checked_at = at
    ours.is_listed = True
    ours.is_stated = row.launch_state is not None
    ours.entry_point = row.entry_point[:40] or ours.entry_point
    ours.dirty_flag = row.dirty_flag[:40] or ours.dirty_flag
    if row.launch_state is None:
        if ours._state.adding:
            # Nobody of us asked for it, and nothing is said about it: no state that we could honestly give.
            transitions.observe(ours, CarrierState.UNKNOWN, raw_code="", at=at)
            return True
        ours.save()
        return False
    state = states.read(row.launch_state)
    return transitions.observe(ours, state, raw_code=row.launch_state[:40], at=at) is not None


def _fresh(launch: Launch, row: LaunchRegionRow, region: CarrierRegion | None) -> LaunchRegion:
    """The row that we would keep for it if it is not known yet; an unmatched one as an unknown carrier."""
    return LaunchRegion(
        launch=launch, region=region, remote_region_id=row.region_id[:200], remote_region=row.region[:200]
    )


def _key(row: LaunchRegion) -> Key:
    return (row.region_id, "", "") if row.region_id else (None, row.remote_region_id, row.remote_region)


def _record_launch(launch: Launch, reply: LaunchReply) -> None:
    facts = {
        "provider_launch_id": reply.provider_launch_id[:200],
        "remote_status": reply.status[:40],
        "remote_created": reply.created.raw[:60] if reply.created else "",
        "remote_modified": reply.modified.raw[:60] if reply.modified else "",
    }
    told = {name: value for name, value in facts.items() if value and value != getattr(launch, name)}
    if told:
        Launch.objects.filter(pk=launch.pk).update(**told)
