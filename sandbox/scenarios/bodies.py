"""4xx: replies whose body is not sound, though the connection is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sandbox.exchange import Answer, Request
from sandbox.samples import BROKEN
from sandbox.scenarios.scenario import Change, Scenario
from sandbox.wire import headers_with

BOM = "\N{BYTE ORDER MARK}".encode()


def with_body(change: Callable[[bytes], bytes]) -> Change:
    """The success with other bytes; an honest refusal stays what it is."""
    return lambda _request, honest: replace(honest, body=change(honest.body)) if honest.is_success else honest


def exactly(body: bytes) -> Change:
    return with_body(lambda _honest: body)


def with_extra(value: bytes) -> Change:
    """The success with one more member, valid JSON or not."""
    return with_body(lambda body: body.removesuffix(b"}") + b', "extra": ' + value + b"}")


def in_message(text: bytes) -> Change:
    """The success with these bytes at the end of its message."""
    return with_body(lambda body: body.replace(b'successfully"', b"successfully" + text + b'"', 1))


def typed(kind: str) -> Change:
    return lambda _request, honest: replace(honest, headers=headers_with(honest, content_type=kind))


def nothing(_request: Request, _honest: Answer) -> Answer:
    return Answer(204, b"", ())


def as_printed(request: Request, honest: Answer) -> Answer:
    """The sample of the documents, with the slip that keeps it from parsing."""
    printed = BROKEN.get(request.endpoint)
    return replace(honest, body=printed.encode()) if printed and honest.is_success else honest


SCENARIOS = (
    Scenario(401, "empty", "200 with an empty body", exactly(b""), "either"),
    Scenario(402, "nothing", "204 no content", nothing, "either"),
    Scenario(403, "truncated", "JSON cut in the middle", with_body(lambda b: b[: len(b) // 2]), "either"),
    Scenario(404, "as-printed", "The documents' sample, unparsable as printed", as_printed, "either"),
    Scenario(405, "json-list", "A JSON list", exactly(b"[]"), "either"),
    Scenario(406, "json-null", "JSON null", exactly(b"null"), "either"),
    Scenario(407, "json-string", "A JSON string", exactly(b'"RCS902"'), "either"),
    Scenario(408, "json-number", "A JSON number", exactly(b"902"), "either"),
    Scenario(409, "json-object", "An empty JSON object", exactly(b"{}"), "either"),
    Scenario(410, "nan", "A success with NaN in it", with_extra(b"NaN"), "either"),
    Scenario(
        411, "deep", "A success nested 200,000 deep", with_extra(b"[" * 200_000 + b"]" * 200_000), "either"
    ),
    Scenario(412, "big-number", "A success with 6,000 digits", with_extra(b"9" * 6000), "either"),
    Scenario(
        413,
        "twice-code",
        "The key `code` twice: RCS904, then RCS902",
        with_body(lambda body: b'{"code": "RCS904", ' + body.removeprefix(b"{")),
        "either",
    ),
    Scenario(414, "bad-utf8", "Bytes that are not UTF-8", in_message(b"\xff\xfe"), "either"),
    Scenario(415, "bom", "A success behind a byte order mark", with_body(lambda body: BOM + body)),
    Scenario(416, "nul", "A NUL character in the message", in_message(rb"\u0000")),
    Scenario(417, "surrogate", "Half a surrogate pair in the message", in_message(rb"\ud800")),
    Scenario(418, "text-plain", "Good JSON called text/plain", typed("text/plain")),
    Scenario(419, "called-html", "Good JSON called text/html", typed("text/html")),
    Scenario(420, "twice-json", "Two JSON documents in a row", with_body(lambda body: body + body), "either"),
)
