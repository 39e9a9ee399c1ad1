"""What can go wrong with a launch request, how it is played, and what is known afterwards."""

from typing import Any

from launches.kaleyra import KaleyraError, Misconfigured, OutcomeUnknown, Refused, TryLater

from . import faultserver as fault
from . import samples
from .faultserver import Play, answer, html, raw, says

BODY = '{"launch": {"launch_name": "launch_48900"}, "regions": []}'
OTHER_ID = "00000000-1111-2222-3333-444444444444"
GOOD = fault.json_body(samples.accepted())


def success(**changes: Any) -> Play:
    """The good answer with something changed in its outermost object."""
    return says({**samples.accepted(), **changes})


def renamed(old: str, new: str) -> Play:
    """The good answer with its text changed."""
    return answer(GOOD.decode().replace(old, new).encode())


# Of these no answer is to be expected, however long one waits.
WITHOUT_END = ("silence", "endless body", "endless header")

# fault, how it is played, the family, the words of the catalogue
FAULTS: dict[str, tuple[Play, type[KaleyraError], str]] = {
    "silence": (fault.silence, OutcomeUnknown, "no answer"),
    "closed without answer": (fault.hang_up, OutcomeUnknown, "no answer"),
    "reset": (fault.reset, OutcomeUnknown, "no answer"),
    "closed in the status line": (fault.break_off(b"HTTP/1.1 2", politely=True), OutcomeUnknown, "no answer"),
    "closed in the headers": (
        fault.break_off(b"HTTP/1.1 200 OK\r\nContent-Le", politely=True),
        OutcomeUnknown,
        "no answer",
    ),
    "malformed headers": (
        raw(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n" + GOOD),
        OutcomeUnknown,
        "no answer",
    ),
    "reset in the headers": (
        fault.break_off(b"HTTP/1.1 200 OK\r\nContent-Le", politely=False),
        OutcomeUnknown,
        "no answer",
    ),
    "reset in the body": (
        fault.break_off(fault.head(200, {"Content-Length": str(len(GOOD))}) + GOOD[:-9], politely=False),
        OutcomeUnknown,
        "no answer",
    ),
    "shorter than it says": (
        raw(fault.head(200, {"Content-Length": str(len(GOOD) + 1)}) + GOOD),
        OutcomeUnknown,
        "no answer",
    ),
    "longer than it says": (
        raw(fault.head(200, {"Content-Length": str(len(GOOD) - 1)}) + GOOD),
        OutcomeUnknown,
        "unreadable",
    ),
    "lengths that differ": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n12345"),
        OutcomeUnknown,
        "no answer",
    ),
    "a length and chunks": (
        raw(
            fault.head(200, {"Content-Length": str(len(GOOD)), "Transfer-Encoding": "chunked"})
            + b"%x\r\n%b\r\n0\r\n\r\n" % (len(GOOD), GOOD)
        ),
        OutcomeUnknown,
        "no answer",
    ),
    "bad chunks": (
        raw(fault.head(200, {"Transfer-Encoding": "chunked"}) + b"zz\r\n" + GOOD),
        OutcomeUnknown,
        "no answer",
    ),
    "chunks without an end": (
        raw(fault.head(200, {"Transfer-Encoding": "chunked"}) + b"%x\r\n%b\r\n" % (len(GOOD), GOOD)),
        OutcomeUnknown,
        "no answer",
    ),
    "not HTTP": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), OutcomeUnknown, "no answer"),
    "a header of 100 KB": (
        raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 102_400 + b"\r\n\r\n"),
        OutcomeUnknown,
        "no answer",
    ),
    "500 headers": (
        raw(b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 500 + b"\r\n"),
        OutcomeUnknown,
        "no answer",
    ),
    "endless body": (fault.drip_body(), OutcomeUnknown, "no answer"),
    "endless header": (fault.drip_headers(), OutcomeUnknown, "no answer"),
    "early hints only": (raw(b"HTTP/1.1 103 Early Hints\r\n\r\n"), OutcomeUnknown, "no answer"),
    "another protocol": (raw(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), OutcomeUnknown, "HTTP 101"),
    "204": (raw(b"HTTP/1.1 204 No Content\r\n\r\n"), OutcomeUnknown, "unreadable"),
    "empty 200": (answer(b""), OutcomeUnknown, "unreadable"),
    "HTML 200": (html(), OutcomeUnknown, "unreadable"),
    "null": (answer(b"null"), OutcomeUnknown, "unreadable"),
    "a text": (answer(b'"RCS902"'), OutcomeUnknown, "unreadable"),
    "a number": (answer(b"902"), OutcomeUnknown, "unreadable"),
    "a list": (answer(b"[" + GOOD + b"]"), OutcomeUnknown, "unreadable"),
    "NaN": (renamed('"error": {}', '"error": {}, "x": NaN'), OutcomeUnknown, "unreadable"),
    "200,000 deep": (answer(b"[" * 200_000 + b"]" * 200_000), OutcomeUnknown, "unreadable"),
    "an int of 6,000 digits": (
        renamed('"error": {}', '"error": {}, "x": ' + "9" * 6000),
        OutcomeUnknown,
        "unreadable",
    ),
    "a key twice": (renamed('"error": {}', '"error": {}, "code": "RCS902"'), OutcomeUnknown, "unreadable"),
    "bad UTF-8": (answer(GOOD.replace(b"ACTIVE", b"\xff\xfe")), OutcomeUnknown, "unreadable"),
    "UTF-16": (answer(GOOD.decode().encode("utf-16")), OutcomeUnknown, "unreadable"),
    "two documents": (answer(GOOD + GOOD), OutcomeUnknown, "unreadable"),
    "gzip": (fault.gzip_bomb(10_000), OutcomeUnknown, "unreadable"),
    "no code": (success(code=None), OutcomeUnknown, "unreadable"),
    "another code": (success(code="RCS903"), OutcomeUnknown, "unknown code"),
    "success and an error": (
        success(error={"error_code": "PROV_ERROR", "error_message": "x"}),
        OutcomeUnknown,
        "contradiction",
    ),
    "success with 400": (says(samples.accepted(), 400), OutcomeUnknown, "contradiction"),
    "success with 500": (says(samples.accepted(), 500), OutcomeUnknown, "contradiction"),
    "success with 429": (says(samples.accepted(), 429), OutcomeUnknown, "contradiction"),
    "data of another kind": (success(data="done"), OutcomeUnknown, "unreadable"),
    "no id": (success(data={"launch": {}}), OutcomeUnknown, "no id"),
    "data null": (success(data=None), OutcomeUnknown, "no id"),
    "data empty list": (success(data=[]), OutcomeUnknown, "no id"),
    "masked id": (says(samples.accepted("1370ed9d-53ed-47ec-b150-e2XXXXXXXX3d")), OutcomeUnknown, "no id"),
    "nil id": (says(samples.accepted("00000000-0000-0000-0000-000000000000")), OutcomeUnknown, "no id"),
    "HTML in the id": (says(samples.accepted(f"<b>{samples.LAUNCH_ID}</b>")), OutcomeUnknown, "no id"),
    "a number as id": (success(data={"agent_launch_id": 4711}), OutcomeUnknown, "no id"),
    "two ids": (success(agent_launch_id=OTHER_ID), OutcomeUnknown, "no id"),
    "RCS701": (says(samples.INVALID_JSON, 400), Refused, "RCS701"),
    "RCS601": (says(samples.NOT_ENABLED, 400), Refused, "RCS601"),
    "RCS405": (says(samples.NOT_ALLOWED, 405), Refused, "RCS405"),
    "RCS904": (says(samples.MISSING_FIELDS, 400), Refused, "RCS904"),
    "RCS904 with a plain error": (
        says({"code": "RCS904", "error": "Launch name already exists"}, 400),
        Refused,
        "RCS904",
    ),
    "RCS601 with 200": (says(samples.NOT_ENABLED), Refused, "RCS601"),
    "RCS904 with 200": (says(samples.MISSING_FIELDS), Refused, "RCS904"),
    "RCS904 of the brand": (
        says(samples.rcs904("Brand verification must be completed before attempting the launch."), 400),
        Refused,
        "RCS904 brand",
    ),
    "RCS904 with an id": (
        says({**samples.MISSING_FIELDS, "data": {"agent_launch_id": samples.LAUNCH_ID}}, 400),
        OutcomeUnknown,
        "contradiction",
    ),
    "RCS904 with 500": (says(samples.MISSING_FIELDS, 500), OutcomeUnknown, "RCS904 vague"),
    "RCS701 with 500": (says(samples.INVALID_JSON, 500), OutcomeUnknown, "HTTP 500"),
    "RCS701 with 408": (says(samples.INVALID_JSON, 408), OutcomeUnknown, "HTTP 408"),
    "RCS502": (says(samples.GATEWAY, 500), OutcomeUnknown, "RCS502"),
    "RCS500": (says(samples.INTERNAL, 500), OutcomeUnknown, "RCS500"),
    "RCS502 with 200": (says(samples.GATEWAY), OutcomeUnknown, "RCS502"),
    "RCS500 with 400": (says(samples.INTERNAL, 400), OutcomeUnknown, "RCS500"),
    "502 HTML": (html(502), OutcomeUnknown, "HTTP 502"),
    "503 HTML": (html(503), OutcomeUnknown, "HTTP 503"),
    "504 HTML": (html(504), OutcomeUnknown, "HTTP 504"),
    "599": (html(599), OutcomeUnknown, "HTTP 5xx"),
    "401": (says({"message": "Unauthorized"}, 401), Misconfigured, "HTTP 401"),
    "403": (says({"code": "403", "message": "Forbidden"}, 403), Misconfigured, "HTTP 403"),
    "401 HTML": (html(401), OutcomeUnknown, "not Kaleyra"),
    "403 HTML": (html(403), OutcomeUnknown, "not Kaleyra"),
    "404 HTML": (html(404), OutcomeUnknown, "HTTP 404"),
    "408 HTML": (html(408), OutcomeUnknown, "not Kaleyra"),
    "413 HTML": (html(413), OutcomeUnknown, "not Kaleyra"),
    "418 HTML": (html(418), OutcomeUnknown, "HTTP 4xx"),
    "404 JSON without a code": (says({"message": "Not Found"}, 404), OutcomeUnknown, "HTTP 404"),
    "404 by its number": (says({"code": 404, "message": "Not Found"}, 404), Refused, "HTTP 404"),
    "400 by its number": (says({"code": "400"}, 400), OutcomeUnknown, "HTTP 400"),
    "422 by its number": (says({"code": "RCS422"}, 422), OutcomeUnknown, "HTTP 4xx"),
    "200 by another number": (says({"code": "RCS404"}), OutcomeUnknown, "unknown code"),
    "409 by its number": (says({"code": "RCS409"}, 409), Refused, "HTTP 409"),
    "400 with an unknown code": (says({"code": "RCS999"}, 400), OutcomeUnknown, "HTTP 400"),
    "429": (says({"message": "Too Many Requests"}, 429), TryLater, "HTTP 429"),
    "429 with an id": (says({"agent_launch_id": samples.LAUNCH_ID}, 429), TryLater, "HTTP 429"),
    "429 HTML": (html(429), TryLater, "HTTP 429"),
    "302": (fault.redirect("/elsewhere"), OutcomeUnknown, "HTTP 3xx"),
    "304": (raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), OutcomeUnknown, "HTTP 3xx"),
    **{
        f"the documents' broken sample: {name}": (answer(text.encode()), OutcomeUnknown, "unreadable")
        for name, text in samples.BROKEN.items()
    },
}
