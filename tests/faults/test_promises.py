"""docs/promises.md and docs/security.md name tests for what they claim: each of them must exist."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "promises.md").read_text()


@pytest.mark.parametrize("page", ["promises.md", "security.md"])
def test_it_names_only_tests_that_exist(page):
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (PROJECT / "docs" / page).read_text()))
    assert len(named) > 60

    missing = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not (PROJECT / path).is_file() or f"\ndef {name}(" not in (PROJECT / path).read_text()
    ]
    assert missing == []


def test_it_has_a_row_for_each_of_the_sixty_four_faults():
    rows = re.findall(r"^\| (\d+) \|", PAGE.split("## The faults")[1], re.MULTILINE)

    assert [int(row) for row in rows] == list(range(1, 65))


def test_it_names_a_test_for_each_fault():
    rows = re.findall(r"^\| (\d+) \|.*\| ([^|]*) \|$", PAGE.split("## The faults")[1], re.MULTILINE)

    without = [number for number, tests in rows if "tests/" not in tests and "the same" not in tests]
    assert (len(rows), without) == (64, [])
