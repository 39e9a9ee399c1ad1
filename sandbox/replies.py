"""The replies in the shape in which Kaleyra's documents print them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sandbox.catalogue import Carrier
from sandbox.exchange import Answer, json_bytes

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

#: Kaleyra docs, sample failure responses and the page of codes:
#: name -> HTTP status, code, message, error_code, error_message.
FAILURES = {
    "RCS701": (
        400,
        "RCS701",
        "Invalid json format passed",
        "INVALID_JSON_PAYLOAD",
        "invalid character '}' looking for beginning of object key string",
    ),
    "RCS601": (
        400,
        "RCS601",
        "RCS Channel is not enabled for this User",
        "RCS_CHANNEL_DISABLED",
        "RCS Channel is not enabled for this User",
    ),
    "RCS405": (405, "RCS405", "Method not allowed", "METHOD_NOT_ALLOWED", "Method not allowed"),
    "RCS502": (
        500,
        "RCS502",
        "Internal Gateway Error",
        "RCS_CHANNEL_INTERNAL_ERROR",
        "Internal Gateway Error",
    ),
    "RCS500": (500, "RCS500", "Internal server error", "INTERNAL_SERVER_ERROR", "Internal server error"),
    # Not printed by any document: the vendor only lists the HTTP codes. The shape is that of RCS405.
    "RCS401": (401, "RCS401", "Unauthorized", "UNAUTHORIZED", "The api-key is missing or not valid"),
    "RCS403": (403, "RCS403", "Forbidden", "FORBIDDEN", "Unauthorised access to resources of this account"),
    "RCS404": (404, "RCS404", "Not found", "NOT_FOUND", "The requested resource does not exist"),
}

#: The message of a RCS904, by endpoint. Kaleyra docs: Agent Launch, status and error codes.
FAILED = {
    "launch": "Failed to create Agent launch request",
    "carrierlaunch": "Failed to create Agent launch request",
    "status": "Failed to fetch Agent launch request.",
    "agent": "Failed to fetch agent details",
}
#: That page prints this message for "Launch Status Not Found", most likely a slip; so the sandbox does too.
NOT_FOUND = "Method not allowed."


def failure(name: str, *, error_message: str | None = None, note: str = "") -> Answer:
    """A documented failure, word for word; the inner message may be given."""
    status, code, message, error_code, inner = FAILURES[name]
    if error_message is not None:
        inner = error_message
    return _failed(status, code, message, error_code, inner, note)


def provider_failure(message: str, inner: str, *, note: str = "") -> Answer:
    """A RCS904 whose error_message is itself JSON, as the documents print it."""
    wrapped = json.dumps({"status": "FAILED", "message": inner}, separators=(",", ":"), ensure_ascii=False)
    return _failed(400, "RCS904", message, "PROV_ERROR", wrapped, note or inner)


def _failed(status: int, code: str, message: str, error_code: str, inner: str, note: str) -> Answer:
    error = {"error_code": error_code, "error_message": inner}
    return Answer(
        status, json_bytes({"code": code, "message": message, "data": [], "error": error}), note=note
    )


def success(message: str, data: object) -> Answer:
    return Answer(200, json_bytes({"code": "RCS902", "message": message, "data": data, "error": {}}))


def launch_created(stored: dict[str, Any]) -> Answer:
    """Kaleyra docs: Launch an Agent, sample success response (launch_type is a number there)."""
    asked, created = stored["launch"], date(stored["created_at"])
    launch = {
        "provider_launch_id": asked.get("provider_launch_id", ""),
        "launch_name": asked["launch_name"],
        "launch_type": int(asked["launch_type"]),
        **answers_of(asked),
        "status": "ACTIVE",
        "create_date": created,
        "modified_date": created,
        "agent_launch_id": stored["agent_launch_id"],
    }
    rows = [new_region(row) for row in stored["regions"]]
    return success(
        "Agent launch request created successfully", {"launch": launch, "regions": rows, "contacts": []}
    )


def carriers_added(stored: dict[str, Any], rows: list[dict[str, Any]]) -> Answer:
    """Kaleyra docs: Launch Carrier, sample success response."""
    data = {
        "agent_no": stored["agent_no"],
        "agent_launch_id": stored["agent_launch_id"],
        "regions": [new_region(row) for row in rows],
        "contacts": [],
    }
    return success("Agent launch request created successfully", data)


def new_region(row: dict[str, Any]) -> dict[str, Any]:
    """A region just taken, named with the words in which it was sent."""
    return {
        "region_id": row["sent_region_id"],
        "region": row["sent_region"],
        "entry_point": 0,
        "launch_state": 0,
        "dirty_flag": "NEW",
    }


def launch_status(stored: dict[str, Any], states: list[tuple[Carrier, int]]) -> Answer:
    """Kaleyra docs: Get Launch Status, with the states that its sample leaves out.

    As in that sample one region_id stands in every row and `region` tells them apart.
    """
    asked = stored["launch"]
    launch = {
        **answers_of(asked),
        "provider_launch_id": asked.get("provider_launch_id", ""),
        "launch_name": asked["launch_name"],
        "launch_type": asked["launch_type"],
        "agent_no": stored["agent_no"],
    }
    rows = [
        {
            "region_id": stored["region_id"],
            "region": carrier.id,
            "entry_point": 0,
            "launch_state": state,
            "dirty_flag": "NEW",
        }
        for carrier, state in states
    ]
    return success("Agent launch request fetched successfully", {"launch": launch, "regions": rows})


def answers_of(asked: dict[str, Any]) -> dict[str, Any]:
    """The five answers and the media, in the order of the documents."""
    names = (
        "optin_description",
        "trigger_description",
        "interactions_description",
        "optout_description",
        "agent_access_instructions",
    )
    texts = {name: asked[name] for name in names}
    return {
        **texts,
        "video_uris": asked.get("video_uris") or [],
        "screenshot_uris": asked.get("screenshot_uris") or [],
    }


def date(seconds: float) -> str:
    """The moment as Kaleyra prints dates: `Jan 12, 2026, 12:42:58 PM`, no zone (here it is UTC)."""
    at = datetime.fromtimestamp(seconds, UTC)
    half = "AM" if at.hour < 12 else "PM"
    clock = f"{at.hour % 12 or 12}:{at.minute:02}:{at.second:02}"
    return f"{MONTHS[at.month - 1]} {at.day}, {at.year}, {clock} {half}"
