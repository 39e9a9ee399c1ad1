"""However the other side misbehaves, a call ends at its total deadline and takes little memory."""

import socket
import tracemalloc
from collections.abc import Callable
from time import monotonic, sleep

import pytest

from launches.kaleyra import KaleyraClient, KaleyraError, NotSent, OutcomeUnknown, TryLater

from . import faultserver as fault
from . import samples
from .conftest import MakeClient, MakeServer
from .faultserver import Play, says

MIB = 1024 * 1024


def write(client: KaleyraClient) -> object:
    return client.launch_agent("{}")


def read(client: KaleyraClient) -> object:
    return client.regions()


BOTH_WAYS = pytest.mark.parametrize("call", [write, read])
SLOW: dict[str, Play] = {
    "a body that drips": fault.drip_body(),
    "a header that drips": fault.drip_headers(),
    "a status line that drips": fault.drip(b"HTTP/1.1 200 O"),
    "headers without end": fault.drip(b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 50, every=0.02),
    "chunks that drip": fault.drip(fault.head(200, {"Transfer-Encoding": "chunked"}) + b"1\r\n \r\n" * 999),
    "a body without length that drips": fault.drip(b"HTTP/1.0 200 OK\r\n\r\n "),
    "the same before 100 Continue": fault.drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 99),
}


@BOTH_WAYS
@pytest.mark.parametrize("name", SLOW)
def test_it_ends_at_the_total_deadline_when_the_answer_drips(
    name: str, call: Callable[[KaleyraClient], object], client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(SLOW[name])
    client = client_of(kaleyra, total_timeout=1.0)
    began = monotonic()

    with pytest.raises(KaleyraError) as caught:
        call(client)

    assert 0.9 <= monotonic() - began < 15  # not the twenty seconds of a read
    assert type(caught.value) is (OutcomeUnknown if call is write else TryLater)
    assert caught.value.exchanges[0].problem.startswith("no answer in time")
    assert len(kaleyra.requests) == 1


@BOTH_WAYS
def test_it_ends_at_the_read_timeout_when_nothing_comes_at_all(
    call: Callable[[KaleyraClient], object], client_of: MakeClient, serve: MakeServer
) -> None:
    client = client_of(serve(fault.silence), read_timeout=0.3, get_tries=1)
    began = monotonic()

    with pytest.raises(KaleyraError):
        call(client)

    assert 0.25 <= monotonic() - began < 20  # not the forty seconds of the whole call


def test_it_says_how_much_had_come_when_the_answer_breaks_off(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(fault.raw(fault.head(200, {"Content-Length": "900"}) + b'{"code": "RCS902", "da'))

    with pytest.raises(OutcomeUnknown) as caught:
        client_of(kaleyra).launch_agent("{}")

    [exchange] = caught.value.exchanges
    assert exchange.problem.endswith("after 22 bytes of the body")
    assert (exchange.http_status, exchange.response_body) == (200, '{"code": "RCS902", "da')


FLOODS: dict[str, Play] = {
    "80 MB": fault.flood(80 * MIB),
    "80 MB in chunks": fault.flood(80 * MIB, chunked=True),
    "80 MB under a good beginning": lambda peer: (
        peer.send(fault.head(200, {})),
        peer.send(fault.json_body(samples.accepted())),
        fault.flood(80 * MIB)(peer),
    )[0],
    "a gzip bomb of 80 MB": fault.gzip_bomb(80 * MIB),
}


@BOTH_WAYS
@pytest.mark.parametrize("name", FLOODS)
def test_it_keeps_its_memory_small_when_it_is_flooded(
    name: str, call: Callable[[KaleyraClient], object], client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(FLOODS[name])
    client = client_of(kaleyra, get_tries=1)
    tracemalloc.start()

    with pytest.raises(KaleyraError) as caught:
        call(client)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    [exchange] = caught.value.exchanges
    # `read` asks for the catalogue, which may be longer than any other answer.
    assert peak < (5 if call is write else 16) * MIB
    assert type(caught.value) is (OutcomeUnknown if call is write else TryLater)
    assert len(exchange.response_body) <= 64 * 1024
    assert exchange.truncated


def test_it_stores_64_kib_and_says_so_when_a_good_answer_is_long(
    client_of: MakeClient, serve: MakeServer
) -> None:
    row = {"id": "1", "display_name": "x" * 90_000}
    kaleyra = serve(
        says({"code": "RCS902", "data": [row]}, headers={"X-Long": "y" * 999, "Set-Cookie": "a=b"})
    )

    answer = client_of(kaleyra).regions()

    [exchange] = answer.exchanges
    assert (len(exchange.response_body), exchange.truncated) == (65_536, True)
    assert exchange.response_headers["X-Long"] == "y" * 300
    assert exchange.response_headers["Set-Cookie"] == "[cookie]"


def test_it_stores_no_nul_and_no_half_surrogate_when_the_answer_holds_them(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(fault.answer(b'\x00\xed\xa0\x80{"code": "\xff"}', headers={"X-Odd": "a\x00b"}))

    with pytest.raises(OutcomeUnknown) as caught:
        client_of(kaleyra).launch_agent("{}")

    [exchange] = caught.value.exchanges
    assert exchange.response_body == '\ufffd\ufffd\ufffd\ufffd{"code": "\ufffd"}'
    assert exchange.response_headers["X-Odd"] == "a\ufffdb"


@pytest.mark.parametrize("patience", [{"connect_timeout": 0.2}, {"total_timeout": 0.2}])
def test_it_sends_nothing_any_more_when_the_name_was_found_too_late(
    patience: dict[str, float], client_of: MakeClient, serve: MakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kaleyra = serve(says(samples.accepted()))
    resolve = socket.getaddrinfo

    def slowly(*args: object) -> object:
        sleep(0.3)
        return resolve(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", slowly)

    with pytest.raises(NotSent):
        client_of(kaleyra, **patience).launch_agent("{}")

    assert kaleyra.requests == []


def test_it_says_not_sent_when_the_connection_is_never_taken(client_of: MakeClient) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(full.getsockname())
        began = monotonic()

        with pytest.raises(NotSent) as caught:
            client_of(f"http://127.0.0.1:{full.getsockname()[1]}", connect_timeout=0.3).launch_agent("{}")

        for sock in waiting:
            sock.close()

    assert 0.25 <= monotonic() - began < 20
    assert caught.value.exchanges[0].problem == "127.0.0.1 did not take the connection in time"
