"""What keeps submissions from being sent, in words and in one query."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from launches.models import Checking, Epoch, Heartbeat
from launches.services import epoch, health, pods
from launches.services.troubles import troubles
from tests.factories import make_accepted, make_approved, make_launch, put
from tests.services.rounds import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(settings, tmp_path):
    """A worker beats, and this database is the one that we sent from."""
    settings.EPOCH_FILE = tmp_path / "epoch"
    health.beat()
    assert epoch.is_ours()


def keys():
    return [trouble.key for trouble in troubles()]


def test_it_says_nothing_when_all_is_well(well, django_assert_num_queries):
    pods.answered("NA")

    with django_assert_num_queries(1):
        assert troubles() == []
    Epoch.objects.all().delete()
    with django_assert_num_queries(1):
        assert troubles() == []


def test_it_says_that_no_worker_has_run_yet(settings, tmp_path):
    settings.EPOCH_FILE = tmp_path / "epoch"

    (trouble,) = troubles()

    assert (trouble.key, trouble.words, trouble.at) == (
        "worker",
        "Nothing is sent: no worker has run yet",
        None,
    )


@pytest.mark.parametrize(("silent", "said"), [(119, []), (121, ["worker"])])
def test_it_says_since_when_no_worker_runs(well, silent, said):
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=silent))

    assert keys() == said


def test_it_names_the_moment_when_the_worker_was_last_seen(well):
    seen_at = timezone.now() - timedelta(hours=3)
    Heartbeat.objects.update(at=seen_at)

    (trouble,) = troubles()

    assert (trouble.words, trouble.at) == ("Sending is stopped: the worker was last seen", seen_at)
    assert "Nothing is lost" in trouble.meaning


def test_it_says_which_pod_is_stopped_and_why(well):
    pods.stop("NA", "Kaleyra does not accept our key.")

    (trouble,) = troubles()

    assert (trouble.key, trouble.words) == ("stopped NA", "Sending to the NA pod was stopped")
    assert trouble.meaning.startswith("Kaleyra does not accept our key. What is approved for it waits.")
    assert timezone.now() - trouble.at < timedelta(minutes=1)


def test_it_says_which_pod_is_left_alone_for_a_while(well):
    for _ in range(pods.TOLERATED):
        pods.failed("IN", "Kaleyra did not answer in time.")

    (trouble,) = troubles()

    assert (trouble.key, trouble.tone) == ("paused IN", "amber")
    assert trouble.words.startswith("Nothing is sent to the IN pod at the moment: it is asked again at ")
    assert trouble.meaning.startswith("Kaleyra did not answer in time. ")


def test_it_forgets_a_pod_that_is_no_longer_offered(well, settings):
    pods.stop("NA", "Kaleyra does not accept our key.")

    settings.KALEYRA_PODS = {}

    assert keys() == []


def test_it_says_first_that_a_restored_backup_is_held(well):
    Epoch.objects.update(value=uuid4())
    Heartbeat.objects.all().delete()

    assert keys() == ["held", "worker"]


def test_it_finds_a_restored_backup_from_before_there_was_a_life_to_compare(well, mona, rita):
    put(make_approved(mona, rita), "sending")
    Epoch.objects.all().delete()

    assert keys() == ["held"]
    assert not Epoch.objects.exists()


# --- Launches that cannot be checked -----------------------------------------------------------
def fails_since(launch, hours):
    since = timezone.now() - timedelta(hours=hours)
    Checking.objects.update_or_create(launch=launch, defaults={"next_at": since, "failing_since": since})
    return since


def test_it_tells_after_a_day_that_launches_cannot_be_checked(well, mona, django_assert_num_queries):
    first, second, third = (make_launch(mona, carriers=[f"Canada: C{number}"]) for number in range(3))
    since = fails_since(first, 25)
    fails_since(second, 24.5)
    fails_since(third, 23)

    with django_assert_num_queries(1):
        (trouble,) = troubles()

    assert (trouble.key, trouble.tone, trouble.at) == ("unchecked", "amber", since)
    assert trouble.words == "2 launches could not be checked for over a day, since"


def test_it_counts_the_day_from_the_first_failure_of_a_row(sandbox, well, mona, rita):
    launch = make_accepted(mona, rita)
    sandbox.answer_next("not-found", on="status", times=1)
    ask(launch)
    since = fails_since(launch, 25)
    sandbox.answer_next("not-found", on="status", times=1)
    ask(launch)

    assert launch.checking.failing_since == since
    assert keys() == ["unchecked"]
    sandbox.answer_next("all-pending", on="status")
    ask(launch)
    assert (launch.checking.failing_since, keys()) == (None, [])
