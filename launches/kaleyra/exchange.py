"""One exchange with Kaleyra as it may be kept: complete enough to explain, free of secrets, bounded."""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import quote

STORED_BODY = 64 * 1024
# Of more than this hashlib lets Python's lock go for a moment, and hundreds of threads want it.
_PIECE = 2047
STORED_HEADERS = 40
STORED_HEADER_VALUE = 300

# PostgreSQL refuses NUL, and neither database driver can encode half a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# JSON can write any letter by its number; only quote and backslash would mean something else without.
_ESCAPED = re.compile(rb"\\u00(?!22|5c)([2-7][0-9a-f])", re.IGNORECASE)
# Controls, what has no width, what sets the direction of writing, and halves of pairs, which no page can carry.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


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
    # By this the same answer to the same question is recognised; None of what was no success.
    fingerprint: bytes | None = None


class Same(NamedTuple):
    """One exchange that brought, to the letter, an answer which was read before."""

    started_at: datetime
    duration_ms: int
    request_id: str


def fingerprint(url: str, body: bytes) -> bytes:
    """Another one for every other question or answer."""
    said = blake2b(url.encode() + b"\n", digest_size=16)
    for start in range(0, len(body), _PIECE):
        said.update(body[start : start + _PIECE])
    return said.digest()


def new_request_id() -> str:
    """A name for an exchange. Not uuid4: it lets go of Python's lock, and hundreds of threads would want it."""
    return f"{random.getrandbits(128):032x}"


def storable(text: str) -> str:
    """The text with what no database takes replaced by the replacement character."""
    if text.isascii() and "\x00" not in text:
        return text  # nearly always, and four times as fast
    return _UNSTORABLE.sub("\ufffd", text)


def seen(text: str) -> str:
    """The text with what cannot be seen, or turns round what stands beside it, shown by its number."""
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def masked_sid(sid: str) -> str:
    """The SID as people may see it: its last four characters at most, and never more than a third."""
    shown = min(4, len(sid) // 3)
    return "x" * (len(sid) - shown) + sid[len(sid) - shown :]


class Redactor:
    """Takes the live key and SID out of texts that will be kept or shown."""

    def __init__(self, api_key: str, sid: str) -> None:
        self._key, self._sid = api_key.encode(), sid.encode()
        self._swaps = [(written, "[api-key]") for written in _ways_to_write(api_key)]
        # A very short SID is no secret, and would tear ordinary words apart.
        if len(sid) >= 6:
            self._swaps += [(written, masked_sid(sid)) for written in _ways_to_write(sid)]
        # What may be left of a secret where a text was cut in the middle of it.
        self._margin = max(len(written) for written, _ in self._swaps)

    def clean(self, text: str) -> str:
        """The text without key and SID, and storable."""
        for secret, shown in self._swaps:
            if secret in text:
                text = text.replace(secret, shown)
        return storable(text)

    def without_key(self, raw: bytes) -> bytes:
        """The bytes without the key, before anybody reads them; neither it nor the SID stays escaped by letter."""
        if b"\\u00" in raw:
            plain = _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), raw)
            raw = plain if self._key in plain or self._sid in plain else raw
        return raw.replace(self._key, b"[api-key]")

    def clean_body(self, raw: bytes) -> tuple[str, bool]:
        """The body as text of at most 64 KiB, and whether something had to be left out."""
        beginning = raw[: STORED_BODY + self._margin]
        text = self.clean(beginning.decode("utf-8", "replace"))
        if len(raw) > len(beginning):
            text = text[: -self._margin]
        return text[:STORED_BODY], len(raw) > len(beginning) or len(text) > STORED_BODY

    def clean_headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The first headers, each of bounded length, without cookies."""
        first = list(headers.items())[:STORED_HEADERS]
        return {
            self.clean(name)[:STORED_HEADER_VALUE]: "[cookie]"
            if name.lower() == "set-cookie"
            else self.clean(value)[:STORED_HEADER_VALUE]
            for name, value in first
        }


def _ways_to_write(secret: str) -> list[str]:
    """The secret as it is, and as JSON, HTML and addresses would print it, the longest first."""
    in_json = json.dumps(secret)[1:-1]
    forms = {secret, in_json, in_json.replace("/", "\\/"), html.escape(secret), quote(secret, safe="")}
    return sorted(forms, key=len, reverse=True)
