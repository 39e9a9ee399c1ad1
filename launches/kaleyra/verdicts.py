"""What may be concluded from one try. For a change, every doubt means that we do not know.

A verdict is found by asking a row of questions in order; where none has an answer, a change is unknown and a reading
is tried later. So a shape that nobody thought of can never pass for "accepted" or "refused".
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from .errors import (
    KaleyraError,
    Misconfigured,
    NotSent,
    OutcomeUnknown,
    Refused,
    TryLater,
    as_reading,
    meaning_of,
)
from .exchange import Exchange, Redactor, seen
from .reading import Unreadable, is_uuid, launch_ids, read_json, uuid_in
from .said import SILENCE, Said, hear
from .wire import Received

SUCCESS = "RCS902"
LONGEST_WAIT = 3600.0

# Documented codes that say no. RCS904 says it only together with a definite reason.
REFUSALS = {"RCS701", "RCS601", "RCS405", "RCS904"}
# Statuses whose own number, given as the code in JSON, is a refusal too. Not 408, which is late and not no.
REFUSING_STATUSES = {404, 405, 409, 413}
# As a page these come from a proxy or firewall on the way: no word of Kaleyra's about key, rights or size.
PROXIES_SAY = {400, 401, 403, 405, 407, 408, 413, 451}

WORDS: dict[type[KaleyraError] | None, str] = {
    None: "ok",
    Refused: "refused",
    NotSent: "not_sent",
    TryLater: "try_later",
    OutcomeUnknown: "unknown",
    Misconfigured: "misconfigured",
}


class Verdict(NamedTuple):
    """What one try came to: a family of error, or None with the document."""

    family: type[KaleyraError] | None
    key: str = ""  # of the catalogue
    problem: str = ""
    said: Said = SILENCE
    retry_after: float | None = None
    suggested_id: str = ""
    only_asked: bool = False

    @property
    def word(self) -> str:
        """The verdict as it is stored with an exchange."""
        return WORDS[self.family]

    def error(self, status: int | None, redactor: Redactor, exchanges: tuple[Exchange, ...]) -> KaleyraError:
        """The error to raise, of this verdict's family."""
        family = self.family or OutcomeUnknown
        meaning = meaning_of(self.key, status)
        return family(
            as_reading(meaning) if self.only_asked else meaning,
            http_status=status,
            code=redactor.clean(self.said.code),
            detail=seen(redactor.clean(self.said.reason or self.problem)),
            exchanges=exchanges,
            retry_after=self.retry_after,
            suggested_id=self.suggested_id,
        )


@dataclass(frozen=True)
class _Heard:
    """An answer that came, whole or not, with what its body says."""

    status: int
    received: Received
    said: Said
    trouble: str  # why the body cannot be used, if it cannot
    launch_id: str | None  # the launch we spoke of; None when the answer must bring a new id

    @property
    def is_2xx(self) -> bool:
        return self.status // 100 == 2

    @property
    def refusal(self) -> str:
        """The catalogue's key of a refusal that is documented as one, or ""."""
        if not (self.is_2xx or self.status // 100 == 4) or self.status == 408:
            return ""
        if self.said.code in REFUSALS:
            return self.said.code
        if self.status in REFUSING_STATUSES and self.said.code in (str(self.status), f"RCS{self.status}"):
            return f"HTTP {self.status}"
        return ""

    @property
    def refusal_words(self) -> str:
        """The catalogue's key of the words for that refusal."""
        return "RCS904 brand" if self.refusal == "RCS904" and self.said.is_about_the_brand else self.refusal


Question = Callable[[_Heard], "Verdict | None"]


def judge_change(received: Received, *, sent_id: str | None) -> Verdict:
    """What became of a POST. `sent_id` is the launch it was about; None when the answer must bring a new id."""
    verdict = _judge(received, sent_id, NotSent, OutcomeUnknown, _OF_A_CHANGE)
    if verdict.family is OutcomeUnknown:
        return verdict._replace(suggested_id=uuid_in(received.body.decode("utf-8", "replace")))
    return verdict


def judge_reading(received: Received, *, asked_id: str = "") -> Verdict:
    """What a GET brought. Nothing was changed by it, so nothing is unknown in a way that could hurt."""
    return _judge(received, asked_id, TryLater, TryLater, _OF_A_READING, only_asked=True)


def _judge(
    received: Received,
    launch_id: str | None,
    unsent: type[KaleyraError],
    unclear: type[KaleyraError],
    questions: Sequence[Question],
    *,
    only_asked: bool = False,
) -> Verdict:
    """The first question that has an answer decides; without one it stays unclear."""
    if not received.connected:
        key = "tls" if received.tls_failed else "not connected"
        return Verdict(unsent, key, received.problem, only_asked=only_asked)
    if received.status is None:
        return Verdict(unclear, "no answer", received.problem, only_asked=only_asked)
    said, trouble = _listen(received)
    heard = _Heard(received.status, received, said, trouble, launch_id)
    answers = (question(heard) for question in questions)
    verdict = next((answer for answer in answers if answer), None) or _unclear(heard, unclear)
    return verdict._replace(said=said, retry_after=retry_after(received), only_asked=only_asked)


# The questions. Each answers with a verdict, or None where it has nothing to say.


def _is_accepted(heard: _Heard) -> Verdict | None:
    """RCS902 for a change: accepted only when everything fits together."""
    if heard.said.code != SUCCESS:
        return None
    if not heard.is_2xx or heard.said.has_error:
        return Verdict(OutcomeUnknown, "contradiction", f"RCS902 beside HTTP {heard.status} or an error")
    if not heard.said.is_sound:
        return Verdict(OutcomeUnknown, "unreadable", "`data` is neither an object nor a list")
    ids = launch_ids(heard.said.document)
    if heard.launch_id is None:
        is_named = len(ids) == 1 and is_uuid(*ids)
        return (
            Verdict(None)
            if is_named
            else Verdict(OutcomeUnknown, "no id", "RCS902 without one valid launch id")
        )
    if ids - {heard.launch_id.lower()}:
        return Verdict(OutcomeUnknown, "other launch", "RCS902 for another launch than the one we named")
    return Verdict(None)


def _is_too_many(heard: _Heard) -> Verdict | None:
    """429 means "not processed", whoever says it and however."""
    return Verdict(TryLater, "HTTP 429", "too many requests") if heard.status == 429 else None


def _is_closed_to_us(heard: _Heard) -> Verdict | None:
    """401 and 403 count when Kaleyra itself says so; as HTML they come from some proxy."""
    if heard.status in (401, 403) and heard.said.is_object:
        return Verdict(Misconfigured, f"HTTP {heard.status}", "the account was not accepted")
    return None


def _is_refused_change(heard: _Heard) -> Verdict | None:
    """A documented no. RCS904 is one only with a definite reason, and none brings a new launch id."""
    if heard.refusal == "RCS904" and not heard.said.is_definite:
        return None
    if heard.refusal and heard.launch_id is None and any(map(is_uuid, launch_ids(heard.said.document))):
        return Verdict(OutcomeUnknown, "contradiction", "a refusal that brings a launch id")
    return Verdict(Refused, heard.refusal_words, "refused") if heard.refusal else None


def _is_read(heard: _Heard) -> Verdict | None:
    """A success that says what was asked for, with RCS902 or without any code."""
    said = heard.said
    if not heard.is_2xx or said.code not in (SUCCESS, "") or said.has_error:
        return None
    if not said.is_sound or not (said.code or said.has_content):
        return None
    others = {found for found in launch_ids(said.document) if is_uuid(found)}
    if heard.launch_id and others and heard.launch_id.lower() not in others:
        return Verdict(TryLater, "other launch", "the answer is about another launch")
    return Verdict(None)


def _is_refused_reading(heard: _Heard) -> Verdict | None:
    """A documented no, unless it only tells of a fault on the way."""
    if not heard.refusal or (heard.refusal == "RCS904" and heard.said.is_about_a_fault):
        return None
    # Of the three reasons that the documents give for it when a status is asked, two cannot be: we name both numbers.
    words = heard.refusal_words
    if words == "RCS904" and heard.launch_id and not heard.said.is_about_agent_details:
        words = "RCS904 not found"
    return Verdict(Refused, words, "refused")


_OF_A_CHANGE = (_is_accepted, _is_too_many, _is_closed_to_us, _is_refused_change)
_OF_A_READING = (_is_read, _is_too_many, _is_closed_to_us, _is_refused_reading)


def _unclear(heard: _Heard, family: type[KaleyraError]) -> Verdict:
    """The verdict where no question had an answer, in the words that fit best."""
    status, code = heard.status, heard.said.code
    problem = heard.trouble or f"HTTP {status} with code {code or 'none'}"
    if status in PROXIES_SAY and not heard.said.is_object:
        return Verdict(family, "not Kaleyra", f"HTTP {status}; {problem}")
    if code == "RCS904":
        return Verdict(family, "RCS904 vague", problem)
    if code in ("RCS500", "RCS502") or not heard.is_2xx:
        return Verdict(family, code if code in ("RCS500", "RCS502") else f"HTTP {status}", problem)
    if heard.received.problem:
        return Verdict(family, "no answer", problem)
    return Verdict(family, "unknown code" if code not in (SUCCESS, "") else "unreadable", problem)


def _listen(received: Received) -> tuple[Said, str]:
    """What the body says, and why it cannot be understood if it cannot."""
    if received.problem:
        return SILENCE, received.problem
    try:
        return hear(read_json(received.body)), ""
    except Unreadable as trouble:
        return SILENCE, _trouble(received.body, trouble)


def _trouble(body: bytes, trouble: Unreadable) -> str:
    """What came in place of an answer. The commonest has a name that people know."""
    if not body:
        return "the body is empty"
    is_page = body.lstrip().startswith(b"<")
    return "a web page came in place of it" if is_page else f"the body is not sound JSON: {trouble}"


def retry_after(received: Received) -> float | None:
    """The seconds that the answer asks us to wait, at most an hour; None without a usable Retry-After."""
    raw = next(
        (value for name, value in received.headers.items() if name.lower() == "retry-after"), ""
    ).strip()
    if not raw:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", raw, re.ASCII):
        return min(float(raw[:20]), LONGEST_WAIT)
    try:
        seconds = parsedate_to_datetime(raw).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)
