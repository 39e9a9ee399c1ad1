"""What a code means, and what a new meaning changes."""

import pytest
from django.utils import timezone

from launches.models import LaunchRegion, StateCode, StatusEvent
from launches.problems import NotAllowed
from launches.services import meanings
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def nine():
    """A code that Kaleyra used and nobody has explained."""
    return StateCode.objects.create(code="9", first_seen_at=timezone.now())


def make_row(launch, name, state_code):
    region = factories.make_region(name)
    return LaunchRegion.objects.create(
        launch=launch, region=region, state="unknown", state_code=state_code, state_since=timezone.now()
    )


def test_it_reads_again_only_the_carriers_that_say_the_code(mona, rita, ada, nine):
    launch = factories.make_approved(mona, rita).launch
    says_nine = make_row(launch, "Canada: Bell", "9")
    says_ten = make_row(launch, "Canada: Rogers", "10")
    nine.state = "rejected"

    changed = meanings.give(nine, by=ada)

    says_nine.refresh_from_db()
    says_ten.refresh_from_db()
    launch.refresh_from_db()
    assert (changed, says_nine.state, says_ten.state) == (1, "rejected", "unknown")
    assert (launch.state, launch.regions_troubled) == ("needs_attention", 1)
    assert factories.story_of(launch, "Canada: Bell") == ["unknown > rejected"]


def test_it_changes_nothing_when_the_meaning_is_the_same(mona, rita, ada, nine):
    make_row(factories.make_approved(mona, rita).launch, "Canada: Bell", "9")
    before = StatusEvent.objects.count()
    nine.note = "Seen once in May"

    assert meanings.give(nine, by=ada) == 0
    assert (StateCode.objects.get(code="9").note, StatusEvent.objects.count()) == ("Seen once in May", before)


def test_it_refuses_everybody_but_admins(mona, rita, nine):
    nine.state = "live"

    for somebody in (mona, rita):
        with pytest.raises(NotAllowed, match="Only admins say what a code means"):
            meanings.give(nine, by=somebody)

    assert StateCode.objects.get(code="9").state == ""
