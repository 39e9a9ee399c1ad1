"""Over TLS: who is trusted, and that a connection that cannot be proved safe sends nothing."""

import contextlib
import socket
import threading
from pathlib import Path

import pytest

from launches.kaleyra import CATALOGUE, Misconfigured, NotSent, TryLater

from . import certificates, samples
from .conftest import MakeClient, MakeServer
from .faultserver import Arrived, Peer, Play, hang_up, says, silence

BODY = "{}"


@pytest.fixture
def trust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Trust what lies in the test's folder, as an operator does by environment."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "certificate.pem"))
    return tmp_path


def test_it_sends_and_reads_when_the_bundle_of_the_environment_trusts_the_server(
    client_of: MakeClient, serve: MakeServer, trust: Path
) -> None:
    tls = certificates.server_side(certificates.GOOD, trust)
    kaleyra = serve(says(samples.accepted(), keep=True), tls=tls)
    client = client_of(kaleyra)

    client.launch_agent(BODY)
    client.launch_status(agent_no="1", agent_launch_id=samples.LAUNCH_ID)
    client.launch_status(agent_no="1", agent_launch_id=samples.LAUNCH_ID)

    assert [request.connection for request in kaleyra.requests] == [1, 2, 2]


def test_it_reads_on_when_an_answer_comes_in_several_records(
    client_of: MakeClient, serve: MakeServer, trust: Path
) -> None:
    data = {"agent_launch_id": samples.LAUNCH_ID, "optin_description": "x" * 100_000}
    play = says({"code": "RCS902", "data": data}, keep=True)
    kaleyra = serve(play, tls=certificates.server_side(certificates.GOOD, trust))
    client = client_of(kaleyra)

    answers = [client.launch_status(agent_no="1", agent_launch_id=samples.LAUNCH_ID) for _ in range(2)]

    assert [answer.value.agent_launch_id for answer in answers] == [samples.LAUNCH_ID] * 2
    assert [len(answer.exchanges) for answer in answers] == [1, 1]
    assert [request.connection for request in kaleyra.requests] == [1, 1]


@pytest.mark.parametrize("certificate", ["OF_ANOTHER", "EXPIRED"])
def test_it_sends_nothing_when_the_certificate_is_not_in_order(
    certificate: str, client_of: MakeClient, serve: MakeServer, trust: Path
) -> None:
    tls = certificates.server_side(getattr(certificates, certificate), trust)
    kaleyra = serve(says(samples.accepted()), tls=tls)

    with pytest.raises(NotSent) as caught:
        client_of(kaleyra).launch_agent(BODY)
    with pytest.raises(TryLater) as read:
        client_of(kaleyra, get_tries=1).regions()

    assert caught.value.sentence == read.value.sentence == CATALOGUE["tls"].sentence
    assert caught.value.exchanges[0].problem.startswith("TLS check of 127.0.0.1 failed: ")
    assert [caught.value.exchanges[0].connected, read.value.exchanges[0].connected] == [False, False]
    assert kaleyra.requests == []


def test_it_sends_nothing_when_nobody_vouches_for_the_certificate(
    client_of: MakeClient, serve: MakeServer, tmp_path: Path
) -> None:
    kaleyra = serve(says(samples.accepted()), tls=certificates.server_side(certificates.GOOD, tmp_path))

    with pytest.raises(NotSent) as caught:
        client_of(kaleyra).launch_agent(BODY)

    assert caught.value.sentence == CATALOGUE["tls"].sentence
    assert kaleyra.requests == []


def test_it_sends_nothing_when_the_port_speaks_no_tls(client_of: MakeClient, serve: MakeServer) -> None:
    kaleyra = serve(hang_up, on_connect=lambda peer: peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n"))

    with pytest.raises(NotSent) as caught:
        client_of(f"https://127.0.0.1:{kaleyra.port}").launch_agent(BODY)

    assert caught.value.sentence == CATALOGUE["tls"].sentence


def test_it_sends_nothing_when_the_handshake_never_ends(client_of: MakeClient, serve: MakeServer) -> None:
    kaleyra = serve(hang_up, on_connect=silence)

    with pytest.raises(NotSent) as caught:
        client_of(f"https://127.0.0.1:{kaleyra.port}", connect_timeout=0.5).launch_agent(BODY)

    [exchange] = caught.value.exchanges
    assert exchange.problem == "127.0.0.1 did not take the connection in time"
    assert 400 <= exchange.duration_ms < 20_000  # not the minutes that the silence lasts


def test_it_refuses_to_start_when_the_bundle_cannot_be_read(client_of: MakeClient, trust: Path) -> None:
    with pytest.raises(Misconfigured) as caught:
        client_of("https://rcs-api.in.kaleyra.io")

    assert caught.value.detail == "the certificate bundle in the environment cannot be read"


def pump(source: socket.socket, target: socket.socket) -> None:
    """Pass on what comes, until one side is gone."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)


def tunnel_to(port: int, asked: list[Arrived]) -> Play:
    """A play of a proxy: note the CONNECT, then pass bytes to the port both ways."""

    def play(peer: Peer) -> None:
        asked.append(peer.request)
        with socket.create_connection(("127.0.0.1", port)) as inner:
            peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=pump, args=(inner, peer.sock), daemon=True)
            back.start()
            pump(peer.sock, inner)
            inner.shutdown(socket.SHUT_RDWR)
            back.join(2)

    return play


def test_it_goes_through_the_proxy_when_the_environment_names_one(
    client_of: MakeClient, serve: MakeServer, trust: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Arrived] = []
    tls = certificates.server_side(certificates.GOOD, trust)
    kaleyra = serve(says(samples.accepted()), tls=tls)
    proxy = serve(tunnel_to(kaleyra.port, asked))
    monkeypatch.setenv("https_proxy", f"http://ann:pass@127.0.0.1:{proxy.port}")
    monkeypatch.setenv("no_proxy", "")
    client = client_of(f"https://localhost:{kaleyra.port}")

    client.launch_agent(BODY)
    client.launch_status(agent_no="1", agent_launch_id=samples.LAUNCH_ID)

    assert [(request.method, request.path) for request in asked] == [
        ("CONNECT", f"localhost:{kaleyra.port}")
    ] * 2
    assert {request.header("Proxy-Authorization") for request in asked} == {"Basic YW5uOnBhc3M="}
    assert {request.header("api-key") for request in asked} == {None}
    assert [request.method for request in kaleyra.requests] == ["POST", "GET"]
    assert {request.header("Proxy-Authorization") for request in kaleyra.requests} == {None}


def test_it_sends_nothing_when_the_proxy_says_no(
    client_of: MakeClient, serve: MakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve(says({}, 407))
    monkeypatch.setenv("https_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "")

    with pytest.raises(NotSent) as caught:
        client_of("https://rcs-api.in.kaleyra.io").launch_agent(BODY)
    with pytest.raises(TryLater) as read:
        client_of("https://rcs-api.in.kaleyra.io", get_tries=1).regions()

    for error in (caught.value, read.value):
        assert "407" in error.exchanges[0].problem
        assert error.exchanges[0].connected is False
    assert [request.method for request in proxy.requests] == ["CONNECT"] * 2


def test_it_asks_no_proxy_when_the_sandbox_runs_on_this_machine(
    client_of: MakeClient, serve: MakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, sandbox = serve(says({}, 502)), serve(says(samples.accepted()))
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "")
    client = client_of(sandbox)

    client.launch_agent(BODY)
    client.launch_status(agent_no="1", agent_launch_id=samples.LAUNCH_ID)

    assert (len(proxy.requests), len(sandbox.requests)) == (0, 2)
