"""One try over HTTP: bytes out, bytes in, whatever happens on the way. Nothing here raises for what the network does.

Reads share connections that are kept open. A change gets a connection of its own, made in a step of its own: a pooled
connection whose idle time ends as we write would leave us not knowing whether the request arrived.
"""

from __future__ import annotations

import http.client
import os
import ssl
import weakref
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, cast

import requests
from certifi import where as bundled_certificates
from requests.utils import get_auth_from_url, select_proxy
from urllib3 import PoolManager, ProxyManager
from urllib3.exceptions import HTTPError
from urllib3.util import make_headers, parse_url

from .account import Account, Options, misconfigured
from .connections import NotConnected, PlainConnection, TlsConnection, innermost
from .exchange import Redactor
from .plain import Plain, read_plain

_PIECE = 64 * 1024


@dataclass(frozen=True)
class Received:
    """What one try brought. `problem` is empty exactly when a whole answer came."""

    connected: bool
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    problem: str = ""
    tls_failed: bool = False
    cut: bool = False  # the body is longer than we are willing to read


class Wire:
    """The way to one account's host. Safe for threads; not to be shared by processes."""

    def __init__(self, account: Account, options: Options, redactor: Redactor) -> None:
        self._options = options
        self._origin = account.origin
        self._redactor = redactor
        self._headers = {
            "api-key": account.api_key,
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",  # nothing to unpack, so no small answer that becomes a large one
            "User-Agent": "rcsportal",
        }
        # Written by hand: http.client takes longer to write a request than the network to carry it, and reads are many.
        fixed = {"Host": self._origin.split("//")[1], **self._headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in fixed.items())
        self._get_tail = f" HTTP/1.1\r\n{lines}\r\n"
        self._route = _Route(account.base_url, options)
        self._idle: deque[Any] = deque()
        self._finally = weakref.finalize(self, _close_all, self._idle)  # should nobody call close()

    def get(self, url: str, deadline: float, *, limit: int) -> Received:
        """The answer to a read, over a connection that is used again; at most `limit` bytes of its body."""
        connection = self._idle_connection()
        try:
            if connection is None:
                connection = self._connected(deadline)
            connection.timeout = max(deadline - monotonic(), 0.001)
            begun = connection.ask(f"GET {url.removeprefix(self._origin)}{self._get_tail}".encode("ascii"))
            plain = read_plain(begun, limit)
            raw: Any = None if plain else connection.rest()
        except Exception as problem:  # noqa: BLE001 (whatever it is, it must not leave the package)
            if connection is not None:
                connection.close()
            return self._no_answer(problem)
        received = self._read_plain(plain) if plain else self._read(raw, limit)
        is_spent = raw and (raw.will_close or raw.status == http.client.SWITCHING_PROTOCOLS)
        if received.problem or is_spent or len(self._idle) >= self._options.pool_size:
            connection.close()
        else:
            self._idle.append(connection)
        return received

    def _connected(self, deadline: float) -> Any:
        connection = self._route.fresh()
        connection.timeout = min(self._options.connect_timeout, max(deadline - monotonic(), 0.001))
        connection.connect()
        return connection

    def _idle_connection(self) -> Any:
        """The one that was used last and that the other side has not closed meanwhile, if there is one."""
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None  # another thread was faster
            if connection.is_connected:
                return connection
            connection.close()
        return None

    def post(self, url: str, body: bytes, deadline: float, last_look: Callable[[], None]) -> Received:
        """The answer to a change, sent at most once on a connection of its own. Raises what `last_look` raises."""
        connection = self._route.fresh()
        try:
            connection.timeout = min(self._options.connect_timeout, max(deadline - monotonic(), 0.001))
            try:
                connection.connect()
            except NotConnected as problem:
                return self._no_answer(problem)
            last_look()
            # Whoever waited for us may have given up by now: what has not begun in time must not begin at all.
            if monotonic() >= deadline:
                return Received(connected=False, problem="the connection came about too late")
            return self._ask(connection, url, body, deadline)
        finally:
            connection.close()

    def _ask(self, connection: Any, url: str, body: bytes, deadline: float) -> Received:
        # From here on the request may have left: every failure means that we do not know.
        connection.auto_open = 0  # and never may http.client connect by itself, to send it once more
        try:
            connection.timeout = max(deadline - monotonic(), 0.001)
            path = url.removeprefix(self._origin)
            connection.request("POST", path, body, self._headers, preload_content=False, decode_content=False)
            connection.timeout = max(deadline - monotonic(), 0.001)
            raw = connection.getresponse()
        except Exception as problem:  # noqa: BLE001 (whatever it is, it must not leave the package)
            return Received(connected=True, problem=self._in_words(problem))
        return self._read(raw, self._options.max_bytes)

    def _read(self, raw: http.client.HTTPResponse, limit: int) -> Received:
        """Status, headers and as much of the body as we are willing to read."""
        pieces: list[bytes] = []
        size, problem = 0, ""
        try:
            while piece := raw.read1(min(_PIECE, limit + 1 - size)):
                pieces.append(piece)
                size += len(piece)
                if size > limit:
                    problem = f"the answer is longer than {limit} bytes"
                    break
            if raw.length and not problem:
                problem = f"{raw.length} bytes are missing, after {size} bytes of the body"
        except Exception as trouble:  # noqa: BLE001 (whatever it is, it must not leave the package)
            problem = f"{self._in_words(trouble)}, after {size} bytes of the body"
        raw.close()
        # The key comes out before anything reads the body, so that no reply of ours can carry it on.
        body = self._redactor.without_key(b"".join(pieces))
        return Received(True, raw.status, _joined(raw.getheaders()), body[:limit], problem, cut=size > limit)

    def _read_plain(self, plain: Plain) -> Received:
        return Received(True, plain.status, plain.headers, self._redactor.without_key(plain.body))

    def _no_answer(self, problem: Exception) -> Received:
        """What is left of a try that failed before there was an answer."""
        cause = innermost(problem)
        if isinstance(cause, NotConnected):
            return Received(connected=False, problem=self._redactor.clean(str(cause)), tls_failed=cause.tls)
        return Received(connected=True, problem=self._in_words(problem))

    def _in_words(self, problem: Exception) -> str:
        """What happened to a connection, for the record."""
        cause = innermost(problem)
        if isinstance(cause, TimeoutError) or "timed out" in str(cause):
            return "no answer in time"
        if isinstance(cause, ConnectionResetError | BrokenPipeError):
            return "the connection was reset"
        return self._redactor.clean(f"{type(cause).__name__}: {cause}")[:300]

    def close(self) -> None:
        """Close the idle connections."""
        _close_all(self._idle)


def _close_all(connections: deque[Any]) -> None:
    while connections:
        connections.pop().close()


def _joined(headers: list[tuple[str, str]]) -> dict[str, str]:
    """Each header once; of one that came more often, all values."""
    joined: dict[str, str] = {}
    for name, value in headers:
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


class _Route:
    """How to get to the host: straight or through the environment's proxy, and which certificates to trust."""

    def __init__(self, base_url: str, options: Options) -> None:
        self._target = parse_url(base_url)
        with requests.Session() as session:
            found = session.merge_environment_settings(base_url, {}, None, None, None)
        is_tls = self._target.scheme == "https"
        self._tls = {"ssl_context": _tls_context(found["verify"])} if is_tls else {}
        # Plain HTTP is for a sandbox on this machine: a proxy has no business with it.
        proxy = select_proxy(base_url, found["proxies"]) if is_tls else None
        self._manager = _manager(proxy, options, self._tls)
        base = TlsConnection if is_tls else PlainConnection
        self._class: Any = type(base.__name__, (base,), {"read_timeout": options.read_timeout})

    def fresh(self) -> Any:
        """A connection of its own to the host, not connected yet."""
        if not isinstance(self._manager, ProxyManager):
            return self._class(self._target.host, self._target.port, **self._tls)
        proxy = cast(Any, self._manager.proxy)
        connection = self._class(
            proxy.host, proxy.port, proxy=proxy, proxy_config=self._manager.proxy_config, **self._tls
        )
        port = self._target.port or 443
        connection.set_tunnel(self._target.host, port, self._manager.proxy_headers, scheme=proxy.scheme)
        return connection


def _manager(proxy: str | None, options: Options, tls: dict[str, Any]) -> PoolManager:
    """What makes the pool; raises Misconfigured for a proxy that nobody can use."""
    if not proxy:
        return PoolManager(maxsize=options.pool_size, **tls)
    user, password = get_auth_from_url(proxy)
    headers = make_headers(proxy_basic_auth=f"{user}:{password}") if user else {}
    try:
        url = proxy if "://" in proxy else f"http://{proxy}"
        return ProxyManager(url, proxy_headers=headers, maxsize=options.pool_size, **tls)
    except HTTPError:
        raise misconfigured("the proxy in the environment is of a kind that cannot be used") from None


def _tls_context(verify: str | bool | None) -> ssl.SSLContext:
    """A context that demands a valid certificate, by the bundle of the environment or else by requests' own."""
    bundle = verify if isinstance(verify, str) else bundled_certificates()
    try:
        if os.path.isdir(bundle):
            return ssl.create_default_context(capath=bundle)
        return ssl.create_default_context(cafile=bundle)
    except OSError:
        raise misconfigured("the certificate bundle in the environment cannot be read") from None
