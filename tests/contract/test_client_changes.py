"""What becomes of a POST under every fault: at most one request, and never more certainty than there is."""

import pytest

from launches.kaleyra import (
    CATALOGUE,
    KaleyraError,
    NotSent,
    OutcomeUnknown,
    Refused,
    TryLater,
)

from . import faultserver as fault
from . import samples
from .conftest import HASTY, MakeClient, MakeServer
from .faults import BODY, FAULTS, GOOD, OTHER_ID, WITHOUT_END, renamed, success
from .faultserver import FaultServer, Play, answer, raw, says


@pytest.mark.parametrize("name", FAULTS)
def test_it_claims_no_more_than_it_knows_when_a_launch_goes_wrong(
    name: str, client_of: MakeClient, serve: MakeServer
) -> None:
    play, family, words = FAULTS[name]
    kaleyra = serve(play)
    patience = HASTY if name in WITHOUT_END else {}

    with pytest.raises(KaleyraError) as caught:
        client_of(kaleyra, **patience).launch_agent(BODY)

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
    "after hints": raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 2 + fault.head(200, {}) + GOOD),
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


@pytest.mark.parametrize(
    ("play", "problem"),
    [
        (FAULTS["NaN"][0], "the body is not sound JSON: NaN is not JSON"),
        (FAULTS["empty 200"][0], "the body is empty"),
        (FAULTS["HTML 200"][0], "a web page came in place of it"),
        (FAULTS["bad UTF-8"][0], "the body is not sound JSON: it is not UTF-8"),
        (FAULTS["200,000 deep"][0], "the body is not sound JSON: it is nested too deeply"),
        (FAULTS["an int of 6,000 digits"][0], "the body is not sound JSON: a number in it is too long"),
        (FAULTS["a key twice"][0], "the body is not sound JSON: a key stands twice"),
        (FAULTS["400 with an unknown code"][0], "HTTP 400 with code RCS999"),
        (FAULTS["404 JSON without a code"][0], "HTTP 404 with code none"),
        (FAULTS["reset"][0], "the connection was reset"),
        (FAULTS["silence"][0], "no answer in time"),
    ],
)
def test_it_records_what_went_wrong_when_nothing_is_known(
    play: Play, problem: str, client_of: MakeClient, serve: MakeServer
) -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        client_of(serve(play), **(HASTY if play is FAULTS["silence"][0] else {})).launch_agent(BODY)

    assert caught.value.exchanges[0].problem == problem


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
        client_of("https://kaleyra.invalid").launch_agent(BODY)

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
