"""What is asked, what one try of it came to, and a question that was sent ahead of its asking."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .errors import TryLater
from .exchange import Exchange
from .verdicts import Verdict


@dataclass(frozen=True)
class Request:
    """What is asked: endpoint and method by name, the path below the account's root, the body's text."""

    endpoint: str
    method: str
    path: str
    body: str = ""


@dataclass(frozen=True)
class Moment:
    """When a try began: by the clock that never jumps, and by the one that people read."""

    started: float = field(default_factory=time.monotonic)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class Try:
    """One try of a read and what it came to."""

    verdict: Verdict
    exchange: Exchange

    @property
    def is_wrong_address(self) -> bool:
        """Whether this answer means that the other form of the address should be tried."""
        said = self.verdict.said
        is_nowhere = self.exchange.http_status in (404, 405)
        return is_nowhere or (said.code == "RCS904" and said.is_about_agent_details)

    @property
    def is_worth_repeating(self) -> bool:
        """Whether the next try may bring what this one did not."""
        return self.verdict.family is TryLater and not self.is_wrong_address


@dataclass
class Ahead:
    """A question about a launch that has left, over a connection that nobody else uses until it is heard.

    A selector can wait for it (fileno), so that one thread listens to many.
    """

    request: Request
    form: str  # of the address
    asked_id: str
    moment: Moment
    deadline: float
    connection: Any
    heard: Try | None = None

    def fileno(self) -> int:
        """What a selector wants to know."""
        return int(self.connection.sock.fileno())

    def look(self) -> bool:
        """Takes in what is there, without waiting. Answers whether to go on: it is whole, or not plain."""
        try:
            # Until nothing is there: TLS may hold back more than a selector knows of.
            while self.connection.receive(wait=False):
                if not self.connection.coming.may_become_whole:
                    return True
        except OSError:
            return True  # whoever reads on meets the same trouble
        return False

    @property
    def is_whole(self) -> bool:
        """Is all of a plain answer there?"""
        return bool(self.connection.coming.is_whole)

    @property
    def is_overdue(self) -> bool:
        """Has nothing come for longer than may be waited?"""
        return bool(self.connection.is_overdue)

    def drop(self) -> None:
        """Nobody waits for the answer any more."""
        self.connection.close()
