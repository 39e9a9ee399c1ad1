"""The catalogue: words for everything that can happen, and a promise kept for each of them."""

import re

import pytest

from launches.kaleyra import CATALOGUE, KaleyraError, OutcomeUnknown
from launches.kaleyra.errors import meaning_of

DOCUMENTED = {"RCS701": 400, "RCS601": 400, "RCS405": 405, "RCS904": 400, "RCS502": 500, "RCS500": 500}
ON_THE_SITE = [401, 403, 404, 409, 413, 429, 501, 503, 504]


@pytest.mark.parametrize("key", CATALOGUE)
def test_it_has_a_sentence_and_a_next_step_when_a_code_is_in_the_catalogue(key: str) -> None:
    meaning = CATALOGUE[key]

    assert meaning.sentence.endswith(".")
    assert meaning.next_step.endswith(".")
    assert not re.search(r"RCS\d|HTTP|JSON", meaning.sentence + meaning.next_step)


@pytest.mark.parametrize("key", CATALOGUE)
def test_it_never_advises_to_send_again_when_the_outcome_is_not_certain(key: str) -> None:
    meaning = CATALOGUE[key]

    assert meaning.is_certain != ("do not send it again" in meaning.next_step.lower())
    assert meaning.is_certain or not meaning.is_retryable


@pytest.mark.parametrize(("code", "status"), DOCUMENTED.items())
def test_it_knows_the_status_when_a_code_is_documented(code: str, status: int) -> None:
    assert CATALOGUE[code].http_status == status


@pytest.mark.parametrize("status", ON_THE_SITE)
def test_it_has_words_of_its_own_when_a_plain_status_is_documented(status: int) -> None:
    assert CATALOGUE[f"HTTP {status}"].http_status == status


@pytest.mark.parametrize(
    ("key", "status", "expected"),
    [
        ("RCS999", 503, "HTTP 503"),
        ("RCS999", 418, "HTTP 4xx"),
        ("RCS999", 599, "HTTP 5xx"),
        ("RCS999", 307, "HTTP 3xx"),
        ("RCS999", 200, "unknown code"),
        ("RCS999", None, "unreadable"),
    ],
)
def test_it_falls_back_by_status_when_a_code_is_unknown(key: str, status: int | None, expected: str) -> None:
    assert meaning_of(key, status) is CATALOGUE[expected]


def test_it_says_who_can_help_when_rcs_is_not_enabled() -> None:
    assert "Kaleyra representative" in CATALOGUE["RCS601"].next_step


def test_it_says_what_to_complete_when_the_brand_is_the_reason() -> None:
    for word in ("e-mail", "contact name", "website", "contacts"):
        assert word in CATALOGUE["RCS904 brand"].next_step


def test_it_carries_everything_when_an_error_is_raised() -> None:
    error = OutcomeUnknown(CATALOGUE["HTTP 504"], http_status=504, code="X", detail="y")

    assert isinstance(error, KaleyraError)
    assert str(error) == error.sentence == CATALOGUE["HTTP 504"].sentence
    assert (error.http_status, error.code, error.detail, error.exchanges) == (504, "X", "y", ())
