"""Figures as drawings: inline SVG in percent of whatever width there is, so that words stay as large as they are.

Colours come from classes of the style sheet, in both themes; a drawing names itself and what it shows.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ROW = 44  # pixels: a line of words and a bar
LEAST, EACH, MOST = 160, 26, 312  # of standing bars: with each column taller, as the table beside them is
FOOT = 24  # for the words below them
LABELS = 12  # below standing bars; more would run into each other


class Bar(NamedTuple):
    """One lying bar: what it is of, what is said at its end, how long it is, and how far its thin end reaches."""

    label: str
    words: str
    value: float
    reach: float = 0


class Column(NamedTuple):
    """Standing bars beside each other, one for each series."""

    label: str
    values: Sequence[int]


def lying(
    name: str, title: str, description: str, bars: Sequence[Bar], *, across: float = 0, tone: str = ""
) -> SafeString:
    """Bars below each other, each with its words above it. What is as long as `across`, or else the longest,
    reaches across.
    """
    longest = across or max((max(bar.value, bar.reach) for bar in bars), default=0) or 1
    drawn = format_html_join("", "{}", ((_lying(bar, place, longest),) for place, bar in enumerate(bars)))
    return _drawing(name, title, description, drawn, height=len(bars) * ROW, tone=tone)


def standing(name: str, title: str, description: str, columns: Sequence[Column]) -> SafeString:
    """Columns beside each other, the last series in full colour; a line says how many the highest is."""
    highest = max((value for column in columns for value in column.values), default=0) or 1
    width = 100 / max(len(columns), 1)
    height = min(max(LEAST, EACH * len(columns)), MOST)
    drawn: list[SafeString] = [_grid(highest, height)]
    every = -(-len(columns) // LABELS)
    for place, column in enumerate(columns):
        drawn += _column(column, place * width, width, FOOT + height, height / highest)
        if (len(columns) - 1 - place) % every == 0:
            drawn.append(
                format_html(
                    '<text x="{}%" y="{}" text-anchor="middle">{}</text>',
                    _percent((place + 0.5) * width), FOOT + height + 18, column.label,
                )
            )  # fmt: skip
    return _drawing(name, title, description, _joined(drawn), height=height + 2 * FOOT)


def _lying(bar: Bar, place: int, longest: float) -> SafeString:
    top, value, reach = place * ROW, bar.value / longest * 100, bar.reach / longest * 100
    parts = [
        format_html('<text x="0" y="{}">{}</text>', top + 15, bar.label),
        format_html(
            '<text class="plot-words" x="100%" y="{}" text-anchor="end">{}</text>', top + 15, bar.words
        ),
        format_html('<rect class="plot-ground" x="0" y="{}" width="100%" height="8" rx="4" />', top + 23),
    ]
    if reach > value:
        parts.append(_rect("plot-reach", 0, top + 23, reach, 8))
    if value:
        parts.append(_rect("plot-bar", 0, top + 23, value, 8))
    return _joined(parts)


def _column(column: Column, left: float, width: float, foot: float, each_one: float) -> Iterable[SafeString]:
    for series, value in enumerate(column.values):
        tall = value * each_one
        each = width * 0.7 / len(column.values)
        if value:
            kind = "plot-bar" if series == len(column.values) - 1 else "plot-reach"
            at = left + width * 0.15 + series * each
            yield _rect(kind, at, round(foot - tall, 1), each, round(tall, 1))


def _grid(highest: int, height: int) -> SafeString:
    line = '<line class="plot-line" x1="0" x2="100%" y1="{}" y2="{}" />'
    return _joined(
        [
            format_html('<text class="plot-figure" x="0" y="{}">{}</text>', FOOT - 6, highest),
            format_html(line, FOOT, FOOT),
            format_html(line, FOOT + height, FOOT + height),
        ]
    )


def _rect(kind: str, left: float, top: float, width: float, height: float) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}%" y="{}" width="{}%" height="{}" rx="2" />',
        kind, _percent(left), top, _percent(width), height,
    )  # fmt: skip


def _drawing(
    name: str, title: str, description: str, drawn: SafeString, *, height: int, tone: str = ""
) -> SafeString:
    return format_html(
        '<svg class="plot" role="img" width="100%" height="{height}" aria-labelledby="{name}-title {name}-desc"{tone}>'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{description}</desc>{drawn}</svg>',
        height=height, name=name, title=title, description=description, drawn=drawn,
        tone=format_html(' data-tone="{}"', tone) if tone else "",
    )  # fmt: skip


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _percent(share: float) -> str:
    return f"{share:.2f}"
