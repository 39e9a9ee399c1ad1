"""The sandbox as a running server: sockets, threads and the record of what arrived."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any, cast

from sandbox import control, routes, scenarios
from sandbox.api import Account, Api
from sandbox.director import Director
from sandbox.exchange import Answer, Arrival
from sandbox.scenarios.scenario import ALL
from sandbox.store import Plan, Store
from sandbox.wire import Channel, deliver

MOST_ARRIVALS = 10_000
LARGEST_BODY = 1 << 20


class Sandbox:
    """A running sandbox. `requests` holds every API call that arrived, oldest first."""

    def __init__(self, listener: Listener, store: Store, director: Director, host: str) -> None:
        self.listener, self.store, self.director = listener, store, director
        self.requests: list[Arrival] = []
        self.port = int(listener.server_address[1])
        self.url = f"http://{host}:{self.port}"
        self.account = director.api.account

    def answer_next(self, scenario: str, *, on: str = "", times: int = 1, taken: bool = False) -> None:
        """The next `times` calls (0: all until `answer_honestly`) to endpoint `on` meet the scenario.

        Raises KeyError for a scenario or an endpoint that does not exist.
        """
        scenarios.find(scenario)
        if on and on not in ALL:
            raise KeyError(on)
        with self.store.change() as memory:
            memory.plans.append(Plan(scenario, on, times, taken))

    def answer_honestly(self) -> None:
        """No order is left, latency and failure rate are zero."""
        with self.store.change() as memory:
            memory.plans, memory.latency, memory.failure_rate = [], 0.0, 0.0

    def move_time(self, seconds: float) -> None:
        """The carriers' clock is that much further on."""
        with self.store.change() as memory:
            memory.ahead += seconds

    def launches(self, pod: str = "NA") -> list[dict[str, Any]]:
        """The launches the sandbox has taken, oldest first."""
        with self.store.lock:
            return list(self.store.launches(pod).values())

    def reset(self) -> None:
        """As if freshly installed: nothing launched, nothing arrived, nothing ordered."""
        self.store.reset()
        self.requests.clear()

    def record(self, arrival: Arrival) -> None:
        self.requests.append(arrival)
        del self.requests[:-MOST_ARRIVALS]

    def stop(self) -> None:
        """The port is closed, and so is every connection."""
        self.listener.stop()


class Listener(ThreadingHTTPServer):
    """Accepts many connections at once and can hang up on all of them."""

    request_queue_size = 1024
    daemon_threads = True
    block_on_close = False
    sandbox: Sandbox

    def __init__(self, address: tuple[str, int], *, quiet: bool) -> None:
        self.stopping = threading.Event()
        self.quiet = quiet
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        super().__init__(address, Conversation)

    def server_bind(self) -> None:
        # HTTPServer would look its own name up here, which can take seconds where there is no DNS.
        TCPServer.server_bind(self)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers hang up; that is their right and no news. Anything else is."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def start(self) -> None:
        self._thread.start()

    def _serve(self) -> None:
        while not self.stopping.is_set():
            self.handle_request()

    def stop(self) -> None:
        """The port is closed and every connection hung up."""
        if self.stopping.is_set():
            return
        self.stopping.set()
        host, port = self.server_address[:2]
        # A last caller, so that _serve() looks up and sees that it is over.
        with contextlib.suppress(OSError):
            socket.create_connection((str(host), int(port)), timeout=10).close()
        self._thread.join(timeout=10)
        self.server_close()
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Conversation(BaseHTTPRequestHandler):
    """One connection: reads calls and answers them until either side hangs up."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def respond(self) -> None:
        """The call is recorded, answered and logged."""
        listener = cast("Listener", self.server)
        sandbox = listener.sandbox
        body = self._read_body()
        channel = Channel(self.connection, listener.stopping)
        if control.is_for_control(self.path):
            self._send(channel, control.answer(sandbox, self.command, self.path, self.headers, body))
            return
        request = routes.read(self.command, self.path, self.headers, body)
        arrival = Arrival(self.command, self.path, self.headers, body, request.pod, request.endpoint)
        sandbox.record(arrival)
        started = time.monotonic()
        if sandbox.store.memory.latency:
            channel.wait(sandbox.store.memory.latency)
        answer, arrival.scenario = sandbox.director.answer(request)
        arrival.status, arrival.note = answer.status, answer.note
        self._send(channel, answer)
        self._log(listener, arrival, time.monotonic() - started)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Every method is answered, the wrong ones with RCS405."""
        if name.startswith("do_"):
            return self.respond
        raise AttributeError(name)

    def _read_body(self) -> bytes:
        """The body as announced, up to a bound; whatever is over it ends the connection."""
        announced = self.headers.get("Content-Length", "0")
        length = int(announced) if announced.isdecimal() else 0
        if length > LARGEST_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
        return self.rfile.read(min(length, LARGEST_BODY))

    def _send(self, channel: Channel, answer: Answer) -> None:
        try:
            deliver(channel, answer, is_head=self.command == "HEAD")
        except OSError:
            channel.must_close = True
        if channel.must_close:
            self.close_connection = True

    def _log(self, listener: Listener, arrival: Arrival, seconds: float) -> None:
        if listener.quiet:
            return
        said = f" [{arrival.scenario}]" if arrival.scenario else ""
        path = arrival.path.split("?")[0].encode("ascii", "backslashreplace").decode()
        line = f"{time.strftime('%H:%M:%S')} {arrival.method} {path} {arrival.status}"
        print(f"{line} {seconds * 1000:.0f} ms{said}", flush=True)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: each call has its own line already."""


def start(  # noqa: PLR0913 - one name for each thing that can be set, all with defaults
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    state_file: Path | str | None = None,
    sid: str = Account.sid,
    api_key: str = Account.api_key,
    decide_after: float = 8.0,
    delay: float | None = None,
    failure_rate: float | None = None,
    clock: Callable[[], float] = time.time,
    quiet: bool = True,
) -> Sandbox:
    """A sandbox that listens; port 0 takes a free one.

    Carriers decide about `decide_after` seconds after a launch. Raises OSError when the port is taken.
    """
    store = Store(Path(os.fspath(state_file)) if state_file else None, clock)
    if delay is not None:
        store.memory.latency = delay
    if failure_rate is not None:
        store.memory.failure_rate = failure_rate
    director = Director(store, Api(store, Account(sid, api_key), decide_after))
    listener = Listener((host, port), quiet=quiet)
    sandbox = listener.sandbox = Sandbox(listener, store, director, host)
    listener.start()
    return sandbox
