"""6xx: what a status reply may say about the carriers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sandbox.catalogue import find
from sandbox.exchange import Answer, Request
from sandbox.scenarios.scenario import Change, Scenario
from sandbox.scenarios.successes import with_data, with_launch

STATUS = frozenset({"status"})
UNKNOWN_REGION = "00000000-0000-4000-8000-00000000dead"
Row = dict[str, Any]


def with_rows(change: Callable[[list[Row]], Any]) -> Change:
    """The reply with other regions."""
    return with_data(lambda data: {**data, "regions": change(data["regions"])})


def first_says(state: object) -> Change:
    """The first carrier's state is this; the others keep theirs."""
    return with_rows(
        lambda rows: [{**row, "launch_state": state} if not at else row for at, row in enumerate(rows)]
    )


def all_say(state: object) -> Change:
    return with_rows(lambda rows: [{**row, "launch_state": state} for row in rows])


def bare(rows: list[Row]) -> list[Row]:
    """The documents' form: no state, entry point or dirty flag."""
    return [{"region_id": row["region_id"], "region": row["region"]} for row in rows]


def flap(rows: list[Row]) -> list[Row]:
    """Launched and pending by turns of five seconds."""
    state = 3 if int(time.time()) // 5 % 2 else 2
    return [{**row, "launch_state": state} for row in rows]


def extra(rows: list[Row]) -> list[Row]:
    return [*rows, {**(rows[0] if rows else {}), "region": UNKNOWN_REGION, "launch_state": 3}]


def named_by(attribute: str) -> Change:
    """`region` is another name of the carrier, and `region_id` its id."""

    def apply(request: Request, honest: Answer) -> Answer:
        def rename(rows: list[Row]) -> list[Row]:
            return [{**row, "region_id": row["region"], "region": name(row["region"])} for row in rows]

        def name(region: str) -> str:
            carrier = find(request.pod, region)
            return str(getattr(carrier, attribute)) if carrier else region

        return with_rows(rename)(request, honest)

    return apply


def scruffy(rows: list[Row]) -> list[Row]:
    return [{**row, "region": f" {row['region'].upper()} "} for row in rows]


def only_region_id(rows: list[Row]) -> list[Row]:
    fresh = [{**row, "region_id": row["region"]} for row in rows]
    for row in fresh:
        del row["region"]
    return fresh


def only_a_repeated_id(rows: list[Row]) -> list[Row]:
    """Nothing tells the rows apart: nobody may guess which is which."""
    return [{**row, "region_id": rows[0]["region"], "region": ""} for row in rows]


def row_of(number: int, name: str, title: str, change: Change) -> Scenario:
    return Scenario(number, name, title, change, "always", STATUS)


SCENARIOS = (
    row_of(601, "no-states", "The documents' form: no states", with_rows(bare)),
    row_of(602, "state-9", "A state nobody knows: 9", first_says(9)),
    row_of(603, "state-negative", "A negative state", first_says(-1)),
    row_of(604, "state-text", 'A state as text: "3"', first_says("3")),
    row_of(605, "state-name", "A state by Google's name", first_says("REJECTED")),
    row_of(606, "state-long-name", "A state by its long name", first_says("LAUNCH_STATE_LAUNCHED")),
    row_of(607, "state-null", "A state that is null", first_says(None)),
    row_of(608, "state-word", "A word nobody knows for a state", first_says("Under review")),
    row_of(609, "state-object", "An object for a state", first_says({"code": 3})),
    row_of(611, "all-submitted", "All say 0, submitted", all_say(0)),
    row_of(612, "all-pending", "All say pending: backwards, once they were live", all_say(2)),
    row_of(613, "all-launched", "All say launched", all_say(3)),
    row_of(614, "all-rejected", "All say rejected", all_say(4)),
    row_of(615, "all-suspended", "All say suspended", all_say(5)),
    row_of(616, "all-unlaunching", "All say 6, pending unlaunch", all_say(6)),
    row_of(617, "all-invalid", "All say 7, invalid", all_say(7)),
    row_of(618, "flapping", "Launched and pending, by turns of 5 seconds", with_rows(flap)),
    row_of(621, "row-missing", "The first carrier is missing", with_rows(lambda rows: rows[1:])),
    row_of(622, "row-extra", "A carrier more than was asked for", with_rows(extra)),
    row_of(623, "row-twice", "The first carrier twice", with_rows(lambda rows: rows[:1] + rows)),
    row_of(624, "rows-reversed", "The carriers in another order", with_rows(lambda rows: rows[::-1])),
    row_of(625, "rows-empty", "No carrier in the list", with_rows(lambda _rows: [])),
    row_of(626, "rows-null", "regions is null", with_rows(lambda _rows: None)),
    row_of(
        627, "row-odd", "A row that is only a text", with_rows(lambda rows: ["United States (US)", *rows])
    ),
    row_of(631, "by-display-name", "region is the display name", named_by("display_name")),
    row_of(632, "by-resource-name", "region is the resource name", named_by("region_name")),
    row_of(633, "scruffy", "region in capitals, with spaces", with_rows(scruffy)),
    row_of(634, "only-region-id", "Only region_id", with_rows(only_region_id)),
    row_of(635, "only-repeated-id", "One region_id for all, and no region", with_rows(only_a_repeated_id)),
    row_of(636, "agent-template", "agent_no as printed", with_launch(agent_no="{{agent_number}}")),
)
