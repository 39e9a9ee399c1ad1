"""Launches that several pages are looked at with."""

import pytest

from launches.models import Launch
from tests.views.standing import with_carriers


@pytest.fixture
def partly_live(mona, rita) -> Launch:
    """Live on one carrier, pending on another, and a code that nobody has mapped on the third."""
    return with_carriers(mona, rita, "live", "pending", "unknown", days=5)
