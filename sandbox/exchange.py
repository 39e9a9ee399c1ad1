"""What arrives and what goes back, before it is bytes on a socket."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.wire import Channel

JSON_TYPE = ("Content-Type", "application/json")
HTML_TYPE = ("Content-Type", "text/html; charset=utf-8")

#: How an answer leaves: given the channel, the head and the body.
Delivery = Callable[["Channel", bytes, bytes], None]


@dataclass(frozen=True)
class Request:
    """One call as the sandbox understood it. `endpoint` is empty where no documented path matches."""

    method: str
    target: str
    headers: Message
    body: bytes
    pod: str = "NA"
    sid: str = ""
    endpoint: str = ""
    form: str = "curl"
    agent_no: str = ""
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One reply. `note` is for the people at the control page and is never sent."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (JSON_TYPE,)
    delivery: Delivery | None = None
    note: str = ""

    @property
    def payload(self) -> Any:
        """The body as data; an empty object where it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    @property
    def is_success(self) -> bool:
        return self.status == 200 and self.payload.get("code") == "RCS902"


@dataclass
class Arrival:
    """One request that reached the sandbox, whole, and what became of it."""

    method: str
    path: str
    headers: Message
    body: bytes
    pod: str = ""
    endpoint: str = ""
    at: float = field(default_factory=time.time)
    status: int | None = None
    scenario: str = ""
    note: str = ""


def json_bytes(payload: object) -> bytes:
    # Half a surrogate pair may have been sent to us; it cannot go back as UTF-8.
    return json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
