"""Connections that go wrong, seen from a raw socket."""

import socket
import threading
import time

import pytest

from tests.sandbox.conftest import REGIONS

PATIENCE = 30  # longer than anything takes, on a busy machine too, and shorter than silence


def ask(kaleyra, scenario):
    """A connection on which the catalogue was asked for, with that scenario ordered."""
    kaleyra.answer_next(scenario, on="regions")
    connection = socket.create_connection(("127.0.0.1", kaleyra.port), timeout=PATIENCE)
    connection.sendall(
        f"GET {REGIONS} HTTP/1.1\r\nHost: kaleyra\r\napi-key: sandbox-key\r\n"
        "Content-Type: application/json\r\n\r\n".encode()
    )
    return connection


def read_all(connection, most=1 << 20):
    received = b""
    while len(received) < most and (piece := connection.recv(65_536)):
        received += piece
    return received


@pytest.mark.parametrize("scenario", ["silence", "slow"])
def test_it_sends_nothing_for_a_while(kaleyra, scenario):
    with ask(kaleyra, scenario) as connection:
        connection.settimeout(0.3)
        with pytest.raises(TimeoutError):
            connection.recv(1)


def read_until(connection, is_enough):
    """What has arrived once it is enough, or the connection over."""
    received = b""
    while not is_enough(received) and (piece := connection.recv(65_536)):
        received += piece
    return received


@pytest.mark.parametrize("scenario", ["drip-head", "drip-body"])
def test_it_drips_a_byte_a_second(kaleyra, scenario):
    def dripped(received):
        return received if scenario == "drip-head" else received.partition(b"\r\n\r\n")[2]

    started = time.monotonic()
    with ask(kaleyra, scenario) as connection:
        received = read_until(connection, dripped)

    assert time.monotonic() - started >= 1
    assert len(dripped(received)) < PATIENCE  # a busy machine is not punctual


@pytest.mark.parametrize("scenario", ["reset", "reset-in-body"])
def test_it_resets_the_connection(kaleyra, scenario):
    with ask(kaleyra, scenario) as connection, pytest.raises(ConnectionResetError):
        read_all(connection)


@pytest.mark.parametrize(
    ("scenario", "is_whole"),
    [
        ("hang-up", lambda received: received == b""),
        ("hang-up-in-head", lambda received: b"\r\n\r\n" not in received and received),
        ("hang-up-in-body", lambda received: received.startswith(b"HTTP/1.1 200") and b"}}" not in received),
        ("hang-up-after", lambda received: received.endswith(b'"error": {}}')),
        ("not-http", lambda received: received.startswith(b"SSH-2.0")),
        ("bad-chunks", lambda received: b"\r\n\r\nzz\r\n" in received),
        ("cut-chunks", lambda received: b"chunked" in received and not received.endswith(b"\r\n")),
    ],
)
def test_it_ends_the_answer_too_early_or_frames_it_badly(kaleyra, scenario, is_whole):
    with ask(kaleyra, scenario) as connection:
        assert is_whole(read_all(connection))


@pytest.mark.parametrize(
    ("scenario", "has_come"),
    [
        ("many-headers", lambda received: received.count(b"X-Padding-") == 500),
        ("huge-header", lambda received: b"x" * 100_000 in received),
        ("gzip-bomb", lambda received: b"Content-Encoding: gzip" in received),
    ],
)
def test_it_answers_with_more_than_anybody_reads(kaleyra, scenario, has_come):
    with ask(kaleyra, scenario) as connection:
        assert has_come(read_until(connection, has_come))


@pytest.mark.parametrize("scenario", ["endless", "flood"])
def test_it_floods_until_the_caller_hangs_up(kaleyra, scenario):
    with ask(kaleyra, scenario) as connection:
        assert len(read_all(connection, most=3 << 20)) >= 3 << 20
    # Nobody is hurt by it: the next caller is served.
    with ask(kaleyra, "region-gone") as connection:
        assert connection.recv(15) == b"HTTP/1.1 200 OK"


def test_it_keeps_a_connection_for_several_calls(kaleyra):
    with ask(kaleyra, "regions-empty") as connection:
        assert b'"data": []' in connection.recv(65_536)
        connection.sendall(b"GET /v1/x/rcs/agents HTTP/1.1\r\nHost: kaleyra\r\n\r\n")
        assert connection.recv(15) == b"HTTP/1.1 401 Un"


def test_it_answers_others_while_one_waits_in_silence(kaleyra, call):
    with ask(kaleyra, "silence"):
        while kaleyra.store.memory.plans:  # until it has met its silence, so that nobody else does
            time.sleep(0.01)
        assert call.get(REGIONS).status == 200  # while the silence lasts


def test_it_waits_as_long_as_the_dial_says(kaleyra, call):
    kaleyra.store.memory.latency = 0.2

    started = time.monotonic()
    call.get(REGIONS)

    assert 0.2 <= time.monotonic() - started < PATIENCE


def is_over(connection):
    """Is the other side gone, politely or not?"""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_it_stops_soon_whoever_is_connected(kaleyra):
    silent = ask(kaleyra, "silence")
    with silent, socket.create_connection(("127.0.0.1", kaleyra.port), timeout=PATIENCE) as idle:
        time.sleep(0.05)
        started = time.monotonic()
        kaleyra.stop()
        assert time.monotonic() - started < 60  # not the two minutes of silence
        assert is_over(silent)
        assert is_over(idle)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", kaleyra.port), timeout=PATIENCE)


def test_it_leaves_no_thread_behind_when_it_stops(kaleyra):
    before = set(threading.enumerate())
    with ask(kaleyra, "silence"):
        time.sleep(0.05)
        kaleyra.stop()

    end = time.monotonic() + 20  # what has been told to end may take a moment for it
    while (left := set(threading.enumerate()) - before) and time.monotonic() < end:
        time.sleep(0.05)
    assert left == set()
