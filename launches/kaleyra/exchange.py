"""One exchange with Kaleyra as it may be kept: complete enough to explain, free of secrets, bounded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

STORED_BODY = 64 * 1024
STORED_HEADERS = 40
STORED_HEADER_VALUE = 300

# PostgreSQL refuses NUL, and neither database driver can encode half a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Exchange:
    """What was sent and what came back, once."""

    endpoint: str
    method: str
    url: str
    request_headers: dict[str, str]
    request_body: str
    started_at: datetime
    duration_ms: int
    connected: bool
    http_status: int | None
    code: str
    response_headers: dict[str, str]
    response_body: str
    truncated: bool
    verdict: str  # ok, refused, not_sent, try_later, unknown or misconfigured
    problem: str
    request_id: str


def storable(text: str) -> str:
    """The text with what no database takes replaced by the replacement character."""
    return _UNSTORABLE.sub("\ufffd", text)


def masked_sid(sid: str) -> str:
    """The SID as people may see it: its last four characters at most, and never more than a third."""
    shown = min(4, len(sid) // 3)
    return "x" * (len(sid) - shown) + sid[len(sid) - shown :]


@dataclass(frozen=True)
class Redactor:
    """Takes the live key and SID out of texts that will be kept or shown."""

    api_key: str = field(repr=False)
    sid: str = field(repr=False)

    def clean(self, text: str) -> str:
        """The text without key and SID, and storable."""
        if self.api_key in text:
            text = text.replace(self.api_key, "[api-key]")
        # A very short SID is no secret, and would tear ordinary words apart.
        if len(self.sid) >= 6 and self.sid in text:
            text = text.replace(self.sid, masked_sid(self.sid))
        return storable(text)

    def clean_body(self, raw: bytes) -> tuple[str, bool]:
        """The body as text of at most 64 KiB, and whether something had to be left out."""
        text = self.clean(raw.decode("utf-8", "replace"))
        return text[:STORED_BODY], len(text) > STORED_BODY

    def clean_headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The first headers, each of bounded length, without cookies."""
        first = list(headers.items())[:STORED_HEADERS]
        return {
            self.clean(name)[:STORED_HEADER_VALUE]: "[cookie]"
            if name.lower() == "set-cookie"
            else self.clean(value)[:STORED_HEADER_VALUE]
            for name, value in first
        }
