"""Times in plain words."""

from datetime import UTC, datetime, timedelta

import pytest

from launches import words

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=29, hours=23), "29 days ago"),
        (timedelta(days=30), "2 Feb 2026"),
    ],
)
def test_it_says_how_long_ago(passed, said):
    assert words.ago(NOW - passed, NOW) == said


@pytest.mark.parametrize(
    ("lasted", "said"),
    [
        (timedelta(0), "since today"),
        (timedelta(hours=23), "since today"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=12, hours=5), "12 days"),
    ],
)
def test_it_says_how_long_it_lasts(lasted, said):
    assert words.lasting(NOW - lasted, NOW) == said


def test_it_names_the_zone_of_an_exact_time():
    assert words.exact(NOW) == "4 March 2026, 12:00:00 UTC"
