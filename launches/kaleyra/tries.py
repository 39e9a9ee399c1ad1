"""What is asked, and what one try of it came to."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

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

    def passed_ms(self) -> int:
        """How long ago that was."""
        return round((time.monotonic() - self.started) * 1000)


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
        """Whether a second try at once may bring what this one did not: not where we are sent away."""
        status = self.exchange.http_status or 0
        is_sent_away = status // 100 == 3 or (status == 429 and self.verdict.retry_after is None)
        return self.verdict.family is TryLater and not is_sent_away and not self.is_wrong_address
