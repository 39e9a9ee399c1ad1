"""The brake and the breaker of each pod."""

from datetime import timedelta

import pytest
from django.utils import timezone

from launches.models import PodHealth
from launches.problems import NotAllowed, Problem
from launches.services import agents, pods, regions

pytestmark = pytest.mark.django_db


def health():
    return PodHealth.objects.get(pod="NA")


def pause():
    until = health().paused_until
    return (until - timezone.now()).total_seconds() if until else None


def test_it_lets_a_pod_be_that_nobody_complained_about():
    assert (pods.may_ask("NA"), pods.may_send("NA")) == (True, True)


def test_it_forgives_a_few_failures_and_then_pauses_longer_each_time():
    pauses = []
    for _ in range(11):
        pods.failed("NA", "No answer.")
        pauses.append(pause())

    assert pauses[:4] == [None] * 4
    for seconds, expected in zip(pauses[4:], [60, 120, 240, 480, 900, 900, 900], strict=True):
        assert expected - 1 < seconds <= expected
    assert (pods.may_ask("NA"), pods.may_send("NA")) == (False, False)
    assert pods.may_ask("IN")


def test_it_goes_on_when_the_pause_is_over():
    for _ in range(pods.TOLERATED):
        pods.failed("NA", "No answer.")
    PodHealth.objects.update(paused_until=timezone.now() - timedelta(seconds=1))

    assert pods.may_ask("NA")


def test_it_counts_only_failures_in_a_row():
    for _ in range(3):
        for _ in range(pods.TOLERATED - 1):
            pods.failed("NA", "No answer.")
        pods.answered("NA")

    assert (health().failures, health().paused_until, health().problem) == (0, None, "")


def test_it_stays_away_as_long_as_the_pod_asks_and_never_shortens_that():
    pods.failed("NA", "Slow down.", wait=1800)
    pods.failed("NA", "Slow down.", wait=5)

    assert 1799 < pause() <= 1800


@pytest.mark.parametrize(
    ("endpoint", "ask"), [("regions", regions.sync), ("agents", agents.import_from_kaleyra)]
)
def test_it_stays_away_whatever_was_asked(sandbox, endpoint, ask):
    sandbox.answer_next("throttled-date", on=endpoint)

    with pytest.raises(Problem, match="slow down"):
        ask("NA")

    assert 3590 < pause() <= 3600


def test_it_stays_stopped_until_an_admin_says_so(ada, rita):
    pods.stop("NA", "Key not accepted.")
    since = health().stopped_at
    pods.stop("NA", "Key not accepted, again.")
    pods.failed("NA", "No answer.")
    pods.answered("NA")

    assert (pods.may_send("NA"), pods.may_ask("NA")) == (False, True)
    assert (health().stopped_at, health().problem) == (since, "Key not accepted.")
    with pytest.raises(NotAllowed, match="Only admins"):
        pods.resume("NA", by=rita)

    pods.resume("NA", by=ada)
    assert pods.may_send("NA")
    assert (health().stopped_at, health().problem) == (None, "")
