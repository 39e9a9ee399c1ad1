"""The answer that nearly every read gets: HTTP/1.1, ordinary headers, its length told beforehand.

One expression reads its head, in a tenth of the time that http.client takes. Whatever is not as plain is left to that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD = re.compile(rb"HTTP/1\.1 ([2-5]\d\d) [ -~]*\r\n((?:[A-Za-z0-9_-]+:[ -~]*\r\n)+)\r\n")
_WITHOUT_BODY = (204, 304)
_LONGEST_HEAD = 16 * 1024


@dataclass(frozen=True)
class Head:
    """Status and headers of a plain answer, and where its body begins and ends in what has come."""

    status: int
    headers: list[tuple[str, str]]
    begin: int
    end: int


class Coming:
    """An answer of which more and more comes. One with a body above `limit` bytes does not count as plain."""

    def __init__(self, limit: int = 0) -> None:
        self.raw = b""
        self.head: Head | None = None
        self._limit = limit
        self._has_ended = False

    def add(self, piece: bytes) -> None:
        """This has come too; nothing (b"") means that no more comes."""
        self._has_ended = not piece
        self.raw += piece
        if self.head is None and (head := _read_head(self.raw)) and head.end - head.begin <= self._limit:
            self.head = head

    @property
    def is_whole(self) -> bool:
        """Whether it is a plain answer, and all of it is there."""
        return self.head is not None and len(self.raw) == self.head.end

    @property
    def may_become_whole(self) -> bool:
        """Whether it is plain as far as it has come, and more may come."""
        if self._has_ended:
            return False
        if self.head is not None:
            return len(self.raw) < self.head.end
        return len(self.raw) < _LONGEST_HEAD and b"\r\n\r\n" not in self.raw


def _read_head(raw: bytes) -> Head | None:
    """The head of a plain answer; None when it is of another kind, or not whole yet."""
    found = _HEAD.match(raw)
    if found is None:
        return None
    lines = [line.partition(":") for line in found[2].decode("ascii").splitlines()]
    headers = [(name, value.strip()) for name, _, value in lines]
    by_name = {name.lower(): value for name, value in headers}
    length = by_name.get("content-length", "")
    is_plain = (
        len(by_name) == len(headers)
        and "transfer-encoding" not in by_name
        and by_name.get("connection", "keep-alive").lower() == "keep-alive"
        and int(found[1]) not in _WITHOUT_BODY
    )
    if not is_plain or not length.isdecimal() or len(length) > len("1048576"):
        return None
    return Head(int(found[1]), headers, found.end(), found.end() + int(length))
