"""Saving a draft while it is written: what is sound is kept, what is not is left as it was and named."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.contrib.auth.models import User

from launches.models import Agent, CarrierRegion, Launch, Submission
from launches.problems import BLOCKER, Blocked, Finding
from launches.services import drafts, plan
from launches.services.versions import Sheet


class Kept(NamedTuple):
    """The draft as it is stored now, and what of the page could not go into it."""

    submission: Submission
    left_out: list[Finding]


class Carriers(NamedTuple):
    """What is stored of the choice: the carriers that go now, and those of the plan."""

    now: list[CarrierRegion]
    later: list[CarrierRegion]


def begin(
    *,
    by: User,
    agent: Agent,
    answers: Mapping[str, Any],
    regions: Sequence[CarrierRegion] | None,
    later: Sequence[CarrierRegion] | None,
    sheet: Sheet,
) -> Kept:
    """A new draft from the first words; the same page makes one. Raises NotAllowed, or Blocked by a race for a name."""
    answers, left_out = _with_free_name(answers)
    try:
        drafts.check_regions(agent, regions or [])
    except Blocked as problem:
        regions, left_out = None, left_out + problem.findings
    later, unfit = _plannable(agent, regions or [], later, launch=None)
    launch = drafts.create(
        by=by,
        agent=agent,
        answers=answers,
        regions=regions or [],
        later=later or [],
        form_token=sheet.token,
        sent_at=sheet.sent_at,
    )
    return Kept(launch.first_submission(), left_out + unfit)


def keep(  # noqa: PLR0913 (a whole form)
    launch: Launch,
    *,
    by: User,
    version: int,
    agent: Agent | None,
    answers: Mapping[str, Any],
    regions: Sequence[CarrierRegion] | None,
    later: Sequence[CarrierRegion] | None,
    sheet: Sheet,
) -> Kept:
    """The draft has everything that could be stored; None stays as it was. Nothing is written when nothing changed.

    Raises NotAllowed, ChangedMeanwhile, or Blocked by a race for a name.
    """
    answers, left_out = _with_free_name(answers, but=launch)
    submission = launch.first_submission()
    stored = _stored(submission)
    agent, regions, unfit = _choosable(launch, agent or launch.agent, regions, stored)
    later, unplannable = _plannable(agent, stored.now if regions is None else regions, later, launch=launch)
    left_out += unfit or unplannable
    says_the_same = regions is None and (later is None or list(later) == stored.later)
    if says_the_same:
        later = None
    if not says_the_same or not _says_the_same_words(launch, agent, answers):
        drafts.save(
            launch,
            by=by,
            version=version,
            agent=agent,
            answers=answers,
            regions=regions,
            later=later,
            sheet=sheet,
        )
    return Kept(submission, left_out)


def keep_carriers(
    launch: Launch,
    submission: Submission | None,
    *,
    by: User,
    version: int,
    regions: Sequence[CarrierRegion] | None,
    later: Sequence[CarrierRegion] | None,
    sheet: Sheet,
) -> tuple[Submission | None, list[Finding]]:
    """The later submission has the carriers that can be chosen; without one yet, the first carrier begins it.

    None stays as it was, and what cannot be chosen is answered. Raises NotAllowed, ChangedMeanwhile, or Blocked
    when nothing can be begun with.
    """
    if submission is None:
        if not regions:
            return None, []
        return drafts.add_carriers(launch, by=by, regions=regions, later=later, sheet=sheet), []
    stored = list(submission.chosen_regions())
    unfit: list[Finding] = []
    if regions is not None and not _are_the_same(regions, stored):
        unfit = _against(launch.agent, regions, launch)
    if unfit or regions is None or _are_the_same(regions, stored):
        regions = None
    now = stored if regions is None else regions
    later, unplannable = _plannable(launch.agent, now, later, launch=launch)
    if not says_no_other_carriers(submission, regions=regions, later=later):
        drafts.save_carriers(submission, by=by, regions=regions, later=later, version=version, sheet=sheet)
    return submission, unfit or unplannable


def _against(agent: Agent, regions: Sequence[CarrierRegion], launch: Launch) -> list[Finding]:
    try:
        drafts.check_regions(agent, regions, but=launch)
    except Blocked as problem:
        return problem.findings
    return []


def says_nothing_new(
    launch: Launch,
    *,
    agent: Agent,
    answers: Mapping[str, Any],
    regions: Sequence[CarrierRegion] | None,
    later: Sequence[CarrierRegion] | None,
) -> bool:
    """Is all this stored already? An empty name asks for none."""
    if not _says_the_same_words(launch, agent, answers):
        return False
    return says_no_other_carriers(launch.first_submission(), regions=regions, later=later)


def _says_the_same_words(launch: Launch, agent: Agent, answers: Mapping[str, Any]) -> bool:
    given = {name: value for name, value in answers.items() if value or name != "launch_name"}
    return agent.pk == launch.agent_id and all(
        getattr(launch, name) == value for name, value in given.items()
    )


def says_no_other_carriers(
    submission: Submission, *, regions: Sequence[CarrierRegion] | None, later: Sequence[CarrierRegion] | None
) -> bool:
    """Are these the carriers of the submission, and those the plan, already? None asks for no change."""
    if later is not None and list(later) != plan.planned_for(submission.launch):
        return False
    return regions is None or _are_the_same(regions, submission.chosen_regions())


def _stored(submission: Submission) -> Carriers:
    return Carriers(list(submission.chosen_regions()), plan.planned_for(submission.launch))


def _choosable(
    launch: Launch, agent: Agent, regions: Sequence[CarrierRegion] | None, stored: Carriers
) -> tuple[Agent, Sequence[CarrierRegion] | None, list[Finding]]:
    """Agent and carriers as far as they fit together; None for carriers that stay, which need no leave to."""
    unfit: list[Finding] = []
    if regions is not None and not _are_the_same(regions, stored.now):
        unfit = _against(agent, regions, launch)
        if not unfit:
            return agent, regions, []
    is_other_pod = any(region.pod != agent.pod for region in (*stored.now, *stored.later))
    if is_other_pod and agent.pk != launch.agent_id:
        return launch.agent, None, unfit or [_other_pod(agent)]
    return agent, None, unfit


def _plannable(
    agent: Agent,
    now: Sequence[CarrierRegion],
    later: Sequence[CarrierRegion] | None,
    *,
    launch: Launch | None,
) -> tuple[Sequence[CarrierRegion] | None, list[Finding]]:
    """What is asked later as far as it fits; None for a plan that stays as it is."""
    try:
        plan.check(agent, now, later or [], launch=launch)
    except Blocked as problem:
        return None, problem.findings
    return later, []


def _other_pod(agent: Agent) -> Finding:
    why = f"The chosen carriers are not on the {agent.pod} pod of {agent}."
    return Finding("agent", BLOCKER, why, "Choose its carriers anew.")


def _are_the_same(regions: Iterable[CarrierRegion], stored: Iterable[CarrierRegion]) -> bool:
    """In which order they were ticked is no change."""
    return sorted(region.pk for region in regions) == sorted(region.pk for region in stored)


def _with_free_name(
    answers: Mapping[str, Any], *, but: Launch | None = None
) -> tuple[dict[str, Any], list[Finding]]:
    """The answers without a name that another launch has."""
    name = answers.get("launch_name")
    is_its_own = but is not None and name == but.launch_name
    if not name or is_its_own or not Launch.objects.filter(launch_name=name).exists():
        return dict(answers), []
    rest = {field: value for field, value in answers.items() if field != "launch_name"}
    return rest, drafts.name_taken(name).findings
