"""A Kaleyra that misbehaves in about one call of five, and keeps the books: what it really took, by launch name.

Every play first decides whether it takes the launch and only then misbehaves, as a real one would.
"""

import hashlib
import json
import random
import socket
import struct
import threading
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.contract.faultserver import FaultServer, Peer, head, json_body

# What must come of a play, when no worker is killed meanwhile.
ACCEPTED, REFUSED, AGAIN, UNKNOWN = "accepted", "refused", "again", "unknown"


@dataclass
class Entry:
    """What the books say about one launch name."""

    taken: int = 0
    digests: set[str] = field(default_factory=set)
    outcomes: list[str] = field(default_factory=list)


class Kaleyra(FaultServer):
    """Listens on 127.0.0.1. `books` has an entry for each launch name that arrived whole."""

    def __init__(self, seed: int, share_of_faults: float = 0.2) -> None:
        self.books: defaultdict[str, Entry] = defaultdict(Entry)
        self.met: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._share = share_of_faults
        self._ledger = threading.Lock()
        super().__init__(self._answer)

    def _serve(self, sock: socket.socket, number: int) -> None:
        # A connection that breaks before the request is whole: nothing was taken, and nobody over there can know.
        if self._chance.random() < self._share / 10:
            sock.recv(self._chance.choice((1, 200)))
            self.met["reset before the request was whole"] += 1
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        super()._serve(sock, number)

    def _answer(self, peer: Peer) -> None:
        if self._chance.random() < self._share * 0.9:
            name = self._chance.choices(list(FAULTS), [weight for weight, *_ in FAULTS.values()])[0]
            _, outcome, misbehave = FAULTS[name]
        else:
            name, outcome, misbehave = "answered well", ACCEPTED, _whole_answer
        takes = outcome == ACCEPTED or (outcome == UNKNOWN and self._chance.random() < 0.8)
        with self._ledger:
            self.met[name] += 1
            entry = self.books[json.loads(peer.request.body)["launch"]["launch_name"]]
            entry.taken += takes
            entry.outcomes.append(outcome)
            entry.digests.add(hashlib.sha256(peer.request.body).hexdigest())
        misbehave(peer)

    @property
    def calls(self) -> int:
        """How many calls came, whole or not."""
        return sum(self.met.values())

    @property
    def faulty_calls(self) -> int:
        """How many of them were not answered well."""
        return self.calls - self.met["answered well"]


def _success() -> bytes:
    launch = {"agent_launch_id": str(uuid.uuid4()), "status": "ACTIVE"}
    return json_body(
        {"code": "RCS902", "message": "created", "data": {"launch": launch, "regions": []}, "error": {}}
    )


def _say(peer: Peer, body: bytes, status: int = 200, **headers: str) -> None:
    told = {"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"}
    peer.send(head(status, told | {name.replace("_", "-"): value for name, value in headers.items()}) + body)


def _whole_answer(peer: Peer) -> None:
    _say(peer, _success())


def _slow_answer(peer: Peer) -> None:
    peer.wait(0.3)
    _whole_answer(peer)


def _refusal(peer: Peer) -> None:
    inner = '{"status":"FAILED","message":"Missing required fields in launch payload"}'
    error = {"error_code": "PROV_ERROR", "error_message": inner}
    _say(
        peer,
        json_body({"code": "RCS904", "message": "Failed to create", "data": [], "error": error}),
        status=400,
    )


def _gateway(peer: Peer) -> None:
    error = {"error_code": "RCS_CHANNEL_INTERNAL_ERROR", "error_message": "Internal Gateway Error"}
    _say(peer, json_body({"code": "RCS502", "message": "Internal", "data": [], "error": error}), status=500)


def _html(status: int) -> Callable[[Peer], None]:
    return lambda peer: _say(
        peer, b"<html><body>Something stood in the way</body></html>", status, Content_Type="text/html"
    )


def _throttled(peer: Peer) -> None:
    _say(peer, b"{}", status=429, Retry_After="1")


def _silence(peer: Peer) -> None:
    peer.wait(6)


def _reset(peer: Peer) -> None:
    peer.reset()


def _hang_up(peer: Peer) -> None:
    """No answer, and the connection is closed politely."""


def _cut(politely: bool, keep: float) -> Callable[[Peer], None]:
    """Part of a good answer, then the end."""

    def play(peer: Peer) -> None:
        body = _success()
        answer = head(200, {"Content-Type": "application/json", "Content-Length": str(len(body))}) + body
        peer.send(answer[: int(len(answer) * keep)])
        if not politely:
            peer.wait(0.05)  # so that the bytes are seen before the RST throws them away
            peer.reset()

    return play


def _truncated(peer: Peer) -> None:
    _say(peer, _success()[:-20])


def _without_id(peer: Peer) -> None:
    _say(peer, json_body({"code": "RCS902", "data": {"launch": {"agent_launch_id": "soon"}}, "error": {}}))


def _drip(peer: Peer) -> None:
    peer.send(head(200, {"Content-Length": "100000"}))
    # As long as anybody may be asked to wait: a client with a read time-out alone would wait for ever.
    for _ in range(60):
        peer.wait(0.1)
        peer.send(b" ")


# By name: how often beside the others, what must come of it, and how it is done.
FAULTS: dict[str, tuple[int, str, Callable[[Peer], None]]] = {
    "answered late": (10, ACCEPTED, _slow_answer),
    "refused": (8, REFUSED, _refusal),
    "429": (10, AGAIN, _throttled),
    "500 RCS502": (8, UNKNOWN, _gateway),
    "502 HTML": (5, UNKNOWN, _html(502)),
    "503 HTML": (5, UNKNOWN, _html(503)),
    "200 HTML": (5, UNKNOWN, _html(200)),
    "reset after the request": (12, UNKNOWN, _reset),
    "closed without an answer": (8, UNKNOWN, _hang_up),
    "closed in the headers": (6, UNKNOWN, _cut(politely=True, keep=0.2)),
    "reset in the body": (6, UNKNOWN, _cut(politely=False, keep=0.8)),
    "closed in the body": (6, UNKNOWN, _cut(politely=True, keep=0.8)),
    "truncated JSON": (6, UNKNOWN, _truncated),
    "success without an id": (4, UNKNOWN, _without_id),
    "silence": (3, UNKNOWN, _silence),
    "drip": (2, UNKNOWN, _drip),
}
