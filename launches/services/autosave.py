"""Saving a draft while it is written: what is valid is stored; what is not stays as it was, and is named."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from django.contrib.auth.models import User

from launches.models import Agent, CarrierRegion, Launch, Submission
from launches.problems import BLOCKER, Blocked, Finding
from launches.services import drafts, plan
from launches.services.versions import Sheet

Result = TypeVar("Result")
Stored = tuple[list[CarrierRegion], list[CarrierRegion]]  # those that go now, and those of later


class Kept(NamedTuple):
    """The draft as it is stored now, and what on the page could not be stored."""

    submission: Submission
    left_out: list[Finding]


class Choice(NamedTuple):
    """The carriers that go now, and those of later. None leaves either as it is stored."""

    now: Sequence[CarrierRegion] | None
    later: Sequence[CarrierRegion] | None


UNCHANGED = Choice(None, None)


def begin(
    *,
    by: User,
    agent: Agent,
    answers: Mapping[str, Any],
    choice: Choice,
    sheet: Sheet,
) -> Kept:
    """A new draft from the first words; one page makes one. Raises NotAllowed, or Blocked if its name gets taken."""
    answers, left_out = _with_free_name(answers)

    def create(fitting: Choice) -> Submission:
        now, later = fitting.now or [], fitting.later or []
        launch = drafts.create(by=by, agent=agent, answers=answers, regions=now, later=later, sheet=sheet)
        return launch.first_submission()

    submission, unfit = _with_what_fits(create, choice)
    return Kept(submission, left_out + unfit)


def keep(
    launch: Launch,
    *,
    by: User,
    agent: Agent | None,
    answers: Mapping[str, Any],
    choice: Choice,
    sheet: Sheet,
) -> Kept:
    """The draft has everything that could be stored; None stays as it was. Nothing is written when nothing changed.

    Raises NotAllowed, ChangedMeanwhile, or Blocked if its name gets taken.
    """
    answers, left_out = _with_free_name(answers, but=launch)
    submission = launch.first_submission()
    wanted = agent or launch.agent
    stored = _stored(submission)
    is_elsewhere = any(region.pod != wanted.pod for kept in stored for region in kept)

    def save(fitting: Choice) -> Agent:
        # Carriers that stay keep their agent: one of another pod cannot ask them.
        chosen = launch.agent if is_elsewhere and fitting.now is None else wanted
        if fitting != UNCHANGED or not _says_the_same_words(launch, chosen, answers):
            now, later = fitting
            drafts.save(launch, by=by, agent=chosen, answers=answers, regions=now, later=later, sheet=sheet)
        return chosen

    chosen, unfit = _with_what_fits(save, _news(choice, stored))
    if chosen != wanted:
        unfit = unfit or [_other_pod(wanted)]
    return Kept(submission, left_out + unfit)


def keep_carriers(
    launch: Launch,
    submission: Submission | None,
    *,
    by: User,
    choice: Choice,
    sheet: Sheet,
) -> tuple[Submission | None, list[Finding]]:
    """The later submission has the carriers that can be chosen; without one yet, the first carrier begins it.

    None stays as it was, and what cannot be chosen is answered. Raises NotAllowed, ChangedMeanwhile, or Blocked
    when nothing can be begun with.
    """
    if submission is None:
        if not choice.now:
            return None, []
        return drafts.add_carriers(launch, by=by, regions=choice.now, later=choice.later, sheet=sheet), []
    kept = submission

    def save(fitting: Choice) -> Submission:
        if fitting == UNCHANGED:
            return kept
        return drafts.save_carriers(kept, by=by, regions=fitting.now, later=fitting.later, sheet=sheet)

    return _with_what_fits(save, _news(choice, _stored(kept)))


def says_nothing_new(
    launch: Launch,
    *,
    agent: Agent,
    answers: Mapping[str, Any],
    choice: Choice,
) -> bool:
    """Is all this stored already? An empty name asks for none."""
    if not _says_the_same_words(launch, agent, answers):
        return False
    return says_no_other_carriers(launch.first_submission(), choice)


def says_no_other_carriers(submission: Submission, choice: Choice) -> bool:
    """Are these the carriers of the submission, and those the plan, already? None asks for no change."""
    return _news(choice, _stored(submission)) == UNCHANGED


def _with_what_fits(save: Callable[[Choice], Result], wanted: Choice) -> tuple[Result, list[Finding]]:
    """Save the whole choice, or as much of it as can be chosen. Answers the result, and why the rest was left out."""
    against: list[Finding] = []
    for choice in (wanted, Choice(wanted.now, None), Choice(None, wanted.later)):
        try:
            return save(choice), against
        except Blocked as problem:
            against = against or problem.findings
    return save(UNCHANGED), against


def _stored(submission: Submission) -> Stored:
    return list(submission.chosen_regions()), plan.planned_for(submission.launch)


def _news(wanted: Choice, stored: Stored) -> Choice:
    """The part of the choice that is not stored already. The order of the carriers that go now does not count."""
    now, later = stored
    is_now_the_same = wanted.now is None or _numbers(wanted.now) == _numbers(now)
    if is_now_the_same and (wanted.later is None or list(wanted.later) == later):
        return UNCHANGED
    return Choice(None if is_now_the_same else wanted.now, wanted.later)


def _numbers(regions: Iterable[CarrierRegion]) -> list[int]:
    return sorted(region.pk for region in regions)


def _says_the_same_words(launch: Launch, agent: Agent, answers: Mapping[str, Any]) -> bool:
    given = {name: value for name, value in answers.items() if value or name != "launch_name"}
    return agent.pk == launch.agent_id and all(
        getattr(launch, name) == value for name, value in given.items()
    )


def _other_pod(agent: Agent) -> Finding:
    why = f"The chosen carriers are not on the {agent.pod} pod of {agent}."
    return Finding("agent", BLOCKER, why, "Choose its carriers anew.")


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
