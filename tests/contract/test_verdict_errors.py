"""What becomes of a verdict: the wait that was asked for, its word, its error. See test_verdicts.py."""

import time
from email.utils import formatdate
from typing import Any

import pytest

from launches.kaleyra import CATALOGUE, Misconfigured, NotSent, OutcomeUnknown, Refused, TryLater
from launches.kaleyra.errors import as_reading
from launches.kaleyra.exchange import Redactor
from launches.kaleyra.said import SILENCE, Said
from launches.kaleyra.verdicts import WORDS, Verdict, retry_after
from launches.kaleyra.wire import Received

from .samples import LAUNCH_ID


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        ("", None),
        ("0", 0.0),
        (" 12 ", 12.0),
        ("1.5", 1.5),
        ("3600", 3600.0),
        ("3601", 3600.0),
        ("9" * 400, 3600.0),
        ("soon", None),
        ("-5", None),
        ("1.", None),
        ("١٢", None),
        ("Mon, 99 Foo 2026 00:00:00 GMT", None),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
        ("Wed, 21 Oct 2015 07:28:00 +9999999999999", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2115 07:28:00 GMT", 3600.0),
    ],
)
def test_it_waits_as_long_as_it_is_told_in_earnest(raw: str, seconds: float | None) -> None:
    assert retry_after(Received(True, 429, {"X-Other": "5", "Retry-After": raw})) == seconds
    assert retry_after(Received(True, 429)) is None


def test_it_waits_until_the_moment_that_it_is_told() -> None:
    at = formatdate(time.time() + 90, usegmt=True)

    assert retry_after(Received(True, 429, {"retry-after": at})) == pytest.approx(90, abs=20)


@pytest.mark.parametrize(
    ("family", "word"),
    [
        (None, "ok"),
        (Refused, "refused"),
        (NotSent, "not_sent"),
        (TryLater, "try_later"),
        (OutcomeUnknown, "unknown"),
        (Misconfigured, "misconfigured"),
    ],
)
def test_it_has_a_word_for_every_family(family: Any, word: str) -> None:
    assert Verdict(family).word == word
    assert len(WORDS) == 6


def test_it_becomes_an_error_that_says_everything_but_the_secrets() -> None:
    redactor = Redactor("the-key-of-the-test", "the-sid-of-the-test")
    said = Said(code="RCS500 the-key-of-the-test", reason="why the-key-of-the-test")
    verdict = Verdict(OutcomeUnknown, "RCS500", "a problem", said, 7.0, LAUNCH_ID)

    error = verdict.error(500, redactor, ())
    refusal = Verdict(Refused, "RCS701", "refused").error(400, redactor, ())

    meaning = CATALOGUE["RCS500"]
    assert (type(error), type(refusal)) == (OutcomeUnknown, Refused)
    assert (error.sentence, error.next_step, error.http_status) == (meaning.sentence, meaning.next_step, 500)
    assert (error.code, error.detail) == ("RCS500 [api-key]", "why [api-key]")
    assert (error.exchanges, error.retry_after, error.suggested_id) == ((), 7.0, LAUNCH_ID)


def test_it_becomes_an_error_of_a_reading_that_leaves_nothing_to_settle() -> None:
    verdict = Verdict(None, "HTTP 599", "a problem", SILENCE, only_asked=True)
    exchanges: Any = (object(),)

    error = verdict.error(507, Redactor("the-key-of-the-test", "sid"), exchanges)

    assert type(error) is OutcomeUnknown
    assert error.sentence == CATALOGUE["HTTP 5xx"].sentence
    assert error.next_step == as_reading(CATALOGUE["HTTP 5xx"]).next_step != CATALOGUE["HTTP 5xx"].next_step
    assert (error.detail, error.exchanges) == ("a problem", exchanges)


def test_an_error_points_out_what_kaleyra_hides_in_its_reason() -> None:
    verdict = Verdict(Refused, "RCS904", said=Said(reason="Not \u202eapproved\x1b[2K"))

    error = verdict.error(400, Redactor("a-key", "a-sid"), ())

    assert error.detail == "Not [U+202E]approved[U+001B][2K"
