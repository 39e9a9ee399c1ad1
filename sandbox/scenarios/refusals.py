"""1xx: what the documents print as failures, and the odd ways in which they may come."""

from __future__ import annotations

import json
from dataclasses import replace

from sandbox.exchange import Answer, Request, json_bytes
from sandbox.replies import FAILED, NOT_FOUND, failure, provider_failure
from sandbox.scenarios.scenario import CHANGES, Change, Scenario
from sandbox.wire import headers_with

BRAND = (
    "The launch request failed due to missing brand verification details "
    "(email, contact name, website URL, or contacts)"
)


def refused_with(inner: str) -> Change:
    """A RCS904 in the words of the endpoint that was called, with this inner message."""
    return lambda request, _honest: provider_failure(_message_for(request), inner)


def raw_904(error_message: str) -> Change:
    """A RCS904 whose error_message is this text as it stands: not JSON, or JSON that says little."""
    return lambda request, _honest: other_code("RCS904", 400, _message_for(request), error_message)


def _message_for(request: Request) -> str:
    return FAILED.get(request.endpoint, FAILED["launch"])


def other_code(code: str, status: int, message: str, inner: str = "") -> Answer:
    """A failure in Kaleyra's shape with a code of our choice."""
    error = {"error_code": "PROV_ERROR", "error_message": inner or message}
    return Answer(status, json_bytes({"code": code, "message": message, "data": [], "error": error}))


def documented(name: str) -> Change:
    return lambda _request, _honest: failure(name)


def swapped_405(_request: Request, _honest: Answer) -> Answer:
    """The message that the page of codes prints for RCS405."""
    return other_code("RCS405", 405, "Failed to create Agent launch request.", "Method not allowed")


def plain(code: str, status: int, message: str) -> Change:
    return lambda _request, _honest: other_code(code, status, message)


def in_a_200(_request: Request, _honest: Answer) -> Answer:
    """A failure dressed as a success: HTTP 200, and a code that is none."""
    return replace(provider_failure(FAILED["launch"], "Launch name already exists"), status=200)


def gateway_in_a_200(_request: Request, _honest: Answer) -> Answer:
    return replace(failure("RCS502"), status=200)


def throttled(**headers: str) -> Change:
    answer = other_code("RCS429", 429, "Too many requests", "Throttling")
    return lambda _request, _honest: replace(answer, headers=headers_with(answer, **headers))


def key_in_message(request: Request, _honest: Answer) -> Answer:
    """A careless server that repeats the api-key it was sent."""
    key = request.headers.get("api-key", "")
    return other_code("RCS401", 401, "Unauthorized", f"api-key {key} of {request.sid} is not valid")


def _documented_row(number: int, code: str, title: str) -> Scenario:
    return Scenario(number, code.lower(), title, documented(code), "never")


NO_INNER = json.dumps({"status": "FAILED"})

SCENARIOS = (
    _documented_row(101, "RCS701", "RCS701 invalid JSON"),
    _documented_row(102, "RCS601", "RCS601 RCS is not enabled for the account"),
    _documented_row(103, "RCS405", "RCS405 method not allowed"),
    Scenario(104, "rcs502", "RCS502 gateway error", documented("RCS502"), "either"),
    Scenario(105, "rcs500", "RCS500 internal error", documented("RCS500"), "either"),
    Scenario(
        106,
        "rcs904-missing",
        "RCS904 missing fields",
        refused_with("Missing required fields in launch payload"),
        "never",
    ),
    Scenario(107, "rcs904-brand", "RCS904 the brand is not verified", refused_with(BRAND), "never"),
    Scenario(
        108,
        "rcs904-name",
        "RCS904 the launch name exists",
        refused_with("launch_name already exists"),
        "never",
        CHANGES,
    ),
    Scenario(109, "rcs904-no-inner", "RCS904 without an inner message", raw_904(NO_INNER), "either"),
    Scenario(110, "rcs904-empty", "RCS904 with an empty error_message", raw_904(""), "either"),
    Scenario(
        111, "rcs904-plain", "RCS904 with plain text inside", raw_904("Agent is already launched"), "never"
    ),
    Scenario(
        112,
        "rcs904-unreadable",
        "RCS904 with broken JSON inside",
        raw_904('{"status":"FAILED","message":"Mis'),
        "either",
    ),
    Scenario(
        113,
        "rcs904-timeout",
        "RCS904 that speaks of a timeout",
        refused_with("Request timeout while calling provider"),
        "either",
    ),
    Scenario(
        114,
        "rcs904-gateway",
        "RCS904 that speaks of a gateway",
        refused_with("Bad gateway from upstream provider"),
        "either",
    ),
    Scenario(
        115,
        "not-found",
        "RCS904 launch status not found",
        lambda _request, _honest: provider_failure(NOT_FOUND, "Launch status not found"),
        "never",
    ),
    Scenario(116, "rcs405-swapped", "RCS405 with the message of the page of codes", swapped_405, "never"),
    Scenario(117, "unauthorized", "401 the key is not accepted", documented("RCS401"), "never"),
    Scenario(118, "forbidden", "403 no access to the account", documented("RCS403"), "never"),
    Scenario(119, "http-404", "404 in JSON", documented("RCS404"), "never"),
    Scenario(120, "http-409", "409 conflict", plain("RCS409", 409, "Conflict"), "never"),
    Scenario(121, "http-413", "413 too large", plain("RCS413", 413, "Message too large"), "never"),
    Scenario(122, "throttled", "429, wait 2 seconds", throttled(retry_after="2"), "never"),
    Scenario(
        123,
        "throttled-date",
        "429, wait until a date",
        throttled(retry_after="Wed, 21 Oct 2037 07:28:00 GMT"),
        "never",
    ),
    Scenario(
        124,
        "throttled-garbage",
        "429, Retry-After that means nothing",
        throttled(retry_after="soon"),
        "never",
    ),
    Scenario(125, "throttled-bare", "429 without Retry-After", throttled(), "never"),
    Scenario(126, "throttled-decade", "429, wait ten years", throttled(retry_after="315360000"), "never"),
    Scenario(127, "http-501", "501 not implemented", plain("RCS501", 501, "Not Implemented"), "either"),
    Scenario(128, "http-503", "503 try later", plain("RCS503", 503, "SERVICE_UNVAILABLE"), "either"),
    Scenario(129, "http-504", "504 timeout", plain("RCS504", 504, "Timeout"), "either"),
    Scenario(130, "new-code-400", "An unknown code with 400", plain("RCS999", 400, "Something new"), "never"),
    Scenario(
        131, "new-code-500", "An unknown code with 500", plain("RCS998", 500, "Something new"), "either"
    ),
    Scenario(132, "failure-in-200", "HTTP 200 with RCS904 inside", in_a_200, "never"),
    Scenario(133, "gateway-in-200", "HTTP 200 with RCS502 inside", gateway_in_a_200, "either"),
    Scenario(134, "key-echoed", "401 that repeats the api-key", key_in_message, "never"),
)
