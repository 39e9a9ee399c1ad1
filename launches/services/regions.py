"""Keeping our catalogue of carriers in step with Kaleyra's."""

import logging
from dataclasses import asdict
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from launches import access, gateway, transitions, wake
from launches.kaleyra import CatalogueReply, KaleyraError, RegionRow
from launches.models import CarrierRegion, DoubtfulCatalogue
from launches.problems import NotAllowed, Problem
from launches.services import health, pods
from launches.statuses import DISABLED, OFFERED, RETIRED

log = logging.getLogger(__name__)

# An answer with fewer than half of the carriers that we know is not believed (docs/promises.md, fault 32).
BELIEVABLE = 0.5
NOT_SYNCED = "catalogue not synced"  # and the pod: when that failed last
LONGEST_ID = 64  # as long as the column; Kaleyra's ids are UUIDs
FACTS = (
    "region_name",
    "display_name",
    "country",
    "carrier",
    "management_type",
    "management_type_value",
    "hosting_region",
    "carrier_enabled",
)
# A carrier that comes without its name keeps the one we know.
NAMED_BY_IT = ("display_name", "country", "carrier")


class NotBelieved(Problem):
    """Kaleyra lists too few of the carriers that we know."""


class SyncReport(NamedTuple):
    """What a sync changed."""

    added: int
    changed: int
    retired: int
    total: int


def request_sync(pod: str, *, by: User) -> None:
    """The worker is asked to sync this pod's catalogue. Raises NotAllowed."""
    if not access.may_keep_catalogue(by):
        raise NotAllowed("Only admins sync the catalogue.")
    with transaction.atomic():
        pods.note(pod, f"Asked the worker to sync the {pod} catalogue", by=by)
        wake.after_commit("sync_regions", pod)


def never_synced() -> list[str]:
    """The pods whose catalogue we do not have yet."""
    known = set(CarrierRegion.objects.order_by().values_list("pod", flat=True).distinct())
    return [pod for pod in gateway.offered_pods() if pod not in known]


def sync(pod: str) -> SyncReport:
    """Our catalogue of this pod says what Kaleyra's says; what vanished is retired. Each difference is history.

    Raises Problem, with nothing changed, when Kaleyra does not answer or answers with a fraction of what we know.
    """
    try:
        answer = gateway.client_for(pod).regions()
    except KaleyraError as problem:
        gateway.record(problem.exchanges, pod=pod)
        pods.failed(pod, problem.sentence, wait=problem.retry_after)
        health.beat(f"{NOT_SYNCED} {pod}")
        raise Problem(f"{problem.sentence} {problem.next_step}") from None
    gateway.record(answer.exchanges, pod=pod)
    pods.answered(pod)
    try:
        return apply(pod, answer.value)
    except NotBelieved as doubt:
        _put_aside(pod, answer.value, doubt.sentence)
        raise


@transaction.atomic
def apply(pod: str, reply: CatalogueReply, *, is_believed: bool = False) -> SyncReport:
    """The catalogue of this pod is the one of the reply, and none is doubtful any more.

    Raises NotBelieved, with nothing changed, when too few of our carriers are in it and nobody said it `is_believed`.
    """
    # Two syncs at once must not both add the same carrier, and rows that are not there yet cannot be locked.
    pods.lock(pod)
    known = {region.remote_id: region for region in CarrierRegion.objects.filter(pod=pod)}
    offered = [region for region in known.values() if region.retired_at is None]
    rows = {row.id: row for row in reply.rows if 0 < len(row.id) <= LONGEST_ID}
    still_there = sum(region.remote_id in rows for region in offered)
    if still_there < len(offered) * BELIEVABLE and not is_believed:
        raise NotBelieved(
            f"Kaleyra lists {still_there} of the {len(offered)} carriers that we know; "
            "the catalogue is kept as it is."
        )
    added = changed = 0
    for remote_id, row in rows.items():
        region = known.get(remote_id)
        if region is None:
            _add(pod, row)
            added += 1
        else:
            changed += _update(region, row)
    gone = [region for region in offered if region.remote_id not in rows]
    for region in gone:
        _retire(region)
    for unreadable in reply.unreadable:
        log.warning("A row of the %s catalogue could not be read: %s", pod, unreadable)
    DoubtfulCatalogue.objects.filter(pod=pod).delete()
    return SyncReport(added, changed, len(gone), len(rows))


def _put_aside(pod: str, reply: CatalogueReply, reason: str) -> None:
    """Kept as it came, until an admin believes it (services/doubts.py) or a better one comes."""
    rows = [asdict(row) for row in reply.rows]
    with transaction.atomic():
        # A new row each time: an admin can apply only the catalogue that they were shown.
        DoubtfulCatalogue.objects.filter(pod=pod).delete()
        DoubtfulCatalogue.objects.create(pod=pod, rows=rows, reason=reason, at=timezone.now())


def _add(pod: str, row: RegionRow) -> None:
    region = CarrierRegion.objects.create(pod=pod, remote_id=row.id, **_facts(row))
    transitions.note_region(region, "", _word(region), by=transitions.KALEYRA)


def _update(region: CarrierRegion, row: RegionRow) -> bool:
    """The region says what the row says. Answers whether that was news."""
    facts = _facts(row)
    if not row.display_name:
        facts = {name: value for name, value in facts.items() if name not in NAMED_BY_IT}
    differences = [
        f"{_plain(name)}: {_plain(getattr(region, name))} > {_plain(value)}"
        for name, value in facts.items()
        if getattr(region, name) != value
    ]
    came_back = region.retired_at is not None
    old = _word(region)
    for name, value in facts.items():
        setattr(region, name, value)
    region.last_seen_at = timezone.now()
    region.retired_at = None
    region.save()
    if differences or came_back:
        transitions.note_region(
            region, old, _word(region), by=transitions.KALEYRA, reason="; ".join(differences)
        )
    return bool(differences or came_back)


def _retire(region: CarrierRegion) -> None:
    old = _word(region)
    region.retired_at = timezone.now()
    region.save(update_fields=["retired_at"])
    transitions.note_region(
        region, old, _word(region), by=transitions.KALEYRA, reason="No longer listed by Kaleyra."
    )


def _word(region: CarrierRegion) -> str:
    if region.retired_at is not None:
        return RETIRED
    return OFFERED if region.carrier_enabled else DISABLED


def _facts(row: RegionRow) -> dict[str, object]:
    name = row.display_name or row.region_name or row.id
    country, _, carrier = name.partition(":")
    values = {
        "region_name": row.region_name[:200],
        "display_name": name[:200],
        "country": country.strip()[:120],
        # Kaleyra docs, Get an Agent's Regions: "Country: Carrier"; without a colon the name stands for both.
        "carrier": (carrier.strip() or country.strip())[:120],
        "management_type": row.management_type[:40],
        "management_type_value": row.management_type_value[:20],
        "hosting_region": row.hosting_region[:60],
        "carrier_enabled": row.carrier_enabled,
    }
    return {name: values[name] for name in FACTS}


def _plain(what: object) -> str:
    """A name or value of Kaleyra's as a person would write it."""
    if isinstance(what, bool):
        return "yes" if what else "no"
    return str(what).replace("_", " ") or "nothing"
