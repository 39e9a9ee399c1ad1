"""Two texts beside each other, with the words marked that only one of them has."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from launches.services.attempts import Change

register = template.Library()

MOST_WORDS = 1000  # of a text: comparing longer ones would keep the reader waiting
LEAST_ALIKE = 0.5  # Below it the texts share little but "the" and "of", and marks would only confuse.


class Marked(NamedTuple):
    """Both texts, as HTML."""

    before: SafeString
    after: SafeString


@register.filter
def marked(change: Change) -> Marked:
    """What went is marked in the one, what came in the other; nothing where they have too little in common."""
    old, new = _words(change.before), _words(change.after)
    # A line that breaks elsewhere is no change.
    matcher = SequenceMatcher(None, [word.lstrip() for word in old], [word.lstrip() for word in new], False)
    if max(len(old), len(new)) > MOST_WORDS or matcher.ratio() < LEAST_ALIKE:
        return Marked(escape(change.before), escape(change.after))
    before, after = [], []
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        is_same = what == "equal"
        before.append(_drawn(old[old_from:old_to], "" if is_same else "del", "red"))
        after.append(_drawn(new[new_from:new_to], "" if is_same else "ins", "green"))
    return Marked(mark_safe("".join(before)), mark_safe("".join(after)))  # noqa: S308 (escaped)


def _words(text: str) -> list[str]:
    """Each word with the blanks before it."""
    return re.findall(r"\s*\S+", text)


def _drawn(words: Sequence[str], tag: str, tone: str) -> str:
    text = "".join(words)
    if not tag or not text:
        return escape(text)
    first = len(text) - len(text.lstrip())
    return f'{text[:first]}<{tag} data-tone="{tone}">{escape(text[first:])}</{tag}>'
