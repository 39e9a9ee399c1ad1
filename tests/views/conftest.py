"""What several pages are looked at with."""

import pytest

from launches.models import Launch
from launches.services import drafts
from tests.views.standing import with_carriers
from tests.views.writing import ANSWERS, VIDEOS, make_agent, make_regions


@pytest.fixture
def agent(db):
    return make_agent()


@pytest.fixture
def regions(db):
    return make_regions(9)


@pytest.fixture
def launch(mona, agent, regions) -> Launch:
    """A draft of Mona's with two carriers."""
    answers = {**ANSWERS, "launch_name": "spring_sale", "video_uris": [VIDEOS]}
    return drafts.create(by=mona, agent=agent, answers=answers, regions=regions[:2])


@pytest.fixture
def partly_live(mona, rita) -> Launch:
    """Live on one carrier, pending on another, and a code that nobody has mapped on the third."""
    return with_carriers(mona, rita, "live", "pending", "unknown", days=5)
