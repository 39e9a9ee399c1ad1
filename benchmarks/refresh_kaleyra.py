"""A Kaleyra that answers every question about a launch after the same time, as cheaply as can be."""

import json
import multiprocessing
import re
import selectors
import socket
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from time import monotonic
from typing import cast

_PIECE = 64 * 1024
CARRIERS = ("Canada: Bell", "Canada: Rogers", "Canada: Telus")
# One launch of so many hears something new when it is asked first, and another one when it is asked again: it is told
# by the end of its id. In life, with a question every four minutes and an answer after days, it is fewer.
NEWS_OF = 250
NEWS, NEWS_LATER = "00", "22"
_ASKED = re.compile(rb"^GET \S*agent_launch_id=(\S+) .*?\r\n\r\n", re.DOTALL)
_TEXT = "People tick an empty box on https://maple.example/alerts and confirm by SMS. " * 3


def remote_id(number: int) -> str:
    """The catalogue's id of this carrier."""
    return f"9d0ac8ac-1c03-4466-9d1c-bf2{number:09}"


def _answer(launch_id: str, state: int) -> bytes:
    """As much as the documents print, with states (Kaleyra docs: Get Launch Status)."""
    texts = ("optin_description", "trigger_description", "interactions_description", "optout_description")
    launch = dict.fromkeys((*texts, "agent_access_instructions"), _TEXT) | {
        "provider_launch_id": "",
        "launch_name": "launch__16800",
        "launch_type": "1",
        "video_uris": ["https://maple.example/walk.mp4"],
        "screenshot_uris": ["https://maple.example/opt-in.png"],
        "agent_no": "2600",
        "agent_launch_id": launch_id,
    }
    regions = [
        {
            "region_id": "74c12b3e-decd-4fac-b1c1-b6822ac9635c",
            "region": remote_id(number),
            "launch_state": state,
            "dirty_flag": False,
            "entry_point": 0,
        }
        for number in range(len(CARRIERS))
    ]
    data = {"launch": launch, "regions": regions}
    return json.dumps({"code": "RCS902", "message": "fetched", "data": data, "error": {}}).encode()


def _with_head(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


_PLACE = "00000000-0000-4000-8000-000000000000"
_AS_EVER, _NEW = (_with_head(_answer(_PLACE, state)) for state in (2, 3))


_asked_before: set[bytes] = set()


def _is_news(launch_id: bytes) -> bool:
    if launch_id.endswith(NEWS_LATER.encode()):
        is_later = launch_id in _asked_before
        _asked_before.add(launch_id)
        return is_later
    return launch_id.endswith(NEWS.encode())


class _Answering:
    """One loop over all connections. Every answer waits equally long, so the first that was asked for is the next."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._waiting: deque[tuple[float, socket.socket, bytes]] = deque()
        self._begun: defaultdict[socket.socket, bytes] = defaultdict(bytes)
        self._ready = selectors.DefaultSelector()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self._ready.register(self._door, selectors.EVENT_READ)
        self.port = self._door.getsockname()[1]

    def run(self) -> None:
        """Until the process is ended."""
        while True:
            until_next = max(self._waiting[0][0] - monotonic(), 0) if self._waiting else None
            for key, _ in self._ready.select(until_next):
                self._take() if key.fileobj is self._door else self._hear(cast(socket.socket, key.fileobj))
            now = monotonic()
            while self._waiting and self._waiting[0][0] <= now:
                _, asker, answer = self._waiting.popleft()
                with suppress(OSError):  # it has gone
                    asker.sendall(answer)

    def _take(self) -> None:
        asker, _ = self._door.accept()
        asker.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._ready.register(asker, selectors.EVENT_READ)

    def _hear(self, asker: socket.socket) -> None:
        try:
            come = asker.recv(_PIECE)
        except OSError:
            come = b""
        if not come:
            self._ready.unregister(asker)
            self._begun.pop(asker, None)
            asker.close()
            return
        self._begun[asker] += come
        while asked := _ASKED.match(self._begun[asker]):
            self._begun[asker] = self._begun[asker][asked.end() :]
            launch_id = asked[1]
            answer = (_NEW if _is_news(launch_id) else _AS_EVER).replace(_PLACE.encode(), launch_id)
            self._waiting.append((monotonic() + self._latency, asker, answer))


def _serve(latency: float, tell: Connection) -> None:
    kaleyra = _Answering(latency)
    tell.send(kaleyra.port)
    kaleyra.run()


@contextmanager
def answering(latency: float) -> Iterator[str]:
    """The address of one, in a process of its own, for as long as the block lasts."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(latency, theirs), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        server.terminate()
        server.join()
