"""GETs: asked again when it may help, at either address, over one pool, within the total deadline."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any

import pytest

from launches.kaleyra import CATALOGUE, KaleyraError, Misconfigured, Refused, TryLater

from . import faultserver as fault
from . import samples
from .conftest import SID, MakeClient, MakeServer
from .faultserver import FaultServer, Peer, Play, answer, html, says

REGIONS = {
    "code": "RCS902",
    "data": [
        {
            "id": "45XXXXab-7XXa-4XX3-9XXe-fbXXXXXXXXa1",
            "region_name": "/v1/regions/9mobile-nigeria",
            "display_name": "Nigeria: 9 Mobile",
            "management_type": "GOOGLE_MANAGED",
            "managment_type_value": 2,
            "carrier_enabled": True,
            "hosting_region": "NORTH_AMERICA",
        }
    ],
    "error": {},
}
OK = says(REGIONS)
NO_LAUNCH = samples.rcs904("", message="Failed to fetch Agent launch request.")
CURL = f"/v1/{SID}/rcs/agent/agent_regions"

PASSING: dict[str, Play] = {
    "reset": fault.reset,
    "closed": fault.hang_up,
    "silence": fault.silence,
    "500": says(samples.INTERNAL, 500),
    "502": html(502),
    "503 with a wait": says({}, 503, headers={"Retry-After": "0"}),
    "429 with a wait": says({}, 429, headers={"Retry-After": "0"}),
    "HTML": html(),
    "HTML 403": html(403),
    "broken": answer(samples.BROKEN_REGIONS.encode()),
    "a success with 500": says(REGIONS, 500),
    "a success with 400": says(REGIONS, 400),
    "a success with an error": says({**REGIONS, "error": {"error_code": "X"}}),
    "data of another kind": says({"code": "RCS902", "data": "all"}),
    "no content": says({"message": "hello"}),
    "an unknown code": says({"code": "RCS999"}),
    "a fault in RCS904": says(samples.rcs904("upstream timed out"), 400),
}


@pytest.mark.parametrize("name", PASSING)
def test_it_asks_again_when_a_read_fails_in_passing(
    name: str, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(PASSING[name], OK)

    result = client_of(kaleyra, **({"read_timeout": 1.0} if name == "silence" else {})).regions()

    assert [row.display_name for row in result.value.rows] == ["Nigeria: 9 Mobile"]
    assert [exchange.verdict for exchange in result.exchanges] == ["try_later", "ok"]
    assert [request.path for request in kaleyra.requests] == [CURL, CURL]


def test_it_gives_up_after_three_tries_when_a_read_keeps_failing(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says(samples.GATEWAY, 500))
    began = monotonic()

    with pytest.raises(TryLater) as caught:
        client_of(kaleyra).regions()

    error = caught.value
    assert (error.code, error.http_status) == ("RCS502", 500)
    assert error.sentence == CATALOGUE["RCS502"].sentence
    assert error.next_step == "The last known state stays. The portal will ask again by itself."
    assert [exchange.verdict for exchange in error.exchanges] == ["try_later"] * 3
    assert len(kaleyra.requests) == 3
    assert monotonic() - began >= 0.125 + 0.25


def test_it_does_not_wait_when_kaleyra_asks_for_more_time_than_is_left(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says({}, 429, headers={"Retry-After": "60"}))
    began = monotonic()

    with pytest.raises(TryLater) as caught:
        client_of(kaleyra).regions()

    assert caught.value.retry_after == 60
    assert len(kaleyra.requests) == 1
    assert monotonic() - began < 30


def test_it_waits_as_long_as_asked_when_there_is_time(client_of: MakeClient, serve: MakeServer) -> None:
    kaleyra = serve(says({}, 429, headers={"Retry-After": "1"}), OK)
    began = monotonic()

    client_of(kaleyra).regions()

    assert monotonic() - began >= 1


@pytest.mark.parametrize(
    ("play", "family", "words"),
    [
        (says(samples.NOT_ENABLED, 400), Refused, "RCS601"),
        (says(samples.NOT_ENABLED), Refused, "RCS601"),
        (says({"code": "RCS601", "message": "The gateway says no"}, 400), Refused, "RCS601"),
        (says(NO_LAUNCH, 400), Refused, "RCS904 not found"),
        (says(samples.INVALID_JSON, 400), Refused, "RCS701"),
        (says({"message": "Unauthorized"}, 401), Misconfigured, "HTTP 401"),
        (says({"message": "Forbidden"}, 403), Misconfigured, "HTTP 403"),
        (says({}, 429), TryLater, "HTTP 429"),
        (html(429), TryLater, "HTTP 429"),
        (fault.redirect("/elsewhere"), TryLater, "HTTP 3xx"),
        (fault.redirect("/elsewhere", 308), TryLater, "HTTP 3xx"),
    ],
)
def test_it_asks_once_when_a_second_try_would_not_help(
    play: Play, family: type[KaleyraError], words: str, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(play)

    with pytest.raises(family) as caught:
        client_of(kaleyra).launch_status(agent_no="1", agent_launch_id=samples.LAUNCH_ID)

    assert type(caught.value) is family
    assert caught.value.sentence == CATALOGUE[words].sentence
    assert len(kaleyra.requests) == 1


def test_it_does_not_apply_the_answer_when_it_speaks_of_another_launch(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says(samples.accepted()))

    with pytest.raises(TryLater) as caught:
        client_of(kaleyra, get_tries=1).launch_status(
            agent_no="1", agent_launch_id="00000000-1111-2222-3333-444444444444"
        )

    assert caught.value.sentence == CATALOGUE["other launch"].sentence


def test_it_gives_no_launch_the_answer_of_another_when_a_hint_comes_before_it(
    client_of: MakeClient, serve: MakeServer
) -> None:
    def status(state: int) -> Play:
        said = {"code": "RCS902", "data": {"regions": [{"region": "Bell", "launch_state": state}]}}
        honest = says(said, keep=True, after=0.1)

        def play(peer: Peer) -> None:
            peer.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")
            honest(peer)

        return play

    kaleyra = serve(status(3), status(4))
    client = client_of(kaleyra)

    first, second = (client.launch_status(agent_no="1", agent_launch_id=each) for each in "ab")

    assert [first.value.regions[0].launch_state, second.value.regions[0].launch_state] == ["3", "4"]
    assert len(kaleyra.requests) == 2
    assert kaleyra.connections == 1


def test_it_uses_one_connection_again_when_reads_follow_each_other(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says(REGIONS, keep=True))
    client = client_of(kaleyra)

    for _ in range(5):
        client.regions()

    assert (len(kaleyra.requests), kaleyra.connections) == (5, 1)


def test_it_reads_on_when_the_idle_connection_was_closed_meanwhile(
    client_of: MakeClient, serve: MakeServer
) -> None:
    def answers_once(peer: Peer) -> None:
        says(REGIONS, keep=True)(peer)
        peer.keep = False  # keep-alive was promised, and broken

    kaleyra = serve(answers_once)
    client = client_of(kaleyra)

    for _ in range(3):
        client.regions()
        sleep(0.05)

    assert len(kaleyra.requests) == 3


def test_it_keeps_answers_apart_when_many_threads_read_at_once(
    client_of: MakeClient, serve: MakeServer
) -> None:
    def echo(peer: Peer) -> None:
        number = peer.request.path.partition("agent_number=")[2].partition("&")[0]
        says({"code": "RCS902", "data": {"agent_no": number}}, keep=True, after=0.01)(peer)

    kaleyra = serve(echo)
    client = client_of(kaleyra)

    def ask(number: int) -> str:
        return client.launch_status(agent_no=str(number), agent_launch_id="x").value.agent_no

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(ask, range(400)))

    assert answers == [str(number) for number in range(400)]
    assert kaleyra.connections <= 32


def test_it_says_try_later_when_nobody_listens(client_of: MakeClient) -> None:
    with FaultServer(OK) as gone:
        url = gone.url

    with pytest.raises(TryLater) as caught:
        client_of(url).regions()

    assert caught.value.sentence == CATALOGUE["not connected"].sentence
    assert [exchange.connected for exchange in caught.value.exchanges] == [False] * 3


@pytest.mark.parametrize("document", [REGIONS["data"], {"data": REGIONS["data"]}])
def test_it_reads_the_catalogue_when_the_code_is_absent(
    document: Any, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says(document))

    assert len(client_of(kaleyra).regions().value.rows) == 1


def test_it_reads_the_agents_when_it_asks_for_them(client_of: MakeClient, serve: MakeServer) -> None:
    row = {"agent_number": 2600, "agent_name": "Dotgo Bot", "agent_launch_id": samples.LAUNCH_ID}
    kaleyra = serve(says({"code": "RCS902", "data": [row, 7]}))

    reply = client_of(kaleyra).agents().value

    assert [(row.agent_no, row.name) for row in reply.rows] == [("2600", "Dotgo Bot")]
    assert reply.unreadable == ("7",)
