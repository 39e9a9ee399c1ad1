"""The cells of the matrix, drawn by hand (docs/decisions/0017): there are hundreds on one page."""

from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from launches.listing import query_of
from launches.matrix import MOST_IN_CELL, UNKNOWN, Carrier, Cell
from launches.statuses import OVERDUE
from launches.templatetags.portal import icon
from launches.words import days_since, lasting

register = template.Library()


@register.simple_tag
def cells(columns: Iterable[Sequence[Cell]], overdue: Container[int], agent: int) -> SafeString:
    """One cell of the table for each carrier: what it says about the launches of this agent, and the way to more."""
    where, now = reverse("launch_list"), timezone.now()

    def drawn(cell: Cell) -> str:
        look, carrier, days = cell.look, _carrier(cell.carrier), days_since(cell.since, now)
        late, sign = (", overdue", icon(OVERDUE.icon, 16)) if cell.pk in overdue else ("", "")
        title = f"{carrier}: {look.label}, {lasting(cell.since, now)}{late} ({escape(cell.launch_name)})"
        return (
            f'<a class="cell" data-tone="{look.tone}" href="{where}{cell.launch_id}/" title="{title}">'
            f'{icon(look.icon, 16)}{sign}<span class="cell-words"><span>{carrier}</span> {look.label}{late}</span> '
            f'<span class="cell-days">{days}<span class="cell-unit"> day{"" if days == 1 else "s"}</span></span></a>'
        )

    def more(column: Sequence[Cell]) -> str:
        number, carrier = len(column) - MOST_IN_CELL, column[0].carrier
        wanted = {"agent": agent} | ({} if carrier.country == UNKNOWN else {"carrier": " ".join(carrier)})
        href, name = where + escape(query_of(wanted)), _carrier(carrier)
        return (
            f'<a class="cell" data-tone="grey" href="{href}" title="{name}: all launches">'
            f'+{number}<span class="cell-words"> more launch{"" if number == 1 else "es"} with {name}</span></a>'
        )

    def filled(column: Sequence[Cell]) -> str:
        shown = "".join(map(drawn, column[:MOST_IN_CELL]))
        return f"<td>{shown}{more(column) if len(column) > MOST_IN_CELL else ''}</td>"

    return mark_safe("".join(map(filled, columns)))  # noqa: S308 (escaped)


@lru_cache(maxsize=2048)
def _carrier(carrier: Carrier) -> str:
    return escape(str(carrier))
