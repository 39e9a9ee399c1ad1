"""5xx: successes in another shape. The launch is always taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.exchange import Answer, Request, json_bytes
from sandbox.scenarios.scenario import ALL, CHANGES, Change, Scenario

Payload = dict[str, Any]
#: The replies that hold a launch.
LAUNCHES = CHANGES | {"status"}


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


def shape(
    number: int, name: str, title: str, change: Change, endpoints: frozenset[str] = LAUNCHES
) -> Scenario:
    return Scenario(number, name, title, change, "always", endpoints)


def id_is(number: int, name: str, title: str, change: Callable[[str], object]) -> Scenario:
    return shape(number, name, title, with_id(change), CHANGES)


OTHER_LAUNCH = "1370ed9d-53ed-47ec-b150-e2000000003d"
NARROW_DATE = "Jan 12, 2026, 12:42:58\N{NARROW NO-BREAK SPACE}PM"

SCENARIOS = (
    shape(501, "camel", "camelCase names", with_data(camel), ALL),
    shape(502, "flat", "Everything at the top, no data", reshaped(flat)),
    shape(503, "unwrapped", "data without launch", with_data(unwrapped)),
    shape(504, "id-beside", "The id beside launch", with_data(id_beside), CHANGES),
    shape(505, "regions-inside", "The regions inside launch", with_data(regions_inside)),
    shape(506, "data-list", "data is a list of one", with_data(lambda data: [data])),
    shape(507, "data-null", "data is null", with_data(lambda _data: None), ALL),
    shape(508, "data-empty", "data is an empty list", with_data(lambda _data: []), ALL),
    id_is(510, "no-id", "No agent_launch_id", lambda _id: None),
    id_is(511, "bad-id", "An id that is no UUID", lambda old: old[:-10] + "XXXXXXXX3d"),
    id_is(512, "padded-id", "An id with spaces around it", lambda old: f"  {old} "),
    id_is(513, "quoted-id", "An id in stray quotes", lambda old: f'"{old}" '),
    id_is(514, "html-id", "Markup for an id", lambda _id: "<script>alert(1)</script>"),
    id_is(515, "number-id", "A number for an id", lambda _id: 48900),
    id_is(516, "upper-id", "An id in capitals", str.upper),
    id_is(517, "other-id", "The id of another launch", lambda _id: OTHER_LAUNCH),
    shape(520, "other-type", "launch_type as text, or as a number", with_data(other_type)),
    shape(521, "no-code", "No code at all", without("code"), ALL),
    shape(522, "no-error", "No error object", without("error"), ALL),
    shape(523, "other-code", "200 with a code nobody knows", with_top(code="RCS903"), ALL),
    shape(524, "number-code", "The code is the number 902", with_top(code=902), ALL),
    shape(525, "created", "201 with RCS902", reshaped(lambda payload: payload, 201), ALL),
    shape(526, "both", "RCS902 and an error in one reply", with_top(error=ERROR), ALL),
    shape(527, "error-null", "error is null", with_top(error=None), ALL),
    shape(530, "renamed", "Another launch name than was sent", with_launch(launch_name="launch__48900")),
    shape(531, "markup", "Markup in the launch name", with_launch(launch_name="<b onload=x>&amp;</b>")),
    shape(532, "narrow-date", "Dates with a narrow space before PM", with_launch(create_date=NARROW_DATE)),
    shape(533, "odd-date", "Dates that are none", with_launch(create_date="yesterday", modified_date=None)),
    shape(534, "provider-id", "A provider id of Google", with_launch(provider_launch_id="google-7f3a")),
)
