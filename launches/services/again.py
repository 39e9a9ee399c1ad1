"""Starting from a launch that is there: a copy of it, or the carriers that refused asked once more."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.models import User

from launches import access, preflight
from launches.models import Agent, CarrierRegion, Launch, Submission
from launches.models.planned import MOST_PLANNED
from launches.models.submission import MOST_REGIONS
from launches.problems import NotAllowed, Problem
from launches.services import checks, drafts, plan
from launches.services.versions import Sheet


class Copied(NamedTuple):
    """The new draft, and why some carriers did not come along, by carrier."""

    launch: Launch
    left_out: dict[str, str]


class TriedAgain(NamedTuple):
    """The new submission, and why some carriers that refused are not in it, by carrier."""

    submission: Submission
    left_out: dict[str, str]


def copy(launch: Launch, *, by: User, form_token: UUID | None) -> Copied:
    """A draft of this person with the agent, the answers, the links and those carriers that are free.

    Nothing that Kaleyra said comes along. The same button pressed twice is one copy. Raises NotAllowed.
    """
    if made := drafts.made_from(form_token, by=by):
        return Copied(made, {})
    written = {name: getattr(launch, name) for name in drafts.WRITTEN if name != "launch_name"}
    regions, left_out = _free(launch.agent, _carriers_of(launch))
    copied = drafts.create(
        by=by,
        agent=launch.agent,
        answers=written,
        regions=regions[:MOST_REGIONS],
        later=regions[MOST_REGIONS:][:MOST_PLANNED],
        sheet=Sheet(token=form_token),
    )
    return Copied(copied, left_out)


def try_again(launch: Launch, *, by: User) -> TriedAgain:
    """A later submission in draft with exactly those carriers that refused and may be asked again.

    Five of them: the others are planned for later, before whatever was planned already.
    Raises NotAllowed, or Problem when none of them may.
    """
    if not access.may_try_again(by, launch):
        raise NotAllowed(
            "Refused carriers can be tried again once a carrier has refused and nothing else is under way."
        )
    regions, left_out = _free(launch.agent, access.refused_carriers(launch))
    if not regions:
        raise Problem(f"None of them can be asked again: {in_words(left_out)}.")
    now, beyond = regions[:MOST_REGIONS], regions[MOST_REGIONS:]
    planned = [region for region in plan.planned_for(launch) if region not in regions]
    later = [*beyond, *planned][:MOST_PLANNED] if beyond else None
    return TriedAgain(drafts.add_carriers(launch, by=by, regions=now, later=later), left_out)


def in_words(left_out: dict[str, str]) -> str:
    """Each carrier with its reason, in one line."""
    return "; ".join(f"{name} ({reason})" for name, reason in left_out.items())


def _carriers_of(launch: Launch) -> Iterable[CarrierRegion]:
    """Every carrier that the launch asks or asked for, once, in the order in which they were chosen."""
    chosen = CarrierRegion.objects.filter(submissionregion__submission__launch=launch)
    in_order = chosen.order_by("submissionregion__submission__number", "submissionregion__slot")
    return dict.fromkeys([*in_order, *plan.planned_for(launch)])


def _free(agent: Agent, regions: Iterable[CarrierRegion]) -> tuple[list[CarrierRegion], dict[str, str]]:
    """Those that may be chosen for the agent, and why each of the others may not."""
    occupied = checks.occupied_regions(agent)
    why = {region: preflight.why_not_region(region, agent, occupied) for region in regions}
    free = [region for region, reason in why.items() if not reason]
    return free, {str(region): reason for region, reason in why.items() if reason}
