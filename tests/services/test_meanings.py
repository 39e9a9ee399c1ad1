"""What Kaleyra's state codes mean, and what a new meaning changes."""

import pytest
from django.utils import timezone

from launches.models import Checking, StateCode
from launches.problems import NotAllowed
from launches.services import meanings, refresh
from tests.factories import carriers_of, history_of, make_accepted, story_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def launch(sandbox, mona, rita):
    """Canada: Bell says 9, which nobody knows."""
    launch = make_accepted(mona, rita)
    sandbox.move_time(-3600)  # the others say nothing new
    sandbox.answer_next("state-9", on="status")
    Checking.objects.update(next_at=timezone.now())
    refresh.refresh_due()
    return launch


def test_it_reads_the_carriers_again_that_say_the_code(launch, ada):
    code = StateCode.objects.get(code="9")
    assert (code.state, code.first_seen_at is not None) == ("", True)
    code.state = "live"

    assert meanings.give(code, by=ada) == 1

    assert carriers_of(launch)["Canada: Bell"] == "live"
    assert story_of(launch, "Canada: Bell") == ["new > submitted", "submitted > unknown", "unknown > live"]
    event = launch.events.get(subject="launch_region", to_state="live")
    assert (event.actor, event.source, event.reason) == (ada, "admin", "The code 9 now means: live.")
    assert history_of(launch)[-1] == "with_carriers > partly_live"


def test_it_changes_nothing_when_the_meaning_stays(launch, ada):
    code = StateCode.objects.get(code="9")
    code.note = "Seen in November."

    assert meanings.give(code, by=ada) == 0
    assert StateCode.objects.get(code="9").note == "Seen in November."


def test_it_takes_a_code_that_was_never_seen(ada):
    assert meanings.give(StateCode(code="11", state="pending"), by=ada) == 0
    assert StateCode.objects.get(code="11").state == "pending"


def test_it_lets_only_admins_say_what_a_code_means(launch, mona, rita):
    code = StateCode.objects.get(code="9")
    code.state = "live"

    for by in (mona, rita):
        with pytest.raises(NotAllowed, match="Only admins"):
            meanings.give(code, by=by)
    assert StateCode.objects.get(code="9").state == ""
