"""One carrier of one launch."""

import pytest

from launches.models import LaunchRegion


@pytest.mark.parametrize(
    ("said", "is_awaited"),
    [
        ({}, True),  # asked for, and no answer has come yet
        ({"state_code": "0"}, False),
        ({"state": "live", "state_code": "3"}, False),
        ({"is_listed": False}, False),
        ({"is_stated": False}, False),
    ],
)
def test_it_is_awaited_until_a_check_tells_of_it(said, is_awaited):
    assert LaunchRegion(**said).is_awaited is is_awaited
