"""How bytes leave the sandbox: properly, or in one of the ways in which connections go wrong."""

from __future__ import annotations

import os
import socket
import struct
import threading
from http.client import responses
from typing import Any

from sandbox.exchange import Answer

#: How long silence, drips and floods go on. Nobody waits longer for an answer.
PATIENCE = 120.0


class Channel:
    """One connection, as a delivery sees it. Waiting ends early when the sandbox stops."""

    def __init__(self, connection: socket.socket, stopping: threading.Event) -> None:
        self.connection, self.stopping = connection, stopping
        self.must_close = False

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def wait(self, seconds: float) -> bool:
        """True when the time has passed, False when the sandbox is stopping."""
        return not self.stopping.wait(seconds)

    def close(self) -> None:
        """Nothing more will be sent; the connection ends when the answer is over."""
        self.must_close = True

    def reset(self) -> None:
        """The connection is gone with a RST, not with a polite end."""
        self.must_close = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # close() would wait for the file objects made from the socket; the descriptor itself must go.
        os.close(self.connection.detach())


def deliver(channel: Channel, answer: Answer, *, is_head: bool = False) -> None:
    """The answer is on its way, in the manner it asks for."""
    head = head_of(answer)
    body = b"" if is_head else answer.body
    if answer.delivery:
        answer.delivery(channel, head, body)
    else:
        channel.send(head + body)


def head_of(answer: Answer) -> bytes:
    """Status line and headers; the length is that of the body unless the answer names its own framing."""
    reason = responses.get(answer.status, "Unknown")
    lines = [f"HTTP/1.1 {answer.status} {reason}", "Server: kaleyra-sandbox"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    named = {name.lower() for name, _ in answer.headers}
    if answer.status != 204 and not named & {"content-length", "transfer-encoding"}:
        lines.append(f"Content-Length: {len(answer.body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def headers_with(answer: Answer, **values: Any) -> tuple[tuple[str, str], ...]:
    """The answer's headers with some set: `retry_after=2` is `Retry-After: 2`."""
    fresh = {name.replace("_", "-").title(): str(value) for name, value in values.items()}
    kept = [(name, value) for name, value in answer.headers if name.title() not in fresh]
    return (*kept, *fresh.items())
