"""What the API demands of a request body. The first thing that is wrong is what the caller is told."""

from __future__ import annotations

import json
from typing import Any

from sandbox.catalogue import Carrier, find

MOST_REGIONS = 5
ANSWERS = (
    "optin_description",
    "trigger_description",
    "interactions_description",
    "optout_description",
    "agent_access_instructions",
)
#: Words of the launch document's failure sample.
MISSING = "Missing required fields in launch payload"
MISSING_CARRIER = "Missing required fields in carrier launch payload"


class NotJson(Exception):
    """The body is no JSON; says so in the words of the Go decoder that the documents quote."""


class Unacceptable(Exception):
    """The payload is refused. `note` names the field for the people at the control page."""

    def __init__(self, inner: str, note: str = "") -> None:
        super().__init__(inner)
        self.inner, self.note = inner, note or inner


def read_json(body: bytes) -> Any:
    """The body as data. Raises NotJson."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        raise NotJson(_go_message(problem)) from None
    except (ValueError, RecursionError) as problem:
        raise NotJson(f"invalid character in JSON: {type(problem).__name__}") from None


def _no_constant(name: str) -> None:
    raise NotJson(f"invalid character '{name[0]}' looking for beginning of value")


def _go_message(problem: json.JSONDecodeError) -> str:
    rest = problem.doc[problem.pos :].lstrip(", \t\r\n") if "trailing comma" in problem.msg else ""
    found = rest[:1] or problem.doc[problem.pos : problem.pos + 1]
    if not found:
        return "unexpected end of JSON input"
    where = {
        "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
        "Illegal trailing comma before end of object": "looking for beginning of object key string",
        "Expecting ':' delimiter": "after object key",
        "Expecting ',' delimiter": "after object key:value pair",
        "Extra data": "after top-level value",
    }.get(problem.msg, "looking for beginning of value")
    return f"invalid character {found!r} {where}"


def agent_launch(payload: Any) -> dict[str, Any]:
    """The `launch` object, complete and of the right types. Raises Unacceptable."""
    launch = payload.get("launch") if isinstance(payload, dict) else None
    if launch is None:
        raise Unacceptable(MISSING, "launch is missing")
    if not isinstance(launch, dict):
        raise Unacceptable("launch must be an object")
    for name in (*ANSWERS, "launch_type", "agent_no"):
        _demand_text(launch, name, MISSING)
    for name in ("provider_launch_id", "launch_name"):
        if not isinstance(launch.get(name, ""), str):
            raise Unacceptable(f"{name} must be a string")
    if launch["launch_type"] != "1":
        raise Unacceptable(f"Unknown launch_type {launch['launch_type']}")
    for name in ("video_uris", "screenshot_uris"):
        _demand_links(launch, name)
    return launch


def carrier_launch(payload: Any) -> tuple[str, str]:
    """The agent number and the launch id. Raises Unacceptable."""
    if not isinstance(payload, dict):
        raise Unacceptable(MISSING_CARRIER, "the body is not an object")
    for name in ("agent_no", "agent_launch_id"):
        _demand_text(payload, name, MISSING_CARRIER)
    return payload["agent_no"].strip(), payload["agent_launch_id"].strip()


def _demand_text(holder: dict[str, Any], name: str, missing: str) -> None:
    value = holder.get(name)
    if value is None:
        raise Unacceptable(missing, f"{name} is missing")
    if not isinstance(value, str):
        raise Unacceptable(f"{name} must be a string")
    if not value.strip():
        raise Unacceptable(missing, f"{name} is empty")


def _demand_links(launch: dict[str, Any], name: str) -> None:
    links = launch.get(name)
    if links is None:
        return
    if not isinstance(links, list) or not all(isinstance(link, str) for link in links):
        raise Unacceptable(f"{name} must be an array of strings")
    for link in links:
        if not link.startswith("https://"):
            raise Unacceptable(f"{name} must be https URLs")


def regions(payload: dict[str, Any], pod: str) -> list[tuple[Carrier, dict[str, str]]]:
    """The carriers asked for, each with the words it was asked for in. Raises Unacceptable."""
    rows = payload.get("regions")
    if rows is None:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unacceptable("regions must be an array of objects")
    if len(rows) > MOST_REGIONS:
        raise Unacceptable(f"Maximum of {MOST_REGIONS} regions allowed per launch")
    chosen = [(_carrier(row, pod), row) for row in rows]
    ids = [carrier.id for carrier, _ in chosen]
    for carrier, _ in chosen:
        if ids.count(carrier.id) > 1:
            raise Unacceptable(f"Region {carrier.display_name} is repeated")
        if not carrier.carrier_enabled:
            raise Unacceptable(f"Region {carrier.display_name} is not enabled")
    return chosen


def _carrier(row: dict[str, Any], pod: str) -> Carrier:
    """The carrier that `region_id` and `region` name; each may be its id or one of its names."""
    words = [row.get("region_id") or "", row.get("region") or ""]
    if not all(isinstance(word, str) for word in words):
        raise Unacceptable("region_id and region must be strings")
    given = [word for word in words if word.strip()]
    if not given:
        raise Unacceptable(MISSING, "a region without region_id and region")
    found = {word: find(pod, word) for word in given}
    named = [carrier for carrier in found.values() if carrier]
    if not named:
        raise Unacceptable(f"Unknown region {given[0]}")
    if named[0] != named[-1]:
        raise Unacceptable("region_id and region name two different regions")
    return named[0]
