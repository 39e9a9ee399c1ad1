"""The buttons of the form that fill answers in from elsewhere, take that back, or keep the answers under a name.

They save nothing of the launch: the page comes back as it was typed, and then saves itself as ever.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import QueryDict

from launches.forms import filling
from launches.forms.launch import LaunchForm
from launches.models import Agent, AnswerSet, Launch
from launches.problems import Problem
from launches.services import answer_sets
from launches.services.answer_sets import Sources
from launches.views.request import Request

ACTIONS = ("sources", "fill", "replace", "undo", "keep_set")


class Filling(NamedTuple):
    """What the page shows above the five answers, once somebody asked for it."""

    sources: Sources
    chosen: str
    said: str = ""
    tone: str = "green"
    note: str = ""  # what undo needs; empty when there is nothing to take back
    has_changed: bool = False

    @property
    def options(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What can be chosen, in groups: each as (key, words)."""
        sets = [(f"set-{kept.pk}", _with_brand(kept)) for kept in self.sources.sets]
        launches = [(f"launch-{launch.pk}", str(launch)) for launch in self.sources.launches]
        groups = (("Answer sets", sets), ("Launches of the same brand", launches))
        return [(label, options) for label, options in groups if options]


def is_asked(request: Request) -> bool:
    """Was one of these buttons pressed?"""
    return request.POST.get("action") in ACTIONS


def act(typed: QueryDict, *, by: User, launch: Launch | None) -> tuple[QueryDict, Filling | None]:
    """What is typed after the button was pressed, and what is said about it."""
    action = typed.get("action")
    if action not in ACTIONS:
        return typed, None
    agent = LaunchForm.as_typed(typed, launch).chosen_agent()
    plain = Filling(answer_sets.sources_for(agent, but=launch), typed.get("source", ""))
    if action in ("fill", "replace"):
        return _fill(typed, plain, replaces=action == "replace")
    if action == "undo":
        return _undo(typed, plain)
    return typed, _keep(typed, plain, by, agent) if action == "keep_set" else plain


def _fill(typed: QueryDict, plain: Filling, *, replaces: bool) -> tuple[QueryDict, Filling]:
    source = plain.sources.find(plain.chosen)
    if source is None:
        return typed, plain._replace(said="Choose where the answers come from.", tone="amber")
    answers, links = answer_sets.answers_of(source), answer_sets.links_of(source)
    filled = filling.fill(typed, answers, links, replaces=replaces)
    if not filled.before:
        why = "it has no other answer" if replaces else "every field that it answers is written already"
        return typed, plain._replace(said=f"Nothing was filled in from {source}: {why}.", tone="amber")
    said = f"Filled in from {source}: {_named(filled.before)}."
    return filled.typed, plain._replace(said=said, note=filled.note, has_changed=True)


def _undo(typed: QueryDict, plain: Filling) -> tuple[QueryDict, Filling]:
    now, left_alone = filling.undo(typed)
    said = "Taken back: the answers are as they were before."
    if left_alone:
        said = f"Taken back, but for what you changed since: {', '.join(left_alone)}."
    return now, plain._replace(said=said, has_changed=True)


def _keep(typed: QueryDict, plain: Filling, by: User, agent: Agent | None) -> Filling:
    brand = agent.brand_name if agent and typed.get("set_for") == "brand" else ""
    try:
        kept = answer_sets.keep(
            by=by,
            name=typed.get("set_name", ""),
            brand_name=brand,
            answers=filling.answers_in(typed),
            links=filling.links_in(typed) if "set_links" in typed else answer_sets.NO_LINKS,
        )
    except ValidationError as problem:
        said = f"{problem.messages[0]} Nothing was saved: repair the link, or keep the answers without links."
        return plain._replace(said=said, tone="red")
    except Problem as problem:
        return plain._replace(said=problem.sentence, tone="red")
    sets = sorted([*plain.sources.sets, kept], key=lambda answer_set: answer_set.name)
    return plain._replace(sources=plain.sources._replace(sets=sets), said=f"The answers are kept as {kept}.")


def _with_brand(kept: AnswerSet) -> str:
    return f"{kept} ({kept.brand_name})" if kept.brand_name else str(kept)


def _named(fields: Iterable[str]) -> str:
    return ", ".join(filling.FILLED[name] for name in fields)
