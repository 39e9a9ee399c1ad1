"""Fault 31: a carrier vanishes from the catalogue while drafts and launches hold it."""

import pytest

from launches.kaleyra import CatalogueReply, RegionRow
from launches.models import CarrierRegion
from launches.problems import Blocked
from launches.services import regions, review
from tests.factories import CARRIERS, make_accepted, make_launch, make_region

pytestmark = pytest.mark.django_db
GONE = "Canada: Bell"


def lists(*names):
    """Kaleyra's catalogue has these carriers and no other."""
    known = CarrierRegion.objects.filter(display_name__in=names)
    rows = [
        RegionRow(region.remote_id, region.region_name, region.display_name, "", "", True, "")
        for region in known
    ]
    regions.apply("NA", CatalogueReply(rows=tuple(rows), unreadable=()))


@pytest.fixture
def draft(mona):
    """Mona's draft for Bell and Rogers, and more carriers beside."""
    make_region("Canada: Telus")
    return make_launch(mona, carriers=CARRIERS)


def test_a_draft_that_holds_it_says_so_and_cannot_be_submitted(mona, browsing, draft):
    lists("Canada: Rogers", "Canada: Telus")
    client = browsing(mona)

    for path in (f"/launches/{draft.pk}/", f"/launches/{draft.pk}/edit/"):
        assert "no longer offered since" in client.get(path).content.decode(), path
    with pytest.raises(Blocked, match=rf"{GONE} is no longer offered since .* Choose another carrier\."):
        review.submit(draft.first_submission(), by=mona)


def test_nobody_can_pick_it(mona, browsing, draft):
    lists("Canada: Rogers", "Canada: Telus")

    asked = {"agent": draft.agent.pk, "q": "bell"}
    page = browsing(mona).get("/launches/picker/", asked, headers={"HX-Request": "true"}).content.decode()

    gone = CarrierRegion.objects.get(display_name=GONE)
    assert f'id="region-{gone.pk}"' not in page


def test_a_launch_that_has_it_keeps_its_name_and_says_since_when(sandbox, mona, rita, browsing):
    launch = make_accepted(mona, rita, carriers=[GONE, "Canada: Rogers"])
    lists("Canada: Rogers")

    page = browsing(mona).get(f"/launches/{launch.pk}/").content.decode()

    assert GONE in page
    assert "No longer offered since" in page


def test_it_can_be_chosen_again_when_it_is_back(mona, draft):
    lists("Canada: Rogers", "Canada: Telus")
    lists("Canada: Rogers", "Canada: Telus", GONE)

    review.submit(draft.first_submission(), by=mona)

    assert draft.first_submission().status == "in_review"
