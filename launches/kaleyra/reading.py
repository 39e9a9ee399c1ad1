"""Reading what Kaleyra writes: strict about what is JSON, tolerant about names, nesting and kinds of value."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from .exchange import storable

Record = dict[str, Any]

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NIL_UUID = "00000000-0000-0000-0000-000000000000"
_STRAY = " \t\r\n\u00a0\u202f\u200b\ufeff\"'`\u2018\u2019\u201c\u201d"
_ID_IN_TEXT = re.compile(rf"agent_?launch_?id\W{{1,8}}({_UUID.pattern})", re.IGNORECASE)
_DEEPEST = 12
_SHORTEST_ID = len("agentlaunchid")
_LONGEST_NAME = 60  # of those that mean something to us
_LONGEST_TEXT = 2000


class Unreadable(ValueError):
    """The text is not JSON that has one meaning."""


def read_json(raw: bytes) -> Any:
    """The document. Raises Unreadable, also for a key that stands twice, NaN, and what is too deep or too long."""
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse, object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(_in_words(problem)) from None


def _in_words(problem: ValueError | RecursionError) -> str:
    """What is wrong with the text, for people who do not know Python."""
    match problem:
        case Unreadable():
            return str(problem)
        case json.JSONDecodeError():
            return f"it goes wrong in line {problem.lineno}, column {problem.colno}"
        case UnicodeDecodeError():
            return "it is not UTF-8"
        case RecursionError():
            return "it is nested too deeply"
    return "a number in it is too long"


def _refuse(constant: str) -> None:
    raise Unreadable(f"{constant} is not JSON")


def _once_each(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise Unreadable("a key stands twice")
    return record


def folded(value: Any) -> Record:
    """An object by its names without case and underscores (regionId is region_id); anything else is empty.

    Of two names that fold to the same one, the first that says something counts.
    """
    if not isinstance(value, dict):
        return {}
    named = [(_plain(name) if len(name) < _LONGEST_NAME else name, item) for name, item in value.items()]
    record = dict(named)
    if len(record) < len(named):
        record |= {name: item for name, item in reversed(named) if item not in (None, "")}
    return record


@lru_cache(maxsize=512)  # the same few dozen names in every answer
def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def text(value: Any) -> str:
    """A value as one storable text: "" for nothing, JSON for what is not a plain value."""
    if isinstance(value, str):
        return storable(value.strip()[:_LONGEST_TEXT])
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"  # as JSON writes it
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if type(value) is int and abs(value) < 1e15:
        return str(value)
    try:
        return storable(json.dumps(value, ensure_ascii=False)[:_LONGEST_TEXT])
    except (ValueError, RecursionError):
        return f"[{type(value).__name__}]"


def identifier(value: Any) -> str:
    """An id without the stray quotes and spaces that the documents print around some."""
    return text(value).strip(_STRAY)


def is_uuid(value: str) -> bool:
    """Whether this names something: well-formed, and not the nil UUID of a record that was never made."""
    return bool(_UUID.fullmatch(value)) and value != _NIL_UUID


def uuid_in(raw: str) -> str:
    """What looks like the launch id in a text that does not parse, or ""."""
    found = _ID_IN_TEXT.search(raw)
    return found.group(1) if found else ""


def launch_ids(document: Any) -> set[str]:
    """Every agent_launch_id that an answer gives, wherever it stands, in lower case."""
    found: list[Any] = []
    level: list[Any] = [document]
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                found += [
                    item for name, item in value.items() if len(name) >= _SHORTEST_ID and _is_launch_id(name)
                ]
                below += value.values()
            elif isinstance(value, list):
                below += value
        level = [value for value in below if isinstance(value, (dict, list))]
        if not level:
            break
    return {read for read in (identifier(value).lower() for value in found) if read}


def _is_launch_id(name: str) -> bool:
    return name.replace("_", "").lower() == "agentlaunchid"
