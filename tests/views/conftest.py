"""What several pages are looked at with."""

import pytest

from launches.models import Launch
from launches.services import drafts
from tests.views.standing import with_carriers
from tests.views.writing import ANSWERS, SCREENSHOTS, VIDEOS, accept, make_agent, make_regions


@pytest.fixture
def agent(db):
    return make_agent()


@pytest.fixture
def regions(db):
    return make_regions(9)


@pytest.fixture
def launch(mona, agent, regions) -> Launch:
    """A draft of Mona's with two carriers, which says what `writing.typed` sends."""
    media = {"video_uris": [VIDEOS], "screenshot_uris": SCREENSHOTS.split("\n")}
    answers = {**ANSWERS, **media, "launch_name": "spring_sale"}
    return drafts.create(by=mona, agent=agent, answers=answers, regions=regions[:2])


@pytest.fixture
def accepted(mona, agent, regions) -> Launch:
    """A launch of Mona's that Kaleyra has taken, with one carrier."""
    answers = {**ANSWERS, "launch_name": "spring_sale"}
    return accept(drafts.create(by=mona, agent=agent, answers=answers, regions=regions[:1]))


@pytest.fixture
def partly_live(mona, rita) -> Launch:
    """Live on one carrier, pending on another, and a code that nobody has mapped on the third."""
    return with_carriers(mona, rita, "live", "pending", "unknown", days=5)
