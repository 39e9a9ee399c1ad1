"""Catalogues that were not believed: what each would change, and applying one that an admin believes."""

from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from launches import access
from launches.kaleyra import CatalogueReply, RegionRow
from launches.models import CarrierRegion, DoubtfulCatalogue
from launches.problems import MovedMeanwhile, NotAllowed
from launches.services import pods, regions

NAMED = 20  # carriers; the rest is a number


class Doubt(NamedTuple):
    """One catalogue that waits for an admin, and what it would change."""

    pk: int
    pod: str
    reason: str
    at: datetime
    listed: int
    new: list[str]
    gone: list[str]

    @property
    def new_named(self) -> list[str]:
        """The first of those that would be new."""
        return self.new[:NAMED]

    @property
    def gone_named(self) -> list[str]:
        """The first of those that nobody could choose any more."""
        return self.gone[:NAMED]


def waiting() -> list[Doubt]:
    """Every catalogue that was not believed, by pod."""
    doubtful = list(DoubtfulCatalogue.objects.order_by("pod"))
    known = CarrierRegion.objects.filter(pod__in=[row.pod for row in doubtful], retired_at=None)
    names: dict[str, dict[str, str]] = {row.pod: {} for row in doubtful}
    for pod, remote_id, name in known.values_list("pod", "remote_id", "display_name") if doubtful else ():
        names[pod][remote_id] = name
    return [_doubt(row, names[row.pod]) for row in doubtful]


def believe(pk: int, *, by: User) -> regions.SyncReport:
    """The catalogue is the one that was not believed. Raises NotAllowed, MovedMeanwhile when another came since."""
    if not access.may_keep_catalogue(by):
        raise NotAllowed("Only admins apply a catalogue.")
    with transaction.atomic():
        row = DoubtfulCatalogue.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            raise MovedMeanwhile("This catalogue does not wait any more. Nothing was changed.")
        rows = tuple(RegionRow(**facts) for facts in row.rows)
        report = regions.apply(row.pod, CatalogueReply(rows=rows, unreadable=()), is_believed=True)
        words = f"Applied the {row.pod} catalogue that was not believed: {report.added} new, {report.retired} gone"
        pods.note(row.pod, words, by=by)
    return report


def _doubt(row: DoubtfulCatalogue, known: dict[str, str]) -> Doubt:
    listed = {facts["id"]: facts["display_name"] for facts in row.rows}
    new = sorted(name for key, name in listed.items() if key not in known)
    gone = sorted(name for key, name in known.items() if key not in listed)
    return Doubt(row.pk, row.pod, row.reason, row.at, len(listed), new, gone)
