"""What may be concluded from one answer, to the letter: `make mutants` holds these tests to it."""

import json
from typing import Any

import pytest

from launches.kaleyra.verdicts import Verdict, judge_change, judge_reading
from launches.kaleyra.wire import Received

from .samples import LAUNCH_ID

OTHER_ID = "2470ed9d-53ed-47ec-b150-e2aaaaaaaa3e"
ID = {"agent_launch_id": LAUNCH_ID}
OTHER = {"agent_launch_id": OTHER_ID}
ELSE = "the answer is about another launch"
NOT_YET = "try_later"
NO_USE = ("unreadable", "HTTP 200 with code RCS902")
WHY = {"error_message": '{"status":"FAILED","message":"Missing required fields"}'}
VAGUE = {"error_message": '{"status":"FAILED","message":"context deadline exceeded"}'}
NO_REASON = {"error_message": "Failed to create Agent launch request"}
BRAND = {"error_message": '{"status":"FAILED","message":"The brand has no website"}'}


def came(status: int, document: Any = None, *, body: bytes = b"", **about: Any) -> Received:
    """An answer of this status with this document."""
    return Received(True, status, body=body or json.dumps(document).encode(), **about)


def told(verdict: Verdict) -> tuple[str, str, str]:
    """The verdict in three words."""
    return verdict.word, verdict.key, verdict.problem


# (what, status, document, verdict). The launch that the change was about is LAUNCH_ID where the name says "ours".
CHANGES: list[tuple[str, int, Any, tuple[str, str, str]]] = [
    ("new", 200, {"code": "RCS902", "data": ID}, ("ok", "", "")),
    ("new, 201", 201, {"code": " rcs902", "data": ID, "error": {}}, ("ok", "", "")),
    ("new, no data", 200, {"code": "RCS902", **ID}, ("ok", "", "")),
    ("new, a list", 200, {"code": "RCS902", "data": [ID]}, ("ok", "", "")),
    (
        "new, 400",
        400,
        {"code": "RCS902", "data": ID},
        ("unknown", "contradiction", "RCS902 beside HTTP 400 or an error"),
    ),
    (
        "new, 300",
        300,
        {"code": "RCS902", "data": ID},
        ("unknown", "contradiction", "RCS902 beside HTTP 300 or an error"),
    ),
    (
        "new, with an error",
        200,
        {"code": "RCS902", "data": ID, "error": WHY},
        ("unknown", "contradiction", "RCS902 beside HTTP 200 or an error"),
    ),
    (
        "new, data is text",
        200,
        {"code": "RCS902", "data": "fine", **ID},
        ("unknown", "unreadable", "`data` is neither an object nor a list"),
    ),
    (
        "new, no id",
        200,
        {"code": "RCS902", "data": {}},
        ("unknown", "no id", "RCS902 without one valid launch id"),
    ),
    (
        "new, two ids",
        200,
        {"code": "RCS902", "data": [ID, OTHER]},
        ("unknown", "no id", "RCS902 without one valid launch id"),
    ),
    (
        "new, no UUID",
        200,
        {"code": "RCS902", "data": {"agent_launch_id": "17"}},
        ("unknown", "no id", "RCS902 without one valid launch id"),
    ),
    ("ours", 200, {"code": "RCS902", "data": {"agent_launch_id": LAUNCH_ID.upper()}}, ("ok", "", "")),
    ("ours, no id", 200, {"code": "RCS902", "data": {}}, ("ok", "", "")),
    (
        "ours, another",
        200,
        {"code": "RCS902", "data": OTHER},
        ("unknown", "other launch", "RCS902 for another launch than the one we named"),
    ),
    (
        "ours, both",
        200,
        {"code": "RCS902", "data": [ID, OTHER]},
        ("unknown", "other launch", "RCS902 for another launch than the one we named"),
    ),
    ("429", 429, {"code": "RCS904", "error": WHY}, ("try_later", "HTTP 429", "too many requests")),
    ("429, no words", 429, None, ("try_later", "HTTP 429", "too many requests")),
    ("428", 428, {}, ("unknown", "HTTP 428", "HTTP 428 with code none")),
    ("430", 430, {}, ("unknown", "HTTP 430", "HTTP 430 with code none")),
    ("401", 401, {}, ("misconfigured", "HTTP 401", "the account was not accepted")),
    ("403", 403, {}, ("misconfigured", "HTTP 403", "the account was not accepted")),
    ("401, no object", 401, [], ("unknown", "not Kaleyra", "HTTP 401; HTTP 401 with code none")),
    ("402", 402, {}, ("unknown", "HTTP 402", "HTTP 402 with code none")),
    ("701", 400, {"code": "RCS701"}, ("refused", "RCS701", "refused")),
    ("601", 400, {"code": "RCS601"}, ("refused", "RCS601", "refused")),
    ("RCS405", 405, {"code": "RCS405"}, ("refused", "RCS405", "refused")),
    ("701 beside 200", 200, {"code": "RCS701"}, ("refused", "RCS701", "refused")),
    ("701 beside 500", 500, {"code": "RCS701"}, ("unknown", "HTTP 500", "HTTP 500 with code RCS701")),
    ("701 beside 300", 300, {"code": "RCS701"}, ("unknown", "HTTP 300", "HTTP 300 with code RCS701")),
    ("701 beside 408", 408, {"code": "RCS701"}, ("unknown", "HTTP 408", "HTTP 408 with code RCS701")),
    ("904, why", 400, {"code": "RCS904", "error": WHY}, ("refused", "RCS904", "refused")),
    ("904, brand", 400, {"code": "RCS904", "error": BRAND}, ("refused", "RCS904 brand", "refused")),
    ("701, brand", 400, {"code": "RCS701", "error": BRAND}, ("refused", "RCS701", "refused")),
    (
        "904, vague",
        400,
        {"code": "RCS904", "error": VAGUE},
        ("unknown", "RCS904 vague", "HTTP 400 with code RCS904"),
    ),
    (
        "904, no reason",
        400,
        {"code": "RCS904", "error": NO_REASON},
        ("unknown", "RCS904 vague", "HTTP 400 with code RCS904"),
    ),
    ("701, no reason", 400, {"code": "RCS701", "error": NO_REASON}, ("refused", "RCS701", "refused")),
    (
        "904 that brings an id",
        400,
        {"code": "RCS904", "error": WHY, "data": ID},
        ("unknown", "contradiction", "a refusal that brings a launch id"),
    ),
    (
        "904 with what is no id",
        400,
        {"code": "RCS904", "error": WHY, "data": {"agent_launch_id": "17"}},
        ("refused", "RCS904", "refused"),
    ),
    (
        "904 that brings an id among others",
        400,
        {"code": "RCS904", "error": WHY, "data": [{"agent_launch_id": "17"}, ID]},
        ("unknown", "contradiction", "a refusal that brings a launch id"),
    ),
    ("ours, 904 with the id", 400, {"code": "RCS904", "error": WHY, "data": ID}, ("refused", "RCS904", "refused")),
    ("404", 404, {"code": 404}, ("refused", "HTTP 404", "refused")),
    ("RCS404", 404, {"code": "RCS404"}, ("refused", "HTTP 404", "refused")),
    ("405", 405, {"code": 405}, ("refused", "HTTP 405", "refused")),
    ("409", 409, {"code": 409}, ("refused", "HTTP 409", "refused")),
    ("413", 413, {"code": 413}, ("refused", "HTTP 413", "refused")),
    ("400 by its number", 400, {"code": 400}, ("unknown", "HTTP 400", "HTTP 400 with code 400")),
    ("404 of another", 404, {"code": "405"}, ("unknown", "HTTP 404", "HTTP 404 with code 405")),
    ("408 by its number", 408, {"code": 408}, ("unknown", "HTTP 408", "HTTP 408 with code 408")),
    ("500", 500, {"code": "RCS500"}, ("unknown", "RCS500", "HTTP 500 with code RCS500")),
    ("502", 502, {"code": "RCS502"}, ("unknown", "RCS502", "HTTP 502 with code RCS502")),
    ("500 beside 200", 200, {"code": "RCS500"}, ("unknown", "RCS500", "HTTP 200 with code RCS500")),
    ("502 beside 200", 200, {"code": "RCS502"}, ("unknown", "RCS502", "HTTP 200 with code RCS502")),
    ("302", 302, {}, ("unknown", "HTTP 302", "HTTP 302 with code none")),
    ("a new code", 200, {"code": "RCS000"}, ("unknown", "unknown code", "HTTP 200 with code RCS000")),
    ("no code", 200, {}, ("unknown", "unreadable", "HTTP 200 with code none")),
]  # fmt: skip


@pytest.mark.parametrize(("what", "status", "document", "expected"), CHANGES, ids=[row[0] for row in CHANGES])
def test_it_judges_a_change(what: str, status: int, document: Any, expected: tuple[str, str, str]) -> None:
    sent_id = LAUNCH_ID.upper() if what.startswith("ours") else None

    verdict = judge_change(came(status, document), sent_id=sent_id)

    assert told(verdict) == expected
    assert verdict.only_asked is False
    assert verdict.retry_after is None
    mentioned = [known for known in (LAUNCH_ID, OTHER_ID) if known in json.dumps(document)]
    assert verdict.suggested_id == (mentioned[0] if mentioned and expected[0] == "unknown" else "")


READINGS: list[tuple[str, int, Any, tuple[str, str, str]]] = [
    ("read", 200, {"code": "RCS902", "data": ID}, ("ok", "", "")),
    ("no code", 200, {"data": []}, ("ok", "", "")),
    ("a list", 200, [], ("ok", "", "")),
    ("nothing but the code", 200, {"code": "RCS902"}, ("ok", "", "")),
    ("nothing at all", 200, {}, ("try_later", "unreadable", "HTTP 200 with code none")),
    ("another code", 200, {"code": "RCS000", "data": []}, ("try_later", "unknown code", "HTTP 200 with code RCS000")),
    ("an error", 200, {"code": "RCS902", "data": ID, "error": WHY}, (NOT_YET, *NO_USE)),
    ("data is text", 200, {"code": "RCS902", "data": "x"}, (NOT_YET, *NO_USE)),
    ("not 200", 300, {"code": "RCS902", "data": ID}, ("try_later", "HTTP 300", "HTTP 300 with code RCS902")),
    ("another launch", 200, {"code": "RCS902", "data": OTHER}, (NOT_YET, "other launch", ELSE)),
    ("several launches", 200, {"code": "RCS902", "data": [OTHER, ID]}, ("ok", "", "")),
    ("no id", 200, {"code": "RCS902", "data": {}}, ("ok", "", "")),
    ("what is no id", 200, {"code": "RCS902", "data": {"agent_launch_id": "17"}}, ("ok", "", "")),
    ("429", 429, None, ("try_later", "HTTP 429", "too many requests")),
    ("403", 403, {}, ("misconfigured", "HTTP 403", "the account was not accepted")),
    ("701", 400, {"code": "RCS701", "error": VAGUE}, ("refused", "RCS701", "refused")),
    ("904", 400, {"code": "RCS904", "error": NO_REASON}, ("refused", "RCS904 not found", "refused")),
    ("904, brand", 400, {"code": "RCS904", "error": BRAND}, ("refused", "RCS904 brand", "refused")),
    ("904, agent", 400, {"code": "RCS904", "message": "No agent details"}, ("refused", "RCS904", "refused")),
    ("904, a fault", 400, {"code": "RCS904", "error": VAGUE}, (NOT_YET, "RCS904 vague", "HTTP 400 with code RCS904")),
    ("500", 500, {"code": "RCS500"}, ("try_later", "RCS500", "HTTP 500 with code RCS500")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "status", "document", "expected"), READINGS, ids=[row[0] for row in READINGS]
)
def test_it_judges_a_reading(what: str, status: int, document: Any, expected: tuple[str, str, str]) -> None:
    verdict = judge_reading(came(status, document), asked_id=LAUNCH_ID.upper())

    assert told(verdict) == expected
    assert (verdict.only_asked, verdict.suggested_id) == (True, "")


def test_it_finds_no_launch_missing_when_none_was_asked_for() -> None:
    refusal = judge_reading(came(400, {"code": "RCS904", "error": NO_REASON}))

    assert told(refusal) == ("refused", "RCS904", "refused")


def test_it_reads_any_launch_when_none_was_asked_for() -> None:
    assert told(judge_reading(came(200, {"code": "RCS902", "data": OTHER}))) == ("ok", "", "")


def test_it_asks_for_an_id_of_an_unclear_answer_no_more_than_of_a_refusal() -> None:
    """An id beside no code and no refusal is a hint and nothing else."""
    assert told(judge_change(came(400, {"data": ID}), sent_id=None)) == (
        "unknown",
        "HTTP 400",
        "HTTP 400 with code none",
    )


BROKEN = [
    (Received(False, problem="refused"), ("not_sent", "not connected", "refused")),
    (Received(False, problem="expired", tls_failed=True), ("not_sent", "tls", "expired")),
    (Received(True, problem="reset"), ("unknown", "no answer", "reset")),
    (came(200, {"code": "RCS902", "data": ID}, problem="cut"), ("unknown", "no answer", "cut")),
    (came(400, {"code": "RCS701"}, problem="cut"), ("unknown", "not Kaleyra", "HTTP 400; cut")),
    (came(404, {"code": "RCS701"}, problem="cut"), ("unknown", "HTTP 404", "cut")),
    (Received(True, 200), ("unknown", "unreadable", "the body is empty")),
    (
        came(200, body=b"{"),
        ("unknown", "unreadable", "the body is not sound JSON: it goes wrong in line 1, column 2"),
    ),
]


@pytest.mark.parametrize(("received", "expected"), BROKEN)
def test_it_judges_what_broke(received: Received, expected: tuple[str, str, str]) -> None:
    as_change = judge_change(received, sent_id=None)
    reading = judge_reading(received)

    assert told(as_change) == expected
    assert told(reading) == ("try_later", *expected[1:])
    assert (as_change.only_asked, reading.only_asked) == (False, True)


@pytest.mark.parametrize("status", [400, 401, 403, 405, 407, 408, 413, 451])
def test_it_takes_a_page_of_a_proxy_for_no_word_of_kaleyra(status: int) -> None:
    page = came(status, body=b"<html>")
    trouble = f"HTTP {status}; a web page came in place of it"

    assert told(judge_change(page, sent_id=None)) == ("unknown", "not Kaleyra", trouble)
    assert told(judge_reading(page)) == ("try_later", "not Kaleyra", trouble)


def test_it_keeps_what_was_said_with_the_verdict() -> None:
    verdict = judge_change(
        came(400, {"code": "RCS701", "message": "No."}, headers={"retry-AFTER": "7"}), sent_id=None
    )

    assert (verdict.said.code, verdict.said.message, verdict.retry_after) == ("RCS701", "No.", 7.0)


def test_it_suggests_the_id_of_a_text_that_does_not_parse() -> None:
    body = b'\xff{"agent_launch_id": "' + LAUNCH_ID.encode() + b'"'

    assert judge_change(came(200, body=body), sent_id=None).suggested_id == LAUNCH_ID
    assert judge_change(came(429, body=body), sent_id=None).suggested_id == ""
    assert judge_reading(came(200, body=body)).suggested_id == ""
