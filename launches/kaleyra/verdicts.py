"""What may be concluded from one try. For a change, every doubt means that we do not know.

The order of the questions matters: what is certain by its nature comes first, and success is asked for last of all.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

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
from .exchange import Exchange, Redactor
from .reading import Unreadable, is_uuid, launch_ids, read_json, uuid_in
from .said import Said, hear
from .wire import Received

SUCCESS = "RCS902"
LONGEST_WAIT = 3600.0

# Documented codes that say no. RCS904 says it only together with a definite reason.
REFUSALS = {"RCS701", "RCS601", "RCS405"}
# Statuses whose own number, given as the code in JSON, is a refusal too. 408 is not among them: it may be late, not no.
REFUSING_STATUSES = {404, 405, 409, 413}

WORDS = {
    None: "ok",
    Refused: "refused",
    NotSent: "not_sent",
    TryLater: "try_later",
    OutcomeUnknown: "unknown",
    Misconfigured: "misconfigured",
}


@dataclass(frozen=True)
class Verdict:
    """What one try came to: a family of error, or None with the document."""

    family: type[KaleyraError] | None
    key: str = ""  # of the catalogue
    problem: str = ""
    said: Said = Said()
    retry_after: float | None = None
    suggested_id: str = ""
    only_asked: bool = False

    @property
    def word(self) -> str:
        """The verdict as it is stored with an exchange."""
        return WORDS[self.family]

    def error(self, status: int | None, redactor: Redactor, exchanges: tuple[Exchange, ...]) -> KaleyraError:
        """The error to raise. Only for a verdict that has a family."""
        assert self.family is not None
        meaning = meaning_of(self.key, status)
        return self.family(
            as_reading(meaning) if self.only_asked else meaning,
            http_status=status,
            code=redactor.clean(self.said.code),
            detail=redactor.clean(self.said.reason or self.problem),
            exchanges=exchanges,
            retry_after=self.retry_after,
            suggested_id=self.suggested_id,
        )


def judge_change(received: Received, *, sent_id: str | None) -> Verdict:
    """What became of a POST. `sent_id` is the launch it was about; None when the answer must bring a new id."""
    if not received.connected:
        return Verdict(NotSent, "tls" if received.tls_failed else "not connected", received.problem)
    if received.status is None:
        return Verdict(OutcomeUnknown, "no answer", received.problem)
    said, trouble = _listen(received)
    verdict = _judge_change(received, said, trouble, sent_id)
    if verdict.family is OutcomeUnknown:
        verdict = replace(verdict, suggested_id=_suggestion(received))
    return replace(verdict, said=said)


def _judge_change(received: Received, said: Said, trouble: str, sent_id: str | None) -> Verdict:
    status = received.status or 0
    if said.code == SUCCESS:
        return _judge_success(status, said, sent_id)
    if status == 429:
        return Verdict(TryLater, "HTTP 429", "too many requests", retry_after=retry_after(received))
    if received.problem:
        return Verdict(OutcomeUnknown, "no answer", received.problem)
    if trouble:
        return Verdict(OutcomeUnknown, "unreadable" if _is_2xx(status) else f"HTTP {status}", trouble)
    if status in (401, 403) and said.is_object:
        return Verdict(Misconfigured, f"HTTP {status}", "the account was not accepted")
    refusal = _refusal(status, said)
    if refusal == "RCS904" and not said.is_definite:
        return Verdict(
            OutcomeUnknown, "RCS904 vague", "the reason is missing or speaks of a fault on the way"
        )
    if refusal and sent_id is None and any(map(is_uuid, launch_ids(said.document))):
        return Verdict(OutcomeUnknown, "contradiction", "a refusal that brings a launch id")
    if refusal:
        return Verdict(Refused, _words_for(refusal, said), "refused")
    return Verdict(OutcomeUnknown, _key_of(status, said), f"HTTP {status} with code {said.code or 'none'}")


def _judge_success(status: int, said: Said, sent_id: str | None) -> Verdict:
    """Accepted only when everything fits together."""
    if not _is_2xx(status) or said.has_error:
        return Verdict(
            OutcomeUnknown, "contradiction", f"HTTP {status}, RCS902{' and an error' * said.has_error}"
        )
    if not said.is_sound:
        return Verdict(OutcomeUnknown, "unreadable", "`data` is neither an object nor a list")
    ids = launch_ids(said.document)
    if sent_id is None:
        if len(ids) == 1 and is_uuid(*ids):
            return Verdict(None)
        return Verdict(
            OutcomeUnknown, "no id", f"RCS902 with {len(ids) or 'no'} launch id, none of them sure"
        )
    if ids - {sent_id.lower()}:
        return Verdict(OutcomeUnknown, "other launch", "RCS902 for another launch than the one we named")
    return Verdict(None)


def judge_reading(received: Received, *, asked_id: str = "") -> Verdict:
    """What a GET brought. Nothing was changed by it, so nothing is unknown in a way that could hurt."""
    if not received.connected:
        key = "tls" if received.tls_failed else "not connected"
        return Verdict(TryLater, key, received.problem, only_asked=True)
    said, trouble = _listen(received)
    verdict = _judge_reading(received, said, trouble, asked_id)
    return replace(verdict, said=said, only_asked=True, retry_after=retry_after(received))


def _judge_reading(received: Received, said: Said, trouble: str, asked_id: str) -> Verdict:
    status = received.status
    if status is None:
        return Verdict(TryLater, "no answer", received.problem)
    if status == 429:
        return Verdict(TryLater, "HTTP 429", "too many requests")
    if received.problem or trouble:
        key = "no answer" if received.problem else "unreadable"
        return Verdict(TryLater, key if _is_2xx(status) else f"HTTP {status}", received.problem or trouble)
    if _is_2xx(status) and said.code in (SUCCESS, "") and not said.has_error:
        return _judge_content(said, asked_id)
    if status in (401, 403) and said.is_object:
        return Verdict(Misconfigured, f"HTTP {status}", "the account was not accepted")
    refusal = _refusal(status, said)
    if refusal and not (refusal == "RCS904" and said.is_about_a_fault):
        return Verdict(Refused, _words_for(refusal, said), "refused")
    return Verdict(TryLater, _key_of(status, said), f"HTTP {status} with code {said.code or 'none'}")


def _judge_content(said: Said, asked_id: str) -> Verdict:
    """Whether a success says what was asked for."""
    if not said.is_sound or not (said.code or said.has_content):
        return Verdict(TryLater, "unreadable", "an answer without content")
    others = {found for found in launch_ids(said.document) if is_uuid(found)}
    if asked_id and others and asked_id.lower() not in others:
        return Verdict(TryLater, "other launch", "the answer is about another launch")
    return Verdict(None)


def _listen(received: Received) -> tuple[Said, str]:
    """What the body says, and why it cannot be understood if it cannot."""
    if received.problem:
        return Said(), received.problem
    try:
        return hear(read_json(received.body)), ""
    except Unreadable as trouble:
        return Said(), f"the body is not sound JSON: {trouble}"


def _refusal(status: int, said: Said) -> str:
    """The catalogue's key of a refusal that is documented as one, or ""."""
    if not (_is_2xx(status) or status // 100 == 4) or status == 408:
        return ""
    if said.code in REFUSALS or said.code == "RCS904":
        return said.code
    if status in REFUSING_STATUSES and said.code in (str(status), f"RCS{status}"):
        return f"HTTP {status}"
    return ""


def _words_for(refusal: str, said: Said) -> str:
    return "RCS904 brand" if refusal == "RCS904" and said.is_about_the_brand else refusal


def _key_of(status: int, said: Said) -> str:
    """Which words fit an answer that is neither success nor refusal."""
    if said.code in ("RCS500", "RCS502", "RCS904"):
        return said.code if said.code != "RCS904" else "RCS904 vague"
    return "unknown code" if _is_2xx(status) else f"HTTP {status}"


def _is_2xx(status: int) -> bool:
    return status // 100 == 2


def _suggestion(received: Received) -> str:
    return uuid_in(received.body.decode("utf-8", "replace"))


def retry_after(received: Received) -> float | None:
    """The seconds that the answer asks us to wait, at most an hour; None when it does not say so in earnest."""
    raw = next(
        (value for name, value in received.headers.items() if name.lower() == "retry-after"), ""
    ).strip()
    if re.fullmatch(r"\d+(\.\d+)?", raw, re.ASCII):
        return min(float(raw[:20]), LONGEST_WAIT)
    try:
        seconds = parsedate_to_datetime(raw).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)
