"""What the body of an answer says about itself: its code, its error, and how definite its reason is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from .reading import folded, text

# Talk of something that broke on the way: then nobody can tell whether the request got through.
_FAULT = re.compile(
    r"time[ds]?[ -]?out|deadline|gateway|upstream|unavailable|internal|unexpected|connection|network|socket"
    r"|\bEOF\b|\breset\b|refused to connect|temporar|try again|retry|unreachable|overload|panic|exception"
    r"|\b50[0-9]\b|i/o",
    re.IGNORECASE,
)
# Words that a failure may consist of without saying why.
_EMPTY_WORDS = frozenset(
    {"a", "an", "the", "to", "of", "for", "in", "is", "was", "not", "could", "unable"}
    | {"please", "sorry", "your", "agent", "carrier", "launch", "request", "response", "status", "message"}
    | {"create", "created", "creating", "fetch", "process", "processing"}
    | {"fail", "fails", "failed", "failure", "error", "errors", "occurred"}
    | {"unknown", "something", "went", "wrong", "bad", "null", "none", "nil", "undefined", "ok", "n/a", "na"}
)
_BRAND = re.compile(r"\bbrand", re.IGNORECASE)
_NO = re.compile(r"fail|error|reject|invalid|denied|refused|^4\d\d$|^$", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """The parts of an answer that a verdict rests on."""

    document: Any = None
    is_object: bool = False
    is_sound: bool = False
    has_content: bool = False
    has_error: bool = False
    code: str = ""
    message: str = ""
    reason: str = ""  # Kaleyra's own inner message, unwrapped
    is_definite: bool = False

    @property
    def is_about_a_fault(self) -> bool:
        """Whether the reason speaks of a time-out, a gateway or the like."""
        return bool(_FAULT.search(f"{self.message} {self.reason}"))

    @property
    def is_about_the_brand(self) -> bool:
        """Whether it is the brand's missing details (Kaleyra docs: Get Launch Status, exception note)."""
        return bool(_BRAND.search(self.reason))

    @property
    def is_about_agent_details(self) -> bool:
        """Whether the address was taken for that of an agent's details: the path form is the wrong one."""
        words = f"{self.message} {self.reason}".lower()
        return "agent detail" in words and "launch" not in words


SILENCE = Said()


def hear(document: Any) -> Said:
    """What a parsed answer says."""
    if isinstance(document, list):
        return Said(document, is_sound=True, has_content=True)
    if not isinstance(document, dict):
        return Said(document)
    top = folded(document)
    error, data = top.get("error"), top.get("data")
    inner, inner_status = unwrap(folded(error).get("errormessage") if isinstance(error, dict) else error)
    message = text(top.get("message"))
    return Said(
        document,
        is_object=True,
        is_sound=data is None or isinstance(data, dict | list),
        has_content=not top.keys().isdisjoint({"data", "launch", "regions", "agents", "agentlaunchid"}),
        has_error=_is_filled(error),
        code=text(top.get("code")).upper()[:40],
        message=message,
        reason=inner,
        is_definite=_is_definite(inner, inner_status),
    )


def unwrap(error_message: Any) -> tuple[str, str]:
    """The inner message and its status. The documents print JSON inside the text of `error_message`."""
    value = error_message
    for _ in range(3):
        if isinstance(value, str) and value.strip()[:1] in ("{", "["):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return "", "unreadable"
        if not isinstance(value, dict):
            break
        inside = folded(value)
        status = text(inside.get("status"))
        value = inside.get("message", inside.get("errormessage"))
        if not (isinstance(value, dict) or text(value)[:1] == "{"):
            return text(value), status
    return (text(value), "") if isinstance(value, str) else ("", "")


def _is_definite(reason: str, status: str) -> bool:
    """Whether the reason says what is wrong with the request, rather than that something went wrong."""
    words = {word.strip(".,:;!?'\"()[]") for word in reason.lower().split()}
    says_why = bool(words - _EMPTY_WORDS - {""})
    return says_why and bool(_NO.search(status)) and not _FAULT.search(reason)


def _is_filled(value: Any) -> bool:
    """Whether an error object says anything: {}, [], null and objects of empty texts do not."""
    if isinstance(value, dict):
        return any(map(_is_filled, value.values()))
    if isinstance(value, list):
        return any(map(_is_filled, value))
    return value not in (None, "", False, 0)
