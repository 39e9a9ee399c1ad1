"""A server over raw sockets that misbehaves on demand, and remembers everything that arrived.

    with FaultServer(answer(json_body({"code": "RCS902"}))) as kaleyra:
        ...call kaleyra.url...
        assert len(kaleyra.requests) == 1

Each request is met by the next play of the script; the last one is repeated. A play is a function of a Peer.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class Arrived:
    """One request, as its bytes were."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: int  # the how-manieth connection brought it

    def header(self, name: str) -> str | None:
        """The header's value; None when it was not sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass
class Peer:
    """The other side of one connection, as a play sees it."""

    sock: socket.socket
    request: Arrived
    over: threading.Event
    keep: bool = field(default=False)

    def send(self, data: bytes) -> None:
        """Send all of it, unless the client is gone or the server is being closed."""
        self.sock.sendall(data)

    def wait(self, seconds: float) -> bool:
        """Let time pass; True when the server is being closed meanwhile."""
        return self.over.wait(seconds)

    def reset(self) -> None:
        """Break the connection with RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


Play = Callable[[Peer], None]


class FaultServer:
    """Listens on a port of 127.0.0.1 until it is closed. `url` is its address."""

    def __init__(
        self, *script: Play, on_connect: Play | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.requests: list[Arrived] = []
        self.connections = 0
        self.received_bytes = 0
        self.failures: list[str] = []
        self._script = list(script)
        self._on_connect = on_connect
        self._tls = tls
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def then(self, *script: Play) -> None:
        """From now on, play this."""
        with self._lock:
            self._script = list(script)

    def close(self) -> None:
        """Stop listening, and end every connection."""
        self._over.set()
        # A last caller. Who still waits at a port that is closed may be given the callers of the next one to open.
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=10).close()
        self._listening.join(10)
        self._listener.close()
        for sock in self._open:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            if self._over.is_set():
                sock.close()
                return
            self._open.append(sock)
            self.connections += 1
            threading.Thread(target=self._meet, args=(sock, self.connections), daemon=True).start()

    def _meet(self, sock: socket.socket, number: int) -> None:
        try:
            with sock, contextlib.suppress(OSError, ValueError):
                if self._tls:
                    sock = self._tls.wrap_socket(sock, server_side=True)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._serve(sock, number)
        finally:
            with contextlib.suppress(OSError):
                sock.close()

    def _serve(self, sock: socket.socket, number: int) -> None:
        if self._on_connect:
            self._on_connect(Peer(sock, Arrived("", "", (), b"", number), self._over))
            return
        reader = sock.makefile("rb")
        while request := self._read(reader, number):
            with self._lock:
                self.requests.append(request)
                play = self._script.pop(0) if len(self._script) > 1 else self._script[0]
            peer = Peer(sock, request, self._over)
            play(peer)
            if not peer.keep:
                return

    def _read(self, reader: Any, number: int) -> Arrived | None:
        line = reader.readline()
        self.received_bytes += len(line)
        if not line.strip():
            return None
        method, path, _ = line.decode("latin-1").split(" ", 2)
        headers = []
        while (line := reader.readline().strip()) and b":" in line:
            name, value = line.decode("latin-1").split(":", 1)
            headers.append((name, value.strip()))
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        return Arrived(method, path, tuple(headers), reader.read(length), number)


# Good answers.


def json_body(document: Any) -> bytes:
    """The document as Kaleyra would write it."""
    return json.dumps(document).encode()


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """Status line and headers, the empty line included."""
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def answer(
    body: bytes = b"",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    keep: bool = False,
    after: float = 0,
) -> Play:
    """A whole, honest answer, perhaps late."""
    told = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}

    def play(peer: Peer) -> None:
        if after:
            peer.wait(after)
        peer.keep = keep
        peer.send(head(status, told if keep else {"Connection": "close", **told}) + body)

    return play


def says(document: Any, status: int = 200, **options: Any) -> Play:
    """A whole, honest answer in JSON."""
    return answer(json_body(document), status, **options)


def html(status: int = 200) -> Play:
    """What a proxy says in Kaleyra's place."""
    return answer(
        b"<html><body>Something stood in the way</body></html>", status, {"Content-Type": "text/html"}
    )


# Bad ones.


def raw(data: bytes) -> Play:
    """Exactly these bytes, then the end of the connection."""
    return lambda peer: peer.send(data)


def silence(peer: Peer) -> None:
    """No answer, for as long as the server lives."""
    peer.wait(300)


def hang_up(peer: Peer) -> None:
    """No answer, and the connection is closed politely."""


def reset(peer: Peer) -> None:
    """No answer, and the connection is broken."""
    peer.reset()


def drip(data: bytes, every: float = 0.05) -> Play:
    """One byte at a time, for ever: after the data comes more of its last byte."""

    def play(peer: Peer) -> None:
        position = 0
        while not peer.wait(every):
            peer.send(data[position : position + 1] or data[-1:])
            position += 1

    return play


def drip_body(every: float = 0.05) -> Play:
    """Headers at once, then a body that never ends."""
    opening = head(200, {"Content-Length": "100000"})
    return lambda peer: (peer.send(opening), drip(b" ", every)(peer))[0]


def drip_headers(every: float = 0.05) -> Play:
    """A header line that never ends."""
    return drip(b"HTTP/1.1 200 OK\r\nX-Slow: a", every)


def break_off(data: bytes, *, politely: bool) -> Play:
    """Part of an answer, then the connection is closed, or broken."""

    def play(peer: Peer) -> None:
        peer.send(data)
        if not politely:
            peer.wait(0.05)  # so that the client has seen the bytes before the RST throws them away
            peer.reset()

    return play


def flood(size: int, *, chunked: bool = False) -> Play:
    """A body of this many bytes, as fast as the client takes it."""
    piece = b" " * 65536

    def play(peer: Peer) -> None:
        peer.send(head(200, {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": str(size)}))
        for _ in range(size // len(piece)):
            peer.send(b"10000\r\n" + piece + b"\r\n" if chunked else piece)

    return play


def gzip_bomb(size: int) -> Play:
    """A small body that becomes a large one for whoever unpacks it: one packed MiB after the other."""
    piece = min(size, 1 << 20)
    packed = gzip.compress(b" " * piece) * (size // piece)
    return answer(packed, headers={"Content-Encoding": "gzip"})


def redirect(target: str, status: int = 302) -> Play:
    """A way to somewhere else."""
    return answer(b"{}", status, {"Location": target})
