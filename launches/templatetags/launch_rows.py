"""Lines of the list of launches and of its filters, drawn by hand: there are hundreds of them on one page.

Django's engine takes ten times as long, and that was most of what the page cost (docs/performance.md).
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from launches.listing import Row
from launches.statuses import LaunchState
from launches.templatetags.portal import badge, drawn_pips, moment

register = template.Library()


@register.filter
def drawn(launches: Iterable[Row]) -> SafeString:
    """Each launch as a row of the table."""
    now, where = timezone.now(), reverse("launch_list")
    return mark_safe("".join(_drawn(row, where, moment(row.state_since, now)) for row in launches))  # noqa: S308 (escaped)


@register.simple_tag
def options(choices: Iterable[tuple[object, str]], chosen: object) -> SafeString:
    """Each choice, given as (value, words), as an option of a list to choose from."""
    lines = (
        f'<option value="{value}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for value, words in choices
    )
    return mark_safe("".join(lines))  # noqa: S308 (escaped, and the values are numbers and words of our own)


def _drawn(row: Row, where: str, since: str) -> str:
    pk, author = row.pk, escape(row.author)
    live = drawn_pips(row.total, row.live, row.troubled)
    return (
        '<tr class="row-link"><td class="tick"><label>'
        f'<input type="checkbox" form="ticked" name="only" value="{pk}" aria-labelledby="launch-{pk}"></label></td><td>'
        f'<a class="cover" id="launch-{pk}" href="{where}{pk}/">{escape(row.launch_name)}</a>'
        f'<span class="sub">{escape(row.agent_name)} · {escape(row.agent_no)} · {row.pod}</span>'
        f'<span class="sub narrow-only">{f"{live} · " if row.total else ""}{author}</span></td>'
        f'<td>{badge(LaunchState(row.state))}<span class="sub narrow-only">{since}</span></td>'
        f'<td class="wide-only">{live}</td>'
        f'<td class="wide-only nowrap">{author}</td>'
        f'<td class="wide-only">{since}</td></tr>\n'
    )
