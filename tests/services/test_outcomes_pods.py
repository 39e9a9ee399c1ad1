"""What the answers of one round say about the pod itself."""

import pytest
from django.utils import timezone

from launches.kaleyra import Answer, TryLater
from launches.kaleyra.errors import meaning_of
from launches.kaleyra.replies import read_launch
from launches.models import PodHealth
from launches.services import outcomes, pods
from launches.services.claims import Outcome
from tests.factories import make_accepted
from tests.services.rounds import ask, claimed, in_seconds, is_ahead

pytestmark = pytest.mark.django_db


@pytest.fixture
def launch(sandbox, mona, rita):
    """A launch that Kaleyra has."""
    return make_accepted(mona, rita)


def test_it_counts_a_pod_as_well_again_when_the_last_of_a_batch_answered(launch):
    answer = Outcome(claimed(launch), answer=Answer(read_launch({}), ()))
    failure = Outcome(claimed(launch), problem=TryLater(meaning_of("no answer"), retry_after=None))

    outcomes._tell_pods([failure] * 9 + [answer])
    assert PodHealth.objects.filter(pod="NA", failures__gt=0).count() == 0

    outcomes._tell_pods([answer] + [failure] * 9)
    health = PodHealth.objects.get(pod="NA")
    assert (health.failures, pods.may_ask("NA")) == (5, False)
    assert 50 < in_seconds(health.paused_until) <= 60  # one illness, however many calls were under way


def test_it_blames_no_pod_for_what_broke_off_on_our_side(launch):
    outcomes._tell_pods([Outcome(claimed(launch))])

    assert not PodHealth.objects.filter(failures__gt=0).exists()


def test_it_stays_away_for_as_long_as_a_pod_asks(launch):
    before = timezone.now()

    outcomes._tell_pods(
        [Outcome(claimed(launch), problem=TryLater(meaning_of("no answer"), retry_after=300))]
    )

    assert is_ahead(PodHealth.objects.get(pod="NA").paused_until, before, 300)


@pytest.mark.parametrize(
    ("scenario", "is_stopped"), [("unauthorized", True), ("forbidden", False), ("html-401", False)]
)
def test_it_stops_sending_before_a_submission_is_refused_for_a_key_that_is_not_accepted(
    sandbox, launch, scenario, is_stopped
):
    sandbox.answer_next(scenario, on="status", times=3)

    ask(launch)

    assert PodHealth.objects.filter(pod="NA", stopped_at__isnull=False).exists() is is_stopped
    assert pods.may_ask("NA")  # it is only sending that stops
