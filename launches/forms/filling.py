"""Answers and links filled in from elsewhere: what that does to what was typed, and how it is undone. Shape only."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.http import QueryDict

from launches.forms.fields import LinksField, with_our_line_ends
from launches.models.answers import ANSWERS, LINKS

LONGEST_NOTE = 250_000  # characters: ten answers and four lists of links as JSON
FILLED = {**ANSWERS, **LINKS}


class Filled(NamedTuple):
    """What a form says after it was filled in, and what it said before, field by field."""

    typed: QueryDict
    before: dict[str, tuple[str, str]]  # by field: what was there, and what came

    @property
    def note(self) -> str:
        """The same as a hidden field carries it, so that it can be taken back."""
        return json.dumps(self.before) if self.before else ""


def fill(
    typed: QueryDict, answers: Mapping[str, str], links: Mapping[str, Sequence[str]], *, replaces: bool
) -> Filled:
    """Only what is empty is filled, unless the person says replace; an empty answer never replaces anything.

    Links show one launch and are rarely right for another: those that were typed always stay.
    """
    now, before = typed.copy(), {}
    for name, new in {**answers, **{name: "\n".join(links[name]) for name in LINKS}}.items():
        old = with_our_line_ends(typed.get(name, ""))
        may_replace = replaces and name in ANSWERS
        if new and old != new and (may_replace or not old.strip()):
            now[name], before[name] = new, (old, new)
    return Filled(now, before)


def answers_in(typed: QueryDict) -> dict[str, str]:
    """The five answers as they stand in the form, with line ends as ours."""
    return {name: with_our_line_ends(typed.get(name, "")) for name in ANSWERS}


def links_in(typed: QueryDict) -> dict[str, list[str]]:
    """The media links as they stand in the form. Raises ValidationError when one of them is none."""
    field = LinksField()
    return {name: field.clean(typed.get(name, "")) for name in LINKS}


def undo(typed: QueryDict) -> tuple[QueryDict, list[str]]:
    """What was typed before the last filling in; a field that was changed since is left alone, and named."""
    now, left_alone = typed.copy(), []
    for name, (old, new) in _noted(typed.get("filled", "")).items():
        if with_our_line_ends(typed.get(name, "")) == new:
            now[name] = old
        else:
            left_alone.append(FILLED[name])
    return now, left_alone


def _noted(note: str) -> dict[str, tuple[str, str]]:
    """What the hidden field carries, as far as it is sound."""
    try:
        found = json.loads(note) if len(note) <= LONGEST_NOTE else {}
    except (ValueError, RecursionError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: (pair[0], pair[1]) for name, pair in pairs if name in FILLED and _is_pair(pair)}


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair)
