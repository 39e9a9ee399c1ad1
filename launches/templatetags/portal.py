"""What templates need beyond Django's own: icons, badges, times, the rail."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import TextChoices
from django.template import Context, defaulttags
from django.template.base import Parser, Token
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from launches import statuses, words
from launches.kaleyra import seen
from launches.models import Launch
from launches.services.timeline import Entry
from launches.statuses import CarrierState, LaunchState, Look, SubmissionStatus

register = template.Library()

TONES = {"success": "green", "info": "blue", "warning": "amber", "error": "red", "debug": "grey"}
ICONS = {"success": "circle-check", "info": "info", "warning": "triangle-alert", "error": "circle-alert"}
MOST_PIPS = 12
FITS_ON_A_LINE = 24  # characters of a heading on a phone
MOST_GROWTH = 20  # Times as long as it came: only what is nested without end gets there, by its indents.


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """A drawing that screen readers skip: the word beside it says the same. The stylesheet draws it (`make icons`)."""
    sized = "" if size == 16 else f" icon-{size}"
    return mark_safe(f'<i class="icon{sized} i-{name}"></i>')  # noqa: S308 (names of our own)


# What looks the same each time is drawn once: there are dozens of badges, pips and links on most pages.


@register.simple_tag
def badge(state: TextChoices | Look) -> SafeString:
    """A state as word, icon and colour."""
    return _badge(state if isinstance(state, Look) else statuses.look(state))


@lru_cache(maxsize=256)
def _badge(look: Look) -> SafeString:
    return render_to_string("_badge.html", {"look": look})


@register.filter
def launch_look(state: str) -> Look:
    """How the state of a launch is drawn."""
    return statuses.look(LaunchState(state))


@register.filter
def submission_look(status: str) -> Look:
    """How the status of a submission is drawn."""
    return statuses.look(SubmissionStatus(status))


@register.filter
def carrier_look(state: str) -> Look:
    """How what a carrier says is drawn."""
    return statuses.look(CarrierState(state))


@register.filter
def carrier_label(state: str) -> str:
    """What a carrier says, as a word within a sentence."""
    return str(CarrierState(state).label).lower()


@register.filter
def breakable(name: object) -> SafeString:
    """The name, escaped. A long one breaks after an underscore where it has to, and not within a word."""
    text = str(name)
    drawn = escape(text)
    return drawn if len(text) <= FITS_ON_A_LINE else mark_safe(drawn.replace("_", "_<wbr>"))  # noqa: S308 (escaped)


@register.filter
def lookup(found: Mapping[object, object], key: object) -> object:
    """What is found under this key; nothing when there is nothing."""
    return found.get(key)


@register.simple_tag
def when(at: datetime | None, never: str = "never") -> SafeString | str:
    """A moment, relative, with the exact time and its zone on hover and in print."""
    return moment(at) if at else never


def moment(at: datetime, now: datetime | None = None) -> SafeString:
    """The same, for those who know that there is a moment, and perhaps what time it is."""
    return moment_said(at, words.ago(at, now))


def moment_said(at: datetime, relative: str) -> SafeString:
    """The same, for those who know how long ago that was in words. The page keeps them true while it stays open."""
    return stamp(at, relative, " data-ago")


@lru_cache(maxsize=4096)
def stamp(at: datetime, said: str, more: str = "") -> SafeString:
    """Words for a moment, with the exact time on hover; `more` are attributes."""
    exactly = at.isoformat(timespec="seconds")  # HTML knows no microseconds
    drawn = f'<time datetime="{exactly}" title="{words.exact(at)}"{more}>{said}</time>'
    return mark_safe(drawn)  # noqa: S308 (numbers and words of our own)


@register.filter
def lasting(since: datetime) -> str:
    """How long it has lasted, in days."""
    return words.lasting(since)


@register.filter
def exact(at: datetime) -> str:
    """The moment to the second, with its zone named."""
    return words.exact(at)


@register.simple_tag
def pips(launch: Launch | Mapping[str, int]) -> SafeString:
    """One pip for each carrier, and how many of them are live in words."""
    if isinstance(launch, Launch):
        return drawn_pips(launch.regions_total, launch.regions_live, launch.regions_troubled)
    return drawn_pips(launch["regions_total"], launch["regions_live"], launch["regions_troubled"])


@lru_cache(maxsize=4096)
def drawn_pips(total: int, live: int, troubled: int) -> SafeString:
    """The same, for those who know the figures."""
    tones = ["green"] * live + [""] * (total - live - troubled) + ["red"] * troubled
    context = {"tones": tones[:MOST_PIPS], "live": live, "total": total, "troubled": troubled}
    return render_to_string("_pips.html", context)


class Address(defaulttags.URLNode):
    """An address that is looked up once: a page has dozens, and Django goes through all patterns for each."""

    def render(self, context: Context) -> str:
        name = self.view_name.resolve(context)
        # Which admin is meant, and what to do without an address, Django knows better.
        if self.kwargs or self.asvar or ":" in name:
            return super().render(context)
        return address(name, *(argument.resolve(context) for argument in self.args))


@register.tag
def url(parser: Parser, token: Token) -> Address:
    """Django's own tag, quicker."""
    node = defaulttags.url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


def address(name: str, *arguments: object) -> SafeString:
    """Where this page is, for HTML. Raises NoReverseMatch when there is no such page."""
    return _address(name, arguments, get_script_prefix(), settings.ROOT_URLCONF)


@lru_cache(maxsize=4096)
def _address(name: str, arguments: tuple[object, ...], *_where: str) -> SafeString:
    return mark_safe(escape(reverse(name, args=arguments)))  # noqa: S308 (escaped)


@register.simple_tag(takes_context=True)
def nav_link(context: Context, url_name: str, label: str, icon_name: str) -> SafeString | str:
    """One entry of the rail, marked when the page belongs to it."""
    try:
        place = address(url_name)
    except NoReverseMatch:
        return ""
    path = context["request"].path if "request" in context else ""
    return _nav_link(place, label, icon_name, is_current=_belongs(path, place))


@lru_cache(maxsize=64)
def _nav_link(url: str, label: str, icon_name: str, *, is_current: bool) -> SafeString:
    facts = {"url": url, "label": label, "icon_name": icon_name, "is_current": is_current}
    return render_to_string("_nav_link.html", facts)


def _belongs(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


@register.filter
def full_name(user: User) -> str:
    """What people call this person."""
    return words.name_of(user)


@register.filter
def initials(user: User) -> str:
    """Two letters for the round picture."""
    return "".join(part[0] for part in full_name(user).split()[:2]).upper()


@register.filter
def names_its_subject(moment: Entry) -> bool:
    """Is it about a thing that moved, rather than about somebody who did something?"""
    return moment.subject in ("launch_region", "carrier_region") or moment.sentence.startswith("the ")


@register.filter
def message_tone(level: str) -> str:
    """The colour of a message."""
    return TONES.get(level, "grey")


@register.filter
def message_icon(level: str) -> str:
    """The icon of a message."""
    return ICONS.get(level, "info")


@register.filter
def pretty_json(text: str) -> str:
    """The same JSON, indented, or anything else as it is: JSON with a key twice too, and what would grow too long."""
    try:
        document = json.loads(text, object_pairs_hook=_each_once)
        pretty = json.dumps(document, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return seen(text)
    return seen(pretty if len(pretty) < MOST_GROWTH * len(text) else text)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object. Raises ValueError where it would hide something that was said."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


@register.filter
def exactly(text: str) -> str:
    """The text as it came, with what cannot be seen shown by its number."""
    return seen(text)
