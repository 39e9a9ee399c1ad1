"""Lines of the list of launches and of its filters, of a launch's carriers and of a timeline, drawn by hand: there are
dozens to hundreds on one page.

Django's engine takes ten times as long, and that was most of what the page cost (docs/decisions/0017).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst

from launches.listing import Row
from launches.models import LaunchRegion, StatusEvent
from launches.services.timeline import Entry
from launches.statuses import OVERDUE, CarrierState, LaunchState
from launches.templatetags.portal import (
    address,
    badge,
    breakable,
    drawn_pips,
    icon,
    moment,
    moment_said,
    names_its_subject,
    stamp,
)
from launches.words import ago, lasting, so_many

register = template.Library()
CHOSEN = ' aria-current="page"'
MOST_OF_NOTE = 200  # characters of a note beside its carrier; the whole of it is a click away
UNKNOWN = "Kaleyra reports it; our catalogue does not know it."
SAYS_NO = (CarrierState.REJECTED, CarrierState.SUSPENDED)


@register.filter
def drawn(launches: Iterable[Row]) -> SafeString:
    """Each launch as a row of the table."""
    now, where = timezone.now(), reverse("launch_list")
    return mark_safe("".join(_drawn(row, where, ago(row.state_since, now)) for row in launches))  # noqa: S308 (escaped)


@register.simple_tag
def state_tabs(tabs: Iterable[Mapping[str, Any]], where: str) -> SafeString:
    """A way to the launches of each state, with how many there are."""
    lines = (
        f'<a id="tab-{tab.get("state", "all")}" href="{where}{escape(tab["query"])}"'
        f"{CHOSEN if tab['is_chosen'] else ''}>"
        f'{escape(tab["label"])} <span class="count">{tab["count"]}</span></a>\n'
        for tab in tabs
    )
    return mark_safe("".join(lines))  # noqa: S308 (escaped)


@register.simple_tag
def options(choices: Iterable[tuple[object, str]], chosen: object) -> SafeString:
    """Each choice, given as (value, words), as an option of a list to choose from."""
    return _options(tuple(choices), chosen)


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[object, str], ...], chosen: object) -> SafeString:
    lines = (
        f'<option value="{value}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for value, words in choices
    )
    return mark_safe("".join(lines))  # noqa: S308 (escaped, and the values are numbers and words of our own)


@register.simple_tag
def carrier_rows(
    carriers: Iterable[LaunchRegion],
    overdue: Collection[int],
    notes: Mapping[int, Sequence[StatusEvent]],
    checked_at: datetime | None,
) -> SafeString:
    """What each carrier of a launch says, as a row of the table; with the latest of what people noted about it."""
    now = timezone.now()
    checked = moment(checked_at, now) if checked_at else "not yet"
    rows = (
        f'<tr><th scope="row">{_carrier_named(carrier)}{_carrier_noted(carrier, notes.get(carrier.pk, ()), now)}</th>'
        f"{_carrier_state(carrier, lasting(carrier.state_since, now), is_overdue=carrier.pk in overdue)}"
        f'<td class="wide-only">{"not yet" if carrier.is_awaited else checked}</td></tr>\n'
        for carrier in carriers
    )
    return mark_safe("".join(rows))  # noqa: S308 (escaped)


def _carrier_named(carrier: LaunchRegion) -> str:
    region, caveat = carrier.region, carrier.caveat()
    lines = [f"Decided by {escape(region.managed_by())}"] if region else [UNKNOWN]
    if caveat:
        lines.append(f"{icon('unplug', 12)} {caveat}")
    if region and region.retired_at:
        lines.append(f"{capfirst(region.why_not_offered())}.")
    return escape(carrier.name) + "".join(map(_sub, lines))


def _carrier_noted(carrier: LaunchRegion, notes: Sequence[StatusEvent], now: datetime) -> str:
    said, words = "", "Note a reason" if carrier.state in SAYS_NO else "Add a note"
    if notes:
        latest, words = notes[0], f"{so_many(len(notes), 'note')}, add one"
        reason = escape(Truncator(latest.reason).chars(MOST_OF_NOTE))
        by = _sub(f"{escape(latest.actor_name)}, {moment(latest.at, now)}")
        said = f'<blockquote class="quote">{reason}</blockquote>{by}'
    return (
        f'{said} <a class="note-link" id="note-{carrier.pk}"'
        f' href="{address("carrier_notes", carrier.launch_id, carrier.pk)}">'
        f'{icon("notebook-pen", 12)} {words}<span class="sr-only"> about {escape(carrier.name)}</span></a>'
    )


def _carrier_state(carrier: LaunchRegion, lasted: str, *, is_overdue: bool) -> str:
    lines = []
    if went_back := carrier.went_back():
        lines.append(f"{icon('undo-2', 12)} {went_back}")
    if carrier.state == CarrierState.UNKNOWN and carrier.state_code:
        lines.append(f"State {escape(carrier.state_code)}, not mapped yet")
    late = f" {badge(OVERDUE)}" if is_overdue else ""
    return (
        f"<td>{badge(carrier.carrier_state)}{late}{''.join(map(_sub, lines))}"
        f'<span class="sub narrow-only">{lasted}</span></td>'
        f'<td class="wide-only">{stamp(carrier.state_since, lasted)}</td>'
    )


def _sub(line: str) -> str:
    return f'<span class="sub">{line}</span>'


@register.simple_tag
def moments(entries: Iterable[Entry], news: Collection[int]) -> SafeString:
    """Each entry as a moment of the timeline; what is news to the reader says so."""
    now, fresh = timezone.now(), news or ()
    return mark_safe("".join(_moment(entry, now, is_news=entry.number in fresh) for entry in entries))  # noqa: S308 (escaped)


def _moment(entry: Entry, now: datetime, *, is_news: bool) -> str:
    tone, who, words = entry.look.tone, escape(entry.who), escape(entry.sentence)
    names_itself = names_its_subject(entry)
    told = escape(capfirst(entry.sentence)) if names_itself else f"<strong>{who}</strong> {words}"
    new = ' <span class="badge" data-tone="blue">New</span>' if is_news else ""
    reason = f"<blockquote>{escape(entry.reason)}</blockquote>" if entry.reason else ""
    by = f" · {who}" if names_itself else ""
    code = f" · code {escape(entry.raw_code)}" if entry.raw_code else ""
    return (
        f'<li class="moment" data-tone="{tone}">'
        f'<span class="moment-dot" data-tone="{tone}">{icon(entry.look.icon, 14)}</span>'
        f'<p class="moment-words">{told}{new}</p>{reason}'
        f'<p class="moment-by">{moment(entry.at, now)}{by}{code}</p></li>\n'
    )


@lru_cache(maxsize=2048)  # Most rows are as they were when somebody last looked.
def _drawn(row: Row, where: str, long_ago: str) -> str:
    pk, author, since = row.pk, escape(row.author), moment_said(row.state_since, long_ago)
    live = drawn_pips(row.total, row.live, row.troubled)
    return (
        '<tr class="row-link"><td class="tick"><label>'
        f'<input type="checkbox" form="ticked" name="only" value="{pk}" aria-labelledby="launch-{pk}">'
        '<span class="sr-only">Tick</span></label></td><td>'
        f'<a class="cover" id="launch-{pk}" href="{where}{pk}/">{breakable(row.launch_name)}</a>'
        f'<span class="sub">{escape(row.agent_name)} · {escape(row.agent_no)} · {row.pod}</span>'
        f'<span class="sub narrow-only">{f"{live} · " if row.total else ""}{author}</span></td>'
        f'<td>{badge(LaunchState(row.state))}<span class="sub narrow-only">{since}</span></td>'
        f'<td class="wide-only">{live}</td>'
        f'<td class="wide-only nowrap">{author}</td>'
        f'<td class="wide-only">{since}</td></tr>\n'
    )
