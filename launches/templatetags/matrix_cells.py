"""The cells of the matrix, drawn by hand: there are hundreds, and Django's engine takes ten times as long."""

from collections.abc import Container, Iterable
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from launches.matrix import Carrier, Cell
from launches.statuses import OVERDUE
from launches.templatetags.portal import icon
from launches.words import days_since, lasting

register = template.Library()


@register.simple_tag
def cells(columns: Iterable[Iterable[Cell]], overdue: Container[int]) -> SafeString:
    """One cell of the table for each carrier: what it says about each launch of this agent."""
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

    return mark_safe("".join(f"<td>{''.join(map(drawn, column))}</td>" for column in columns))  # noqa: S308 (escaped)


@lru_cache(maxsize=2048)
def _carrier(carrier: Carrier) -> str:
    return escape(str(carrier))
