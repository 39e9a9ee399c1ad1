"""What the carrier picker shows: which carriers an agent can be launched on, and why some cannot be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.utils.text import capfirst

from launches.models import Agent, CarrierRegion, LaunchRegion
from launches.models.planned import MOST_PLANNED
from launches.models.region import CarrierRegionQuerySet
from launches.models.submission import MOST_REGIONS
from launches.preflight import why_not_region
from launches.services.checks import occupied_regions
from launches.statuses import CarrierState
from launches.written import Written

UNSTATED = "not stated"  # The catalogue's word where Kaleyra says nothing.
MOST_ROWS = 60  # More are a reason to search, not to scroll.


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the catalogue."""

    words: str = ""
    hosting: str = ""
    managed: str = ""

    @property
    def is_anything(self) -> bool:
        """Is there a search or a filter at all?"""
        return bool(self.words or self.hosting or self.managed)


@dataclass(frozen=True)
class Row:
    """One carrier as the picker draws it."""

    region: CarrierRegion
    is_chosen: bool  # for now or for later
    is_later: bool
    reason: str  # why it cannot be chosen; empty when it can
    refusal: LaunchRegion | None = None  # the latest of this agent; it may be asked again

    @property
    def facts(self) -> str:
        """Who manages it and where it is hosted, as far as the catalogue states it."""
        return ", ".join(fact for fact in (_managed(self.region), _hosted(self.region)) if fact)

    @property
    def is_closed(self) -> bool:
        """May nobody tick it? What is ticked can always be unticked."""
        return bool(self.reason) and not self.is_chosen


@dataclass(frozen=True)
class Picker:
    """Everything that the picker draws."""

    agent: Agent | None
    wanted: Wanted
    chosen: list[Row]
    later: list[Row]  # beyond the five: planned as later submissions
    countries: list[tuple[str, list[Row]]]
    found: int
    dropped: list[CarrierRegion]  # chosen for an agent of another pod
    most: int = MOST_REGIONS

    @property
    def is_full(self) -> bool:
        """Are there five, so that the rest has to wait?"""
        return len(self.chosen) >= self.most

    @property
    def is_overfull(self) -> bool:
        """Were more than five ticked at once, as a page without JavaScript can?"""
        return len(self.chosen) > self.most

    @property
    def is_closed(self) -> bool:
        """Is so much planned that nothing more fits?"""
        return self.is_full and len(self.later) >= MOST_PLANNED

    @property
    def order(self) -> str:
        """The row numbers of all that is chosen, in the order of choosing."""
        return ",".join(str(row.region.pk) for row in [*self.chosen, *self.later])

    @property
    def left_out(self) -> int:
        """How many were found beyond those drawn."""
        return self.found - sum(len(rows) for _, rows in self.countries)

    @property
    def unseen(self) -> list[Row]:
        """Those chosen that the list below does not show, so that they are sent all the same."""
        seen = {row.region.pk for _, rows in self.countries for row in rows}
        return [row for row in [*self.chosen, *self.later] if row.region.pk not in seen]


def open_picker(
    agent: Agent | None,
    *,
    chosen: Sequence[int],
    later: Sequence[int] = (),
    wanted: Wanted | None = None,
    drop_other_pods: bool = False,
) -> Picker:
    """The carriers of the agent's pod that match, those chosen in their order, and why some cannot be."""
    wanted = wanted or Wanted()
    ticked = _in_order([*chosen, *later])
    dropped = [region for region in ticked if drop_other_pods and agent and region.pod != agent.pod]
    kept = [region for region in ticked if region not in dropped]
    shown = _shown(agent, wanted) if agent else []
    occupied = occupied_regions(agent) if agent else {}
    refused = _refusals(agent) if agent else {}

    def row(region: CarrierRegion) -> Row:
        is_chosen = region in kept
        return Row(
            region,
            is_chosen=is_chosen,
            is_later=is_chosen and region.pk not in chosen,
            reason=why_not_region(region, agent, occupied) if agent else "",
            refusal=refused.get(region.pk),
        )

    return Picker(
        agent=agent,
        wanted=wanted,
        chosen=[row(region) for region in kept if region.pk in chosen],
        later=[row(region) for region in kept if region.pk not in chosen],
        countries=[
            (country, list(map(row, of))) for country, of in groupby(shown, key=lambda region: region.country)
        ],
        found=shown[0].found if shown else 0,
        dropped=dropped,
    )


def _in_order(numbers: Iterable[int]) -> list[CarrierRegion]:
    """The carriers with these row numbers, each once; a number that nobody has is left out."""
    numbers = list(dict.fromkeys(numbers))
    known = CarrierRegion.objects.in_bulk(numbers)
    return [known[number] for number in numbers if number in known]


def _refusals(agent: Agent) -> dict[int, LaunchRegion]:
    """The latest rejection of this agent by carrier, where that is what the carrier says still. One query."""
    return {row.region_id: row for row in _REJECTED.rows(agent.pk) if row.region_id is not None}


def _rejected(agent: int) -> QuerySet[LaunchRegion]:
    rejected = LaunchRegion.objects.filter(
        launch__agent=agent, state=CarrierState.REJECTED, region__isnull=False
    )
    shown = rejected.select_related("launch").only("region", "state_since", "launch__launch_name")
    return shown.order_by("state_since")


_REJECTED = Written(_rejected, int)


def choices() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What can be filtered by: hosting regions, and who manages the carrier. Each as (value, words)."""
    kinds = (
        CarrierRegion.objects.offered().order_by().values_list("hosting_region", "management_type").distinct()
    )
    pairs = [(hosting, managed) for hosting, managed in kinds]
    hostings = {value: _hosted(CarrierRegion(hosting_region=value)) for value, _ in pairs if value}
    managers = {value: _managed(CarrierRegion(management_type=value)) for _, value in pairs if value}
    return _named(hostings, "hosting not stated"), _named(managers, "manager not stated")


def _named(words: Mapping[str, str], unstated: str) -> list[tuple[str, str]]:
    named = [(value, capfirst(word or unstated)) for value, word in words.items()]
    return sorted(named, key=lambda pair: pair[1])


def _managed(region: CarrierRegion) -> str:
    words = region.managed_by()
    return "" if words == UNSTATED else f"managed by {words}"


def _hosted(region: CarrierRegion) -> str:
    words = region.hosted_in()
    return "" if words == UNSTATED else f"hosted in {words}"


def _shown(agent: Agent, wanted: Wanted) -> list[Any]:
    """The first carriers that match, each with how many match in all (`found`)."""
    return list(_first(_matching(agent, wanted))) if wanted.is_anything else _OF_POD.rows(agent.pod)


def _first(matching: CarrierRegionQuerySet) -> QuerySet[Any, Any]:
    return matching.annotate(found=Window(Count("*")))[:MOST_ROWS]


def _matching(agent: Agent, wanted: Wanted) -> CarrierRegionQuerySet:
    found = _of_pod(agent.pod).matching(wanted.words)
    if wanted.hosting:
        found = found.filter(hosting_region=wanted.hosting)
    if wanted.managed:
        found = found.filter(management_type=wanted.managed)
    return found


def _of_pod(pod: str) -> CarrierRegionQuerySet:
    return CarrierRegion.objects.offered().filter(pod=pod)


_OF_POD = Written(lambda pod: _first(_of_pod(pod)), str)
