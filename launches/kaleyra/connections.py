"""Connections that keep to the clock: the connect step has one end, and so has all reading together.

A read time-out alone does not stop a server that drips: each byte starts it anew. So every single read is given
what is left until the deadline, and the socket is closed when nothing is left. Header lines are read in the same way.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, cast

from urllib3.connection import HTTPConnection, HTTPSConnection

_PIECE = 64 * 1024
# Hints that come before the answer itself; http.client passes over 100 alone. 101 would end HTTP, so it is not one.
_INTERIM = range(102, 200)
_AT_LEAST = 0.001  # a time-out of 0 would mean "do not wait", and a negative one is an error


class NotConnected(OSError):
    """The connect step failed, so no byte of the request has left."""

    def __init__(self, problem: str, *, tls: bool = False) -> None:
        super().__init__(problem)
        self.tls = tls


class _ClockedReader(io.RawIOBase):
    """Gives what has come already, then reads on until the deadline, no longer than the read time-out in one go."""

    def __init__(self, clocked: _Clocked) -> None:
        self._begun = clocked.begun
        self._clocked = clocked
        # makefile() keeps the socket open until the reader is closed, even when the connection is closed before.
        self._source = cast(io.RawIOBase, clocked.sock.makefile("rb", buffering=0))
        self._heard_at = clocked.heard_at

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._begun:
            piece, self._begun = self._begun[: len(buffer)], self._begun[len(buffer) :]
            buffer[: len(piece)] = piece
            return len(piece)
        self._clocked.sock.settimeout(
            _left(self._clocked.deadline, self._heard_at, self._clocked.read_timeout)
        )
        size = self._source.readinto(buffer)
        self._heard_at = monotonic()
        return size

    def close(self) -> None:
        self._source.close()
        super().close()


def _left(deadline: float, heard_at: float, read_timeout: float) -> float:
    """Seconds that may still be waited. Raises TimeoutError when there are none."""
    now = monotonic()
    left = min(deadline, heard_at + read_timeout) - now
    if left <= 0:
        raise TimeoutError("the total deadline has passed" if now >= deadline else "timed out")
    return left


@dataclass(frozen=True)
class _Clocked:
    """What http.client wants of a socket, with the clock put in, and what has come already put in front."""

    sock: socket.socket
    deadline: float
    read_timeout: float
    heard_at: float
    begun: bytes

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_ClockedReader(self))


class _StrictResponse(http.client.HTTPResponse):
    """The answer itself, not a hint before it, with its headers in order.

    http.client lets others pass, and urllib3 then logs them, raw.
    """

    def begin(self) -> None:
        super().begin()
        while self.status in _INTERIM:
            self.headers = self.msg = cast(http.client.HTTPMessage, None)  # or it takes itself for begun
            super().begin()
        if self.msg.defects or self.msg.get_payload():
            raise http.client.HTTPException("the headers are malformed")
        if len(set(self.msg.get_all("Content-Length", ()))) > 1:
            raise http.client.HTTPException("the headers give two lengths")
        # RFC 9112, 6.3: a sign that somebody on the way reads the answer differently than we do.
        if "Content-Length" in self.msg and "Transfer-Encoding" in self.msg:
            raise http.client.HTTPException("the headers give a length and a transfer coding")


class _KeepsTime:
    """Put before a connection class of urllib3. `timeout` is what is left of the call whenever it is read."""

    read_timeout = 15.0
    timeout: float
    _dns_host: str
    port: int
    host: str
    sock: Any
    close: Callable[[], None]
    _tunnel_host: str | None
    _connect_until = 0.0
    _deadline = 0.0
    _heard_at = 0.0
    _begun = b""  # of the answer

    def response_class(self, sock: socket.socket, *args: Any, **kwargs: Any) -> http.client.HTTPResponse:
        clocked = _Clocked(sock, self._deadline, self.read_timeout, self._heard_at, self._begun)
        return _StrictResponse(cast(socket.socket, clocked), *args, **kwargs)

    def _new_conn(self) -> socket.socket:
        """A TCP connection, or OSError, within the connect time-out for all addresses together."""
        last: OSError = OSError("the name has no address")
        found = socket.getaddrinfo(self._dns_host, self.port, 0, socket.SOCK_STREAM)
        # The resolver keeps a time of its own. What it used up is not given again.
        if monotonic() >= self._connect_until:
            raise TimeoutError
        for family, kind, protocol, _, address in found:
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(max(self._connect_until - monotonic(), _AT_LEAST))
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.connect(address)
                # The rest of the connect step (proxy, TLS) gets what is left of its time.
                sock.settimeout(max(self._connect_until - monotonic(), _AT_LEAST))
                return sock
            except OSError as problem:
                sock.close()
                last = problem
        raise last

    def connect(self) -> None:
        """The whole connect step. Raises NotConnected."""
        self._expect()
        self._connect_until = self._deadline
        host = self._tunnel_host or self.host
        try:
            super().connect()  # type: ignore[misc]  # urllib3's, behind us in the method order
        except Exception as problem:  # noqa: BLE001 (no byte of the request has left, whatever it was)
            self.close()
            raise _not_connected(problem, host) from None

    def ask(self, request: bytes) -> bytes:
        """The first piece of the answer to a read, which was sent as it is."""
        self._expect()
        # One time for both: the request of a read fits into the socket's buffer, so sending it does not wait.
        wait = min(self.timeout, self.read_timeout)
        if self.sock.gettimeout() != wait:
            self.sock.settimeout(wait)
        self.sock.sendall(request)
        self._begun = self.sock.recv(_PIECE)
        self._heard_at = monotonic()
        return self._begun

    def _expect(self) -> None:
        self._heard_at = monotonic()
        self._deadline = self._heard_at + self.timeout
        self._begun = b""

    def rest(self) -> http.client.HTTPResponse:
        """The whole answer to a read, of which the first piece has come."""
        response = self.response_class(self.sock, method="GET")
        try:
            response.begin()
        except BaseException:
            response.close()
            raise
        return response

    def getresponse(self) -> http.client.HTTPResponse:  # without what urllib3 wraps around it
        self._expect()
        return http.client.HTTPConnection.getresponse(cast(http.client.HTTPConnection, self))


class PlainConnection(_KeepsTime, HTTPConnection):  # type: ignore[misc]  # response_class is a method here
    """To a sandbox on this machine."""


class TlsConnection(_KeepsTime, HTTPSConnection):  # type: ignore[misc]  # response_class is a method here
    """To Kaleyra, straight or through a proxy's tunnel."""


def _not_connected(problem: Exception, host: str) -> NotConnected:
    """The failure of a connect step in words that name the host and no secret."""
    cause = innermost(problem)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return NotConnected(f"TLS check of {host} failed: {cause.verify_message}", tls=True)
    if isinstance(cause, TimeoutError):
        return NotConnected(f"{host} did not take the connection in time")
    if isinstance(cause, ssl.SSLError):
        return NotConnected(f"TLS with {host} failed: {cause.reason or 'handshake broken off'}", tls=True)
    if isinstance(cause, socket.gaierror):
        return NotConnected(f"the name {host} was not found ({cause.strerror})")
    return NotConnected(f"no connection to {host}: {getattr(cause, 'strerror', None) or cause}")


def innermost(problem: BaseException) -> BaseException:
    """The exception that all others were wrapped around."""
    inner = getattr(problem, "reason", None)
    if not isinstance(inner, BaseException):
        inner = next((arg for arg in reversed(problem.args) if isinstance(arg, BaseException)), None)
    return innermost(inner) if inner is not None else problem
