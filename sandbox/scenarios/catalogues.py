"""7xx: the lists of carriers and agents, and the two forms of their paths. Only from the control page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sandbox.exchange import Answer, Request, json_bytes
from sandbox.replies import FAILED, failure, provider_failure
from sandbox.scenarios.scenario import Change, Scenario
from sandbox.scenarios.successes import camel, with_data

LISTS = frozenset({"regions"})
AGENTS = frozenset({"agents"})
TWO_FORMS = frozenset({"regions", "status"})
Row = dict[str, Any]


def each(change: Callable[[Row], Row]) -> Change:
    return with_data(lambda rows: [change(row) for row in rows])


def first(**values: object) -> Change:
    """The first row with these values; the others stay."""
    return with_data(lambda rows: [{**rows[0], **values}, *rows[1:]])


def ten_thousand(rows: list[Row]) -> list[Row]:
    """Every carrier many times over, each with an id and name of its own."""
    fresh = []
    for number in range(10_000):
        row = dict(rows[number % len(rows)])
        row["id"] = str(UUID(int=UUID(row["id"]).int ^ number))
        row["region_name"] = f"{row['region_name']}-{number}"
        row["display_name"] = f"{row['display_name']} {number}"
        fresh.append(row)
    return fresh


def right_spelling(row: Row) -> Row:
    return {name.replace("managment", "management"): value for name, value in row.items()}


def as_text(row: Row) -> Row:
    """Numbers and truth values as text."""
    return {name: value if isinstance(value, str) else str(value).lower() for name, value in row.items()}


def newcomer(rows: list[Row]) -> list[Row]:
    row = {
        "id": "c0ffee00-0000-4000-8000-000000000001",
        "region_name": "/v1/regions/newcomer-atlantis",
        "display_name": "Atlantis: Newcomer",
    }
    return [*rows, {**rows[0], **row}]


def only_prose(refusal: Callable[[], Answer]) -> Change:
    """The path with /agent is refused this way; the form of the prose works."""
    return lambda request, honest: refusal() if request.form == "curl" else honest


def only_curl(request: Request, honest: Answer) -> Answer:
    return failure("RCS404") if request.form == "prose" else honest


def details_failure() -> Answer:
    """What comes when `agent_regions` is taken for the number of an agent."""
    return provider_failure(FAILED["agent"], "Agent details not found")


def odd_agents(_request: Request, honest: Answer) -> Answer:
    rows = ["2600", {"unexpected": True}, {"agentNumber": 2600, "name": "Maple Bank"}, None]
    return Answer(200, json_bytes({**honest.payload, "data": rows}), honest.headers)


def listed(number: int, name: str, title: str, change: Change) -> Scenario:
    return Scenario(number, name, title, change, "always", LISTS)


SCENARIOS = (
    listed(701, "regions-empty", "No carriers at all", with_data(lambda _rows: [])),
    listed(702, "regions-half", "Every other carrier", with_data(lambda rows: rows[::2])),
    listed(703, "regions-10000", "Ten thousand carriers", with_data(ten_thousand)),
    listed(704, "regions-twice", "Every carrier twice", with_data(lambda rows: rows + rows)),
    listed(705, "region-gone", "The first carrier has vanished", with_data(lambda rows: rows[1:])),
    listed(706, "region-new", "A new carrier", with_data(newcomer)),
    listed(707, "region-disabled", "The first carrier is disabled", first(carrier_enabled=False)),
    listed(
        708,
        "regions-disabled",
        "All carriers are disabled",
        each(lambda row: {**row, "carrier_enabled": False}),
    ),
    listed(709, "region-renamed", "The first carrier has another name", first(display_name="Nigeria: Nine")),
    listed(710, "region-markup", "Markup in a name", first(display_name="<script>alert(1)</script>: <b>X")),
    listed(711, "region-no-colon", "A name without a country", first(display_name="9 Mobile")),
    listed(712, "right-spelling", "management_type_value, spelt right", each(right_spelling)),
    listed(713, "regions-text", "Numbers and truth values as text", each(as_text)),
    listed(714, "region-hosting", "A hosting region nobody knows", first(hosting_region="MOON")),
    listed(
        715,
        "region-management",
        "A management type nobody knows",
        first(management_type="X", managment_type_value=9),
    ),
    listed(716, "regions-camel", "Carriers in camelCase", with_data(camel)),
    listed(717, "regions-wrapped", "The list one level deeper", with_data(lambda rows: {"regions": rows})),
    listed(718, "region-no-id", "A carrier without an id", first(id=None)),
    listed(719, "region-odd", "A carrier that is only a text", with_data(lambda rows: ["Nigeria", *rows])),
    Scenario(731, "agents-empty", "No agents", with_data(lambda _rows: []), endpoints=AGENTS),
    Scenario(732, "agents-camel", "Agents in camelCase", with_data(camel), endpoints=AGENTS),
    Scenario(
        733,
        "agents-wrapped",
        "The agents one level deeper",
        with_data(lambda rows: {"agents": rows}),
        endpoints=AGENTS,
    ),
    Scenario(734, "agents-odd", "Agents in shapes nobody knows", odd_agents, endpoints=AGENTS),
    Scenario(
        741,
        "prose-only-404",
        "Only the prose path; the other is 404",
        only_prose(lambda: failure("RCS404")),
        endpoints=TWO_FORMS,
    ),
    Scenario(
        742,
        "prose-only-405",
        "Only the prose path; the other is 405",
        only_prose(lambda: failure("RCS405")),
        endpoints=TWO_FORMS,
    ),
    Scenario(
        743,
        "prose-only-904",
        "Only the prose path; the other speaks of agent details",
        only_prose(details_failure),
        endpoints=TWO_FORMS,
    ),
    Scenario(744, "curl-only", "Only the curl path; the prose form is 404", only_curl, endpoints=TWO_FORMS),
)
