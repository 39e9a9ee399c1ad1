"""What becomes of a POST under every fault: at most one request, and never more certainty than there is."""

from typing import Any

import pytest

from launches.kaleyra import (
    CATALOGUE,
    KaleyraError,
    Misconfigured,
    NotSent,
    OutcomeUnknown,
    Refused,
    TryLater,
)

from . import faultserver as fault
from . import samples
from .conftest import MakeClient, MakeServer
from .faultserver import FaultServer, Play, answer, html, raw, says

BODY = '{"launch": {"launch_name": "launch_48900"}, "regions": []}'
OTHER_ID = "00000000-1111-2222-3333-444444444444"
GOOD = fault.json_body(samples.accepted())


def success(**changes: Any) -> Play:
    """The good answer with something changed in its outermost object."""
    return says({**samples.accepted(), **changes})


def renamed(old: str, new: str) -> Play:
    """The good answer with its text changed."""
    return answer(GOOD.decode().replace(old, new).encode())


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
    "early hints only": (raw(b"HTTP/1.1 103 Early Hints\r\n\r\n"), OutcomeUnknown, "HTTP 103"),
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
    "401 HTML": (html(401), OutcomeUnknown, "HTTP 401"),
    "403 HTML": (html(403), OutcomeUnknown, "HTTP 403"),
    "404 HTML": (html(404), OutcomeUnknown, "HTTP 404"),
    "408 HTML": (html(408), OutcomeUnknown, "HTTP 408"),
    "413 HTML": (html(413), OutcomeUnknown, "HTTP 413"),
    "418 HTML": (html(418), OutcomeUnknown, "HTTP 4xx"),
    "404 JSON without a code": (says({"message": "Not Found"}, 404), OutcomeUnknown, "HTTP 404"),
    "404 by its number": (says({"code": 404, "message": "Not Found"}, 404), Refused, "HTTP 404"),
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


@pytest.mark.parametrize("name", FAULTS)
def test_it_claims_no_more_than_it_knows_when_a_launch_goes_wrong(
    name: str, client_of: MakeClient, serve: MakeServer
) -> None:
    play, family, words = FAULTS[name]
    kaleyra = serve(play)

    with pytest.raises(KaleyraError) as caught:
        client_of(kaleyra).launch_agent(BODY)

    error = caught.value
    of_class = f"{words[:6]}xx"
    expected = CATALOGUE.get(words) or CATALOGUE.get(of_class) or CATALOGUE["unknown code"]
    [exchange] = error.exchanges
    assert type(error) is family
    assert (error.sentence, error.next_step) == (expected.sentence, expected.next_step)
    assert family is OutcomeUnknown or error.suggested_id == ""
    assert len(kaleyra.requests) == 1
    assert kaleyra.connections == 1
    assert exchange.connected
    assert exchange.problem
    assert error.__context__ is None
    assert error.__cause__ is None


VAGUE_REASONS = [
    "",
    None,
    [],
    {},
    "Failed to create Agent launch request",
    "Something went wrong.",
    "error",
    "null",
    '{"status":"FAILED"}',
    '{"status":"FAILED","message":""}',
    '{"status":"FAILED","message":',
    '{"status":"SUCCESS","message":"Launch created with name x"}',
    '{"status":"PENDING","message":"Missing fields"}',
    '{"status":502,"message":"Missing fields"}',
    '{"status":"FAILED","message":"context deadline exceeded"}',
    '{"status":"FAILED","message":"Gateway Timeout"}',
    "upstream request timed out",
    "read tcp 10.0.0.1:443: i/o timeout",
    "Post https://rcs: EOF",
    "connection reset by peer",
    "Service Unavailable, please try again",
    "Internal Server Error",
]
DEFINITE_REASONS = {
    '{"status":"FAILED","message":"Missing required fields in launch payload"}': (
        "Missing required fields in launch payload"
    ),
    '{"status":"FAILED","message":"{\\"status\\":\\"FAILED\\",\\"message\\":\\"Duplicate name\\"}"}': (
        "Duplicate name"
    ),
    '{"Status":"Failed","Message":"Agent not found"}': "Agent not found",
    "Launch name already exists": "Launch name already exists",
    '{"status":400,"message":"region_id is not valid"}': "region_id is not valid",
}


@pytest.mark.parametrize("reason", VAGUE_REASONS)
def test_it_says_unknown_when_rcs904_gives_no_definite_reason(
    reason: object, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says(samples.rcs904(reason), 400))

    with pytest.raises(OutcomeUnknown) as caught:
        client_of(kaleyra).launch_agent(BODY)

    assert caught.value.sentence == CATALOGUE["RCS904 vague"].sentence
    assert caught.value.code == "RCS904"


@pytest.mark.parametrize("reason", DEFINITE_REASONS)
def test_it_shows_the_inner_message_when_rcs904_gives_a_reason(
    reason: str, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says(samples.rcs904(reason), 400))

    with pytest.raises(Refused) as caught:
        client_of(kaleyra).launch_agent(BODY)

    assert caught.value.detail == DEFINITE_REASONS[reason]
    assert (caught.value.code, caught.value.http_status) == ("RCS904", 400)


UNUSUAL_SUCCESSES = {
    "as the document means it": says(samples.accepted()),
    "201": says(samples.accepted(), 201),
    "slowly": says(samples.accepted(), after=0.2),
    "wrong content type": answer(GOOD, headers={"Content-Type": "text/html"}),
    "BOM": answer(b"\xef\xbb\xbf" + GOOD),
    "chunked": raw(
        fault.head(200, {"Transfer-Encoding": "chunked"}) + b"%x\r\n%b\r\n0\r\n\r\n" % (len(GOOD), GOOD)
    ),
    "until the end of the connection": raw(b"HTTP/1.0 200 OK\r\n\r\n" + GOOD),
    "after 100 Continue": raw(b"HTTP/1.1 100 Continue\r\n\r\n" + fault.head(200, {}) + GOOD),
    "stray quotes and spaces": says(samples.accepted(f" ”{samples.LAUNCH_ID} \n")),
    "upper case": says(samples.accepted(samples.LAUNCH_ID.upper())),
    "id at the top": says({"code": "RCS902", "agent_launch_id": samples.LAUNCH_ID}),
    "id under data": says({"code": "RCS902", "data": {"agentLaunchId": samples.LAUNCH_ID}}),
    "launch at the top": says({"code": "RCS902", "launch": {"agent_launch_id": samples.LAUNCH_ID}}),
    "data a list": says({"code": "RCS902", "data": [{"launch": {"agent_launch_id": samples.LAUNCH_ID}}]}),
    "the same id twice": success(agent_launch_id=samples.LAUNCH_ID),
    "empty error texts": success(error={"error_code": "", "error_message": ""}),
    "error null": success(error=None),
    "half a surrogate pair": renamed("launch__48900", "\\ud800\\u0000"),
}


@pytest.mark.parametrize("name", UNUSUAL_SUCCESSES)
def test_it_accepts_a_launch_when_the_success_is_whole_in_any_shape(
    name: str, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(UNUSUAL_SUCCESSES[name])

    answer = client_of(kaleyra).launch_agent(BODY)

    [exchange] = answer.exchanges
    assert answer.value.agent_launch_id.lower() == samples.LAUNCH_ID
    assert (exchange.verdict, exchange.problem, exchange.code) == ("ok", "", "RCS902")
    assert len(kaleyra.requests) == 1


def test_it_accepts_carriers_when_the_reply_names_no_launch_or_ours(
    client_of: MakeClient, serve: MakeServer
) -> None:
    silent = {"code": "RCS902", "data": {"regions": [{"region": "United States (US)", "launch_state": 0}]}}
    kaleyra = serve(says(silent), says({"code": "RCS902", "data": {"agent_launch_id": f"”{OTHER_ID} "}}))
    client = client_of(kaleyra)
    body = f'{{"agent_launch_id": "{OTHER_ID}"}}'

    first, second = client.launch_carriers(body), client.launch_carriers(body)

    assert [row.region for row in first.value.regions] == ["United States (US)"]
    assert second.value.agent_launch_id == OTHER_ID


@pytest.mark.parametrize("data", [{"agent_launch_id": samples.LAUNCH_ID}, {"agent_launch_id": "none"}])
def test_it_says_unknown_when_carriers_were_added_to_another_launch(
    data: object, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says({"code": "RCS902", "data": data}))

    with pytest.raises(OutcomeUnknown) as caught:
        client_of(kaleyra).launch_carriers(f'{{"agent_launch_id": "{OTHER_ID}"}}')

    assert caught.value.sentence == CATALOGUE["other launch"].sentence


def test_it_refuses_carriers_when_the_refusal_repeats_our_id(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says({**samples.MISSING_FIELDS, "data": {"agent_launch_id": OTHER_ID}}, 400))

    with pytest.raises(Refused):
        client_of(kaleyra).launch_carriers(f'{{"agent_launch_id": "{OTHER_ID}"}}')


def test_it_suggests_the_id_when_the_success_does_not_parse(client_of: MakeClient, serve: MakeServer) -> None:
    kaleyra = serve(answer(samples.BROKEN_LAUNCH.encode()))

    with pytest.raises(OutcomeUnknown) as caught:
        client_of(kaleyra).launch_agent(BODY)

    assert caught.value.suggested_id == samples.LAUNCH_ID
    assert caught.value.exchanges[0].response_body == samples.BROKEN_LAUNCH


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("3.5", 3.5),
        ("9" * 5000, 3600),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("nan", None),
    ],
)
def test_it_passes_on_how_long_to_wait_when_kaleyra_says_so(
    told: str, seconds: float | None, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says({}, 429, headers={"Retry-After": told}))

    with pytest.raises(TryLater) as caught:
        client_of(kaleyra).launch_agent(BODY)

    assert caught.value.retry_after == seconds


@pytest.mark.parametrize(
    ("date", "seconds"),
    [("Fri, 31 Dec 2066 23:59:59 GMT", 3600), ("Fri, 31 Dec 1999 23:59:59 GMT", 0)],
)
def test_it_understands_a_date_when_kaleyra_says_how_long_to_wait(
    date: str, seconds: float, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says({}, 429, headers={"Retry-After": date}))

    with pytest.raises(TryLater) as caught:
        client_of(kaleyra).launch_agent(BODY)

    assert caught.value.retry_after == seconds


def test_it_says_not_sent_when_nobody_listens(client_of: MakeClient) -> None:
    with FaultServer(fault.silence) as gone:
        url = gone.url

    with pytest.raises(NotSent) as caught:
        client_of(url).launch_agent(BODY)

    [exchange] = caught.value.exchanges
    assert caught.value.sentence == CATALOGUE["not connected"].sentence
    assert (exchange.connected, exchange.verdict, exchange.http_status) == (False, "not_sent", None)
    assert exchange.problem == "no connection to 127.0.0.1: Connection refused"


def test_it_says_not_sent_when_the_name_does_not_exist(client_of: MakeClient) -> None:
    with pytest.raises(NotSent) as caught:
        client_of("https://kaleyra.invalid", connect_timeout=5).launch_agent(BODY)

    assert caught.value.exchanges[0].problem.startswith("the name kaleyra.invalid was not found")


@pytest.mark.parametrize("body", ["", "{", "[NaN]", '{"a": "\ud800"}'])
def test_it_sends_nothing_when_the_prepared_text_is_damaged(
    body: str, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says(samples.accepted()))

    with pytest.raises(Refused) as caught:
        client_of(kaleyra).launch_agent(body)

    assert caught.value.sentence == CATALOGUE["bad request text"].sentence
    assert kaleyra.connections == 0


def test_it_uses_a_connection_of_its_own_for_each_change(client_of: MakeClient, serve: MakeServer) -> None:
    kaleyra = serve(says(samples.accepted(), keep=True))
    client = client_of(kaleyra)

    for _ in range(3):
        client.launch_agent(BODY)

    assert [request.connection for request in kaleyra.requests] == [1, 2, 3]
