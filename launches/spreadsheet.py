"""Lists as comma-separated values, safe to open in a spreadsheet program; first of all the list of launches."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from launches.models import Launch
from launches.narrowing import narrowed
from launches.statuses import LaunchState, look
from launches.words import name_of

# A cell that begins like this may be run as a formula; the wide forms too, where East Asian input is at home.
FORMULA = tuple("=+-@\t\r\n|%＝＋－＠｜")
AT_ONCE = 1_000  # launches; they are long
BYTE_ORDER_MARK = "\ufeff"  # Without it Excel takes UTF-8 for something else.
HEAD = (
    "Launch",
    "Agent",
    "Agent number",
    "Pod",
    "Brand",
    "State",
    "In this state since",
    "Carriers",
    "Live",
    "Rejected or suspended",
    "Started by",
    "Started",
    "Id at Kaleyra",
)


def lines_of(wanted: Mapping[str, Any]) -> Iterator[str]:
    """The head and one line for each launch that fits, newest first, as they are read from the database."""
    found = narrowed(wanted)
    if "state" in wanted:
        found = found.filter(state=wanted["state"])
    yield from whole(HEAD, map(_row, _in_turns(found.select_related("agent", "created_by").order_by("-id"))))


def _in_turns(found: QuerySet[Launch]) -> Iterator[Launch]:
    """All of these: no statement takes long, and no more are held than those of one turn."""
    some = list(found[:AT_ONCE])
    yield from some
    while len(some) == AT_ONCE:
        some = list(found.filter(pk__lt=some[-1].pk)[:AT_ONCE])
        yield from some


def whole(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A whole sheet: what spreadsheet programs want first, the head, and each row as a line."""
    yield BYTE_ORDER_MARK
    yield from written([head])
    yield from written(rows)


def written(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Each row as a line: every cell quoted, and none of them a formula."""
    for row in rows:
        line = io.StringIO()
        csv.writer(line, quoting=csv.QUOTE_ALL).writerow([harmless(str(cell)) for cell in row])
        yield line.getvalue()


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet program might run it."""
    begins_like_a_formula = text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)
    return f"'{text}" if begins_like_a_formula else text


def _row(launch: Launch) -> tuple[object, ...]:
    agent = launch.agent
    return (
        launch.launch_name,
        agent.name,
        agent.agent_no,
        agent.pod,
        agent.brand_name,
        look(LaunchState(launch.state)).label,
        moment(launch.state_since),
        launch.regions_total,
        launch.regions_live,
        launch.regions_troubled,
        name_of(launch.created_by),
        moment(launch.created_at),
        launch.agent_launch_id,
    )


def moment(at: datetime) -> str:
    """The moment as a cell: local, to the second, with its distance from UTC."""
    return timezone.localtime(at).isoformat(sep=" ", timespec="seconds")
