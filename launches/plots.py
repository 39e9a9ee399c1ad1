"""The figures of the insights page, each as a drawing with the same figures as a table."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from launches.charts import Bar, Column, lying, standing
from launches.insights import Insights, OfCarrier
from launches.services.expected import ENOUGH
from launches.services.track_record import DAY, Record
from launches.words import so_many

MOST_CARRIERS = 12  # in a drawing; the sheet has all


class Plot(NamedTuple):
    """One drawing and its table."""

    name: str
    figure: str  # which sheet has it all
    title: str
    lead: str
    drawing: SafeString
    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    left_out: int = 0


def plots(found: Insights) -> list[Plot]:
    """Every drawing for which there is something to draw."""
    drawn = [_months(found)]
    if found.carriers:
        drawn += [_waits(found.carriers), _refusals(found.carriers)]
    if found.accepted:
        drawn.append(_attempts(found))
    return drawn


def share(part: int, whole: int) -> str:
    """How many of how many, with the share where there are enough to speak of one."""
    words = f"{part} of {whole}"
    return f"{words} ({round(100 * part / whole)} %)" if whole >= ENOUGH else words


def _months(found: Insights) -> Plot:
    labels = [date_format(month.first, "M y") for month in found.months]
    columns = [
        Column(date_format(month.first, "M"), (month.started, month.accepted)) for month in found.months
    ]
    title = "Launches per month"
    accepted = sum(month.accepted for month in found.months)
    description = f"{sum(month.started for month in found.months)} started, {accepted} accepted by Kaleyra."
    rows = [(label, *month[1:]) for label, month in zip(labels, found.months, strict=True)]
    lead = f"The latest {len(found.months)} months. Pale: started. Full: accepted by Kaleyra."
    return Plot(
        "months", "months", title, lead,
        standing("months", title, description, columns),
        ("Month", "Started", "Accepted"), rows[::-1],
    )  # fmt: skip


def _waits(carriers: Sequence[OfCarrier]) -> Plot:
    shown = carriers[:MOST_CARRIERS]
    bars = [Bar(name, _wait_words(of), _days(of.typical), _days(_late(of))) for name, of in shown]
    title = "Days until a carrier decided"
    description = "; ".join(f"{bar.label}: {bar.words}" for bar in bars)
    rows = [
        (
            carrier.name,
            carrier.record.decided,
            _figure(carrier.record.typical),
            _figure(_late(carrier.record)),
        )
        for carrier in shown
    ]
    return Plot(
        "waits", "carriers", title, "Full: half of the decisions came by then (median). Pale: nine of ten did.",
        lying("waits", title, description, bars, across=max(max(bar.value, bar.reach, 1) for bar in bars)),
        ("Carrier", "Decisions", "Median", "Nine of ten"), rows, len(carriers) - len(shown),
    )  # fmt: skip


def _refusals(carriers: Sequence[OfCarrier]) -> Plot:
    shown = sorted(carriers, key=lambda carrier: -carrier.record.rejected)[:MOST_CARRIERS]
    words = [share(record.rejected, record.decided) for _, record in shown]
    bars = [
        Bar(name, said, record.rejected / record.decided)
        for (name, record), said in zip(shown, words, strict=True)
    ]
    title = "How often a carrier rejected"
    description = "; ".join(f"{bar.label}: {bar.words}" for bar in bars)
    rows = [(name, record.decided, record.rejected) for name, record in shown]
    return Plot(
        "refusals", "carriers", title, "Of the first decisions about each launch.",
        lying("refusals", title, description, bars, across=1, tone="red"),
        ("Carrier", "Decisions", "Rejected"), rows, len(carriers) - len(shown),
    )  # fmt: skip


def _attempts(found: Insights) -> Plot:
    bars = [
        Bar(attempt.words, share(attempt.submissions, found.accepted), attempt.submissions)
        for attempt in found.attempts
    ]
    title = "Attempts until Kaleyra accepted"
    lead = f"How often each of {found.accepted} accepted submissions was submitted for review."
    rows = [(attempt.words, attempt.submissions) for attempt in found.attempts]
    return Plot(
        "attempts", "attempts", title, lead, lying("attempts", title, lead, bars, across=found.accepted),
        ("Attempt", "Submissions"), rows,
    )  # fmt: skip


def _wait_words(record: Record) -> str:
    typical, late = _figure(record.typical), _late(record)
    if late is not None:
        return f"{typical}, nine of ten {_figure(late)}"
    return f"{typical}, from only {so_many(record.decided, 'decision')}"


def _late(record: Record) -> timedelta | None:
    """The ninetieth percentile, where there are enough decisions to speak of one."""
    return record.late if record.decided >= ENOUGH else None


def _figure(wait: timedelta | None) -> str:
    if wait is None:
        return "too few"
    days = round(wait / DAY)
    return "< 1 day" if days < 1 else so_many(days, "day")


def _days(wait: timedelta | None) -> float:
    return wait / DAY if wait is not None else 0
