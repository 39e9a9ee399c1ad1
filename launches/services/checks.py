"""What preflight says about submissions as they stand now: one or a whole queue, in the same few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet

from launches import gateway, preflight
from launches.brands import NOBODY, Known, known
from launches.models import Agent, CarrierRegion, Launch, LaunchRegion, Submission, SubmissionRegion
from launches.problems import BLOCKER, Finding
from launches.statuses import OPEN, UNDER_WAY, CarrierState, SubmissionStatus
from launches.written import Written

Held = tuple[Any, ...]  # agent, launch, its name, carrier, and what it or its submission is in


class Hold(NamedTuple):
    """One carrier that cannot be chosen again for one agent, and why."""

    region_id: int
    launch_id: int
    is_with_kaleyra: bool
    reason: str


def check_all(submissions: Collection[Submission]) -> dict[int, list[Finding]]:
    """The findings by submission; none for one that Kaleyra has decided about."""
    waiting = [submission for submission in submissions if submission.status in OPEN]
    regions = _chosen_regions(waiting)
    agents = {submission.launch.agent_id for submission in waiting}
    holds = _holds(_with_kaleyra(agents), _under_way(agents))
    brands = _known_brands() if any(submission.is_agent_launch for submission in waiting) else NOBODY
    found: dict[int, list[Finding]] = {submission.pk: [] for submission in submissions}
    for submission in waiting:
        launch = submission.launch
        occupied = _reasons(holds[launch.agent_id], but=launch.pk)
        chosen = regions[submission.pk]
        if submission.is_agent_launch:
            found[submission.pk] = preflight.findings(
                agent=launch.agent, launch=launch, regions=chosen, occupied=occupied, brands=brands
            )
        else:
            found[submission.pk] = preflight.carrier_findings(
                agent=launch.agent, regions=chosen, occupied=occupied
            )
        found[submission.pk][:0] = _account_findings(launch.agent.pod)
    return found


def _known_brands() -> Known:
    """Those of all agents, archived ones included: their answers may still be copied. One query."""
    rows = Agent.objects.order_by("pk").values_list("name", "brand_name", "website")
    return known(tuple(rows))


def _account_findings(pod: str) -> list[Finding]:
    """Approved for a pod without an account it would wait for ever."""
    if pod in gateway.offered_pods():
        return []
    why = f"This portal has no Kaleyra account for the {pod} pod."
    return [Finding("agent", BLOCKER, why, "Ask an admin to set one up, or choose another agent.")]


def occupied_regions(agent: Agent, *, but: Launch | None = None) -> dict[int, str]:
    """Why a carrier cannot be chosen again for this agent, by region id: on its way, live, or in another submission.

    The submissions of the launch `but` are not in its own way.
    """
    holds = _holds(_WITH_KALEYRA.rows(agent.pk), _UNDER_WAY.rows(agent.pk))
    return _reasons(holds[agent.pk], but=but.pk if but else None)


def _with_kaleyra(agents: Collection[int]) -> QuerySet[LaunchRegion, Held]:
    """Carriers on their way or live."""
    occupying = LaunchRegion.objects.occupying(agents).filter(region__isnull=False)
    return occupying.values_list("launch__agent", "launch", "launch__launch_name", "region", "state")


def _under_way(agents: Collection[int]) -> QuerySet[SubmissionRegion, Held]:
    """Carriers in submissions that are under way."""
    under_way = SubmissionRegion.objects.filter(
        submission__launch__agent__in=agents, submission__status__in=UNDER_WAY
    )
    return under_way.values_list(
        "submission__launch__agent",
        "submission__launch",
        "submission__launch__launch_name",
        "region",
        "submission__status",
    )


# Asked for one agent with each change of a draft.
_WITH_KALEYRA = Written(lambda agent: _with_kaleyra([agent]), int)
_UNDER_WAY = Written(lambda agent: _under_way([agent]), int)


def _holds(with_kaleyra: Iterable[Held], under_way: Iterable[Held]) -> defaultdict[int, list[Hold]]:
    """By agent: carriers on their way or live, then those in submissions that are under way."""
    holds: defaultdict[int, list[Hold]] = defaultdict(list)
    for agent, launch, name, region, state in with_kaleyra:
        holds[agent].append(Hold(region, launch, True, f"{CarrierState(state).label.lower()} in {name}"))
    for agent, launch, name, region, status in under_way:
        standing = SubmissionStatus(status).label.lower()
        holds[agent].append(Hold(region, launch, False, f"{standing} in {name}"))
    return holds


def _reasons(holds: Iterable[Hold], *, but: int | None) -> dict[int, str]:
    why: dict[int, str] = {}
    for hold in holds:
        if hold.is_with_kaleyra or hold.launch_id != but:
            why.setdefault(hold.region_id, hold.reason)
    return why


def _chosen_regions(submissions: Collection[Submission]) -> defaultdict[int, list[CarrierRegion]]:
    chosen: defaultdict[int, list[CarrierRegion]] = defaultdict(list)
    choices = SubmissionRegion.objects.filter(submission__in=submissions).order_by("slot")
    for choice in choices.select_related("region"):
        chosen[choice.submission_id].append(choice.region)
    return chosen
