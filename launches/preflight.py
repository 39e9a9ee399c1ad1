"""What stands in the way of a launch, and what will slow it down. Pure functions: no query, no clock, no person.

A blocker is what Kaleyra or our own rules demand; a warning is a common cause of refusal by carriers.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from launches.brands import NOBODY, Known, brand_mentions
from launches.models import Agent, CarrierRegion, Launch
from launches.models.planned import MOST_PLANNED
from launches.models.submission import MOST_REGIONS
from launches.problems import BLOCKER, WARNING, Finding

THIN_ANSWER = 40  # characters; the documents' own samples ("Stop", "START") are the classic refusals
PLACEHOLDERS = re.compile(
    r"\b(lorem ipsum|tbd|to do|todo|xxx+|asdf|placeholder|demo messages?)\b", re.IGNORECASE
)
# Where somebody may agree to be written to.
PLACES = re.compile(
    r"https?://|www\.|\b(website|web site|page|app|store|shop|form|checkout|keyword|sms|paper|counter)\b",
    re.IGNORECASE,
)

NO_CARRIER = Finding("regions", BLOCKER, "No carrier is chosen.", "Choose at least one.")


def findings(
    *,
    agent: Agent,
    launch: Launch,
    regions: Sequence[CarrierRegion],
    occupied: Mapping[int, str],
    brands: Known = NOBODY,
) -> list[Finding]:
    """Everything there is to say before the launch is submitted for review; blockers first.

    `brands` are all that we know, so that answers which speak of another one are noticed.
    """
    found = [
        *brand_findings(agent),
        *answer_findings(launch),
        *brand_mentions(agent, launch, brands),
        *media_findings(launch),
        *region_findings(agent, regions, occupied),
    ]
    if not regions:
        found.append(NO_CARRIER)
    return sorted(found, key=lambda finding: finding.level != BLOCKER)


def carrier_findings(
    *, agent: Agent, regions: Sequence[CarrierRegion], occupied: Mapping[int, str]
) -> list[Finding]:
    """The same for a later submission, which sends carriers only."""
    found = [*brand_findings(agent), *region_findings(agent, regions, occupied)]
    if not regions:
        found.append(NO_CARRIER)
    return found


def blockers(found: Iterable[Finding]) -> list[Finding]:
    """Those that stop a submission."""
    return [finding for finding in found if finding.level == BLOCKER]


def brand_findings(agent: Agent) -> list[Finding]:
    """The brand checklist (Kaleyra docs, Get Launch Status, "Integration Exception Note"), and an archived agent."""
    if agent.archived_at is not None:
        return [Finding("agent", BLOCKER, f"{agent.name} is archived.", "Choose another agent.")]
    missing = agent.missing_brand_data()
    if not missing:
        return []
    return [
        Finding(
            "agent",
            BLOCKER,
            f"The brand checklist of {agent.name} is incomplete: {', '.join(missing)}.",
            "Complete it on the agent's page; Kaleyra refuses a launch without it.",
        )
    ]


def answer_findings(launch: Launch) -> list[Finding]:
    """All five answers are mandatory; thin ones are the commonest cause of refusal."""
    found = []
    for field, question, answer in launch.answers():
        text = answer.strip()
        if not text:
            found.append(Finding(field, BLOCKER, f"{question} is missing.", "Kaleyra demands an answer."))
        elif PLACEHOLDERS.search(text):
            found.append(
                _warning(field, f"{question} contains a placeholder.", "Write what the user really sees.")
            )
        elif len(text) < THIN_ANSWER:
            found.append(
                _warning(field, f"{question} is very short.", "Reviewers refuse thin answers: say more.")
            )
    return found + _repeated_answers(launch) + _wording_findings(launch)


def media_findings(launch: Launch) -> list[Finding]:
    """Screenshots are optional to the API, yet "required for verification and carrier approval"."""
    if launch.screenshot_uris:
        return []
    remedy = "Carriers ask for them: the opt-in page, the welcome message, the reply to STOP."
    return [_warning("screenshot_uris", "There are no screenshots.", remedy)]


def region_findings(
    agent: Agent, regions: Sequence[CarrierRegion], occupied: Mapping[int, str]
) -> list[Finding]:
    """What speaks against these carriers for this agent.

    `occupied` answers, by region id, why a carrier cannot be chosen again for this agent.
    """
    found = []
    if len(regions) > MOST_REGIONS:
        found.append(
            (f"{len(regions)} carriers are chosen.", f"At most {MOST_REGIONS} go into one submission.")
        )
    return _about_regions([*found, *_repeats(regions), *_unfit(agent, regions, occupied)])


def later_findings(
    agent: Agent,
    regions: Sequence[CarrierRegion],
    later: Sequence[CarrierRegion],
    occupied: Mapping[int, str],
    *,
    planned: Collection[CarrierRegion] = (),
) -> list[Finding]:
    """What speaks against asking for `later` after `regions`. What was `planned` already may stay as it is."""
    found = []
    if len(later) > MOST_PLANNED:
        found.append((f"{len(later)} carriers are planned for later.", f"Plan at most {MOST_PLANNED}."))
    fresh = [region for region in later if region not in planned or region.pod != agent.pod]
    return _about_regions([*found, *_repeats([*set(regions), *later]), *_unfit(agent, fresh, occupied)])


def _about_regions(found: Iterable[tuple[str, str]]) -> list[Finding]:
    return [Finding("regions", BLOCKER, why, remedy) for why, remedy in found]


def _repeats(regions: Collection[CarrierRegion]) -> list[tuple[str, str]]:
    return [(f"{name} is chosen more than once.", "Choose each carrier once.") for name in _repeated(regions)]


def _unfit(
    agent: Agent, regions: Iterable[CarrierRegion], occupied: Mapping[int, str]
) -> list[tuple[str, str]]:
    found = []
    for region in regions:
        if region.pod != agent.pod:
            found.append(
                (
                    f"{region} is on the {region.pod} pod, the agent on {agent.pod}.",
                    "Choose carriers of the agent's pod.",
                )
            )
        elif reason := region.why_not_offered():
            found.append((f"{region} is {reason}.", "Choose another carrier."))
        elif reason := occupied.get(region.pk, ""):
            found.append((f"{region} cannot be chosen again: {reason}.", "Choose another carrier."))
    return found


def why_not_region(region: CarrierRegion, agent: Agent, occupied: Mapping[int, str]) -> str:
    """Why this carrier cannot be chosen for the agent, in a few words; empty when it can."""
    if region.pod != agent.pod:
        return f"on the {region.pod} pod, the agent is on {agent.pod}"
    return region.why_not_offered() or occupied.get(region.pk, "")


def _repeated(regions: Collection[CarrierRegion]) -> list[str]:
    seen: set[int] = set()
    repeated: dict[int, str] = {}
    for region in regions:
        if region.pk in seen:
            repeated[region.pk] = str(region)
        seen.add(region.pk)
    return list(repeated.values())


def _repeated_answers(launch: Launch) -> list[Finding]:
    """The five questions ask for five different things: the same text twice answers one of them at most."""
    found = []
    first: dict[str, str] = {}
    for field, question, answer in launch.answers():
        text = " ".join(answer.casefold().split())
        if text and first.setdefault(text, question) != question:
            why = f"{question} says the same as {first[text]}."
            found.append(_warning(field, why, "Answer each question by itself."))
    return found


def _wording_findings(launch: Launch) -> list[Finding]:
    found = []
    optout, optin = launch.optout_description, launch.optin_description
    if optout.strip() and not re.search(r"\bstop\b", optout, re.IGNORECASE):
        why = "The opt-out does not mention STOP."
        found.append(_warning("optout_description", why, "Say what follows a STOP."))
    if optin.strip() and not PLACES.search(optin):
        why = "The opt-in does not say where people agree."
        found.append(_warning("optin_description", why, "Name the page, app screen, keyword or form."))
    return found


def _warning(field: str, why: str, remedy: str) -> Finding:
    return Finding(field, WARNING, why, remedy)
