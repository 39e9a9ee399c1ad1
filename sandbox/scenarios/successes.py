"""5xx: successes in another shape. The launch is always taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.exchange import Answer, Request, json_bytes
from sandbox.scenarios.scenario import CHANGES, Change, Scenario

Payload = dict[str, Any]


def reshaped(change: Callable[[Payload], Payload], status: int = 200) -> Change:
    """The success with its payload changed; an honest refusal stays what it is."""

    def apply(_request: Request, honest: Answer) -> Answer:
        if not honest.is_success:
            return honest
        return Answer(status, json_bytes(change(honest.payload)), honest.headers)

    return apply


def with_data(change: Callable[[Any], Any]) -> Change:
    return reshaped(lambda payload: {**payload, "data": change(payload["data"])})


def camel(value: Any) -> Any:
    """The same data with camelCase keys."""
    if isinstance(value, dict):
        return {camel_word(key): camel(inner) for key, inner in value.items()}
    return [camel(inner) for inner in value] if isinstance(value, list) else value


def camel_word(word: str) -> str:
    first, *rest = word.split("_")
    return first + "".join(part.title() for part in rest)


def launch_of(data: Any) -> Payload:
    """The part of the data that holds the launch: `launch` itself, or the whole (Launch Carrier)."""
    launch: Payload = data.get("launch", data)
    return launch


def with_id(change: Callable[[str], object]) -> Change:
    """The success with another agent_launch_id; None leaves it out."""

    def apply(data: Any) -> Any:
        launch = launch_of(data)
        fresh = change(launch.pop("agent_launch_id", ""))
        if fresh is not None:
            launch["agent_launch_id"] = fresh
        return data

    return with_data(apply)


def with_launch(**values: object) -> Change:
    def apply(data: Any) -> Any:
        launch_of(data).update(values)
        return data

    return with_data(apply)


def flat(payload: Payload) -> Payload:
    """Everything at the top, no `data`."""
    data = payload.pop("data")
    return {**payload, **data.pop("launch", {}), **data}


def unwrapped(data: Any) -> Any:
    return {**data.pop("launch", {}), **data}


def id_beside(data: Any) -> Any:
    """agent_launch_id next to `launch` instead of in it."""
    return {**data, "agent_launch_id": launch_of(data).pop("agent_launch_id", "")}


def regions_inside(data: Any) -> Any:
    """`regions` in `launch` instead of next to it."""
    launch = data.get("launch", {})
    launch["regions"] = data.pop("regions", [])
    return {**data, "launch": launch}


def other_type(data: Any) -> Any:
    """launch_type as text where the documents print a number, and the other way round."""
    launch = launch_of(data)
    given = launch.get("launch_type", "1")
    launch["launch_type"] = int(given) if isinstance(given, str) else str(given)
    return data


def without(name: str) -> Change:
    return reshaped(lambda payload: {key: value for key, value in payload.items() if key != name})


def with_top(**values: object) -> Change:
    return reshaped(lambda payload: {**payload, **values})


ERROR = {"error_code": "PROV_ERROR", "error_message": '{"status":"FAILED","message":"Launch name exists"}'}

SCENARIOS = (
    Scenario(501, "camel", "camelCase names", with_data(camel)),
    Scenario(502, "flat", "Everything at the top, no data", reshaped(flat)),
    Scenario(503, "unwrapped", "data without launch", with_data(unwrapped)),
    Scenario(504, "id-beside", "The id beside launch", with_data(id_beside)),
    Scenario(505, "regions-inside", "The regions inside launch", with_data(regions_inside)),
    Scenario(506, "data-list", "data is a list of one", with_data(lambda data: [data])),
    Scenario(507, "data-null", "data is null", with_data(lambda _data: None)),
    Scenario(508, "data-empty", "data is an empty list", with_data(lambda _data: [])),
    Scenario(510, "no-id", "No agent_launch_id", with_id(lambda _id: None), endpoints=CHANGES),
    Scenario(511, "bad-id", "An id that is no UUID", with_id(lambda old: old[:-10] + "XXXXXXXX3d")),
    Scenario(512, "padded-id", "An id with spaces around it", with_id(lambda old: f"  {old} ")),
    Scenario(513, "quoted-id", "An id in stray quotes", with_id(lambda old: f'"{old}" ')),
    Scenario(514, "html-id", "Markup for an id", with_id(lambda _id: "<script>alert(1)</script>")),
    Scenario(515, "number-id", "A number for an id", with_id(lambda _id: 48900)),
    Scenario(516, "upper-id", "An id in capitals", with_id(str.upper)),
    Scenario(
        517,
        "other-id",
        "The id of another launch",
        with_id(lambda _id: "1370ed9d-53ed-47ec-b150-e2000000003d"),
        endpoints=CHANGES,
    ),
    Scenario(520, "other-type", "launch_type as text, or as a number", with_data(other_type)),
    Scenario(521, "no-code", "No code at all", without("code")),
    Scenario(522, "no-error", "No error object", without("error")),
    Scenario(523, "other-code", "200 with a code nobody knows", with_top(code="RCS903"), "always"),
    Scenario(524, "number-code", "The code is the number 902", with_top(code=902)),
    Scenario(525, "created", "201 with RCS902", reshaped(lambda payload: payload, 201)),
    Scenario(526, "both", "RCS902 and an error in one reply", with_top(error=ERROR)),
    Scenario(527, "error-null", "error is null", with_top(error=None)),
    Scenario(530, "renamed", "Another launch name than was sent", with_launch(launch_name="launch__48900")),
    Scenario(531, "markup", "Markup in the launch name", with_launch(launch_name="<b onload=x>&amp;</b>")),
    Scenario(
        532,
        "narrow-date",
        "Dates with a narrow space before PM",
        with_launch(create_date="Jan 12, 2026, 12:42:58\N{NARROW NO-BREAK SPACE}PM"),
    ),
    Scenario(
        533, "odd-date", "Dates that are none", with_launch(create_date="yesterday", modified_date=None)
    ),
    Scenario(534, "provider-id", "A provider id of Google", with_launch(provider_launch_id="google-7f3a")),
)
