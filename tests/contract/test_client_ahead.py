"""A question that is sent ahead, so that one thread can listen to many: what comes of it is what asking gives."""

import select
from dataclasses import replace
from time import monotonic, sleep

import pytest

from launches.kaleyra import Ahead, KaleyraClient, TryLater

from . import faultserver as fault
from . import samples
from .conftest import MakeClient, MakeServer
from .faultserver import Play, answer, says

ID = samples.LAUNCH_ID
OTHER_ID = "00000000-1111-2222-3333-444444444444"
ABOUT = {"agent_no": "2600", "agent_launch_id": ID}
DOCUMENT = {"code": "RCS902", "data": {"launch": {"agent_launch_id": ID, "launch_name": "maple"}}}
OK = says(DOCUMENT, keep=True)


def sent(client: KaleyraClient) -> Ahead:
    """A question that has left over the connection of an earlier one."""
    client.launch_status(**ABOUT)
    ahead = client.send_ahead(**ABOUT)
    assert ahead is not None
    return ahead


def listen(ahead: Ahead) -> None:
    """Until there is something to go on with."""
    end = monotonic() + 5
    while not ahead.is_overdue and monotonic() < end:
        readable, _, _ = select.select([ahead], [], [], 0.05)
        if readable and ahead.look():
            return


def in_pieces(*pieces: bytes) -> Play:
    def play(peer: fault.Peer) -> None:
        for piece in pieces:
            peer.send(piece)
            peer.wait(0.05)
        peer.keep = True

    return play


def test_it_sends_nothing_when_no_connection_is_idle(client_of: MakeClient, serve: MakeServer) -> None:
    kaleyra = serve(OK)

    assert client_of(kaleyra).send_ahead(**ABOUT) is None
    assert kaleyra.connections == 0


def test_it_hears_what_asking_would_have_said(client_of: MakeClient, serve: MakeServer) -> None:
    kaleyra = serve(OK)
    client = client_of(kaleyra)
    asked = client.launch_status(**ABOUT)
    ahead = sent(client)

    listen(ahead)
    heard = client.hear_ahead(ahead)

    assert heard is not None
    assert heard.value == asked.value
    [ours], [theirs] = heard.exchanges, asked.exchanges
    alike = {"started_at": ours.started_at, "duration_ms": 0, "request_id": ours.request_id}
    assert replace(ours, duration_ms=0) == replace(theirs, **alike)
    assert (len(kaleyra.requests), kaleyra.connections) == (3, 1)
    sent(client).drop()
    assert kaleyra.connections == 1


def test_it_hears_an_answer_that_comes_in_pieces(client_of: MakeClient, serve: MakeServer) -> None:
    body = fault.json_body(DOCUMENT)
    head = fault.head(200, {"Content-Length": str(len(body))})
    client = client_of(serve(OK, in_pieces(head[:20], head[20:] + body[:9], body[9:]), OK))
    ahead = sent(client)

    listen(ahead)

    heard = client.hear_ahead(ahead)
    assert heard is not None
    assert heard.value.launch_name == "maple"


NOT_PLAIN: dict[str, Play] = {
    "chunked": fault.raw(
        fault.head(200, {"Transfer-Encoding": "chunked"})
        + b"%x\r\n%s\r\n0\r\n\r\n" % (len(fault.json_body(DOCUMENT)), fault.json_body(DOCUMENT))
    ),
    "until the end": fault.raw(b"HTTP/1.1 200 OK\r\n\r\n" + fault.json_body(DOCUMENT)),
    "closing": answer(fault.json_body(DOCUMENT), headers={"Connection": "close"}),
}


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_it_leaves_to_asking_what_is_not_plain(name: str, client_of: MakeClient, serve: MakeServer) -> None:
    kaleyra = serve(OK, NOT_PLAIN[name])
    client = client_of(kaleyra)
    ahead = sent(client)
    listen(ahead)

    assert client.hear_ahead(ahead) is None
    answer = client.launch_status(**ABOUT, ahead=ahead)

    assert answer.value.launch_name == "maple"
    assert len(answer.exchanges) == 1
    assert len(kaleyra.requests) == 2


PASSING: dict[str, Play] = {
    "429": says({}, 429),
    "HTML": fault.html(),
    "another launch": says({"code": "RCS902", "data": {"agent_launch_id": OTHER_ID}}),
    "closed": fault.hang_up,
    "reset": fault.reset,
    "silence": fault.silence,
    "a drip": fault.drip_headers(),
    "half a body": fault.raw(fault.head(200, {"Content-Length": "900"}) + b'{"code": '),
}


@pytest.mark.parametrize("name", PASSING)
def test_it_goes_on_as_any_read_does_when_it_fails_in_passing(
    name: str, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(OK, PASSING[name], OK)
    client = client_of(kaleyra, total_timeout=3 if name != "a drip" else 0.6)
    ahead = sent(client)
    began = monotonic()
    listen(ahead)

    assert client.hear_ahead(ahead) is None
    if name == "a drip":  # never silent, so its time is the whole call's
        with pytest.raises(TryLater) as caught:
            client.launch_status(**ABOUT, ahead=ahead)
        assert [exchange.verdict for exchange in caught.value.exchanges] == ["try_later"]
    else:
        answer = client.launch_status(**ABOUT, ahead=ahead)
        assert [exchange.verdict for exchange in answer.exchanges] == ["try_later", "ok"]
        assert len(kaleyra.requests) == 3
    assert monotonic() - began < 2


def test_it_turns_to_the_other_address_when_the_one_asked_is_wrong(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(OK, fault.html(404), OK)
    client = client_of(kaleyra)
    ahead = sent(client)
    listen(ahead)

    assert client.hear_ahead(ahead) is None
    answer = client.launch_status(**ABOUT, ahead=ahead)

    assert [exchange.http_status for exchange in answer.exchanges] == [404, 200]
    assert client.path_forms == {"launch_status": "prose"}
    again = sent(client)
    again.drop()
    assert again.request.path.startswith("/agentlaunchstatus?")


def test_it_never_waits_when_it_looks(client_of: MakeClient, serve: MakeServer) -> None:
    client = client_of(serve(OK, fault.silence))
    ahead = sent(client)
    began = monotonic()

    assert ahead.look() is False
    assert monotonic() - began < 0.1
    sleep(0.45)
    assert ahead.is_overdue
    ahead.drop()


def test_it_sends_nothing_ahead_over_a_connection_that_was_closed(
    client_of: MakeClient, serve: MakeServer
) -> None:
    def promises_more(peer: fault.Peer) -> None:
        OK(peer)
        peer.keep = False

    kaleyra = serve(promises_more)
    client = client_of(kaleyra)
    client.launch_status(**ABOUT)
    sleep(0.1)

    assert client.send_ahead(**ABOUT) is None
    assert len(kaleyra.requests) == 1
