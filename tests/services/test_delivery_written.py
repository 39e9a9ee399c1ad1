"""What a delivery writes down, to the letter: `make mutants` holds these tests to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from launches import tasks
from launches.kaleyra import CATALOGUE
from launches.models import Agent, ApiCall, Checking, Launch, PodHealth, Submission
from launches.services import delivery, pods, schedule
from launches.statuses import SubmissionStatus
from tests.contract import faultserver
from tests.contract.samples import LAUNCH_ID, MISSING_FIELDS, accepted
from tests.factories import make_accepted, make_approved, make_more, put
from tests.services.delivering import deliver
from tests.services.rounds import is_ahead

S = SubmissionStatus
ENGINE = tasks.deliver.huey
OTHER_ID = "2481fe0e-64fe-48fd-b261-f3e2d1c0b9a8"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]


def settled(submission):
    """How it stands, why, what to do, and what its history has beside that."""
    submission.refresh_from_db()
    event = submission.events.filter(subject="submission").last()
    assert (event.reason, event.actor_name) == (submission.reason, "Worker")
    return submission.status, submission.reason, submission.next_step, event.raw_code


def queued(name):
    """Of each task of this name that waits, in their order: what it is about, and whether it has to wait longer."""
    return [(*task.args, task.eta is not None) for task in ENGINE.pending() if task.name.endswith(name)]


# --- The claim ---------------------------------------------------------------------------------
def test_it_claims_with_an_attempt_of_its_own_and_a_lease(kaleyra, settings, approved):
    settings.KALEYRA_TIMEOUT, began = 30.0, timezone.now()

    claimed = delivery.claim(approved.pk)

    approved.refresh_from_db()
    assert (claimed.pk, claimed.attempt) == (approved.pk, approved.attempt)
    assert (approved.status, approved.attempts, approved.attempt is None) == (S.SENDING, 1, False)
    assert is_ahead(approved.lease_until, began, 45)


def test_it_claims_anew_for_every_attempt(kaleyra, approved):
    first = delivery.claim(approved.pk).attempt
    put(approved, S.APPROVED)

    second = delivery.claim(approved.pk)

    assert (second.attempt != first, second.attempts) == (True, 2)


def test_it_claims_nothing_for_a_database_that_was_restored(kaleyra, settings, approved, tmp_path):
    assert delivery.claim(approved.pk)
    put(approved, S.APPROVED)
    settings.EPOCH_FILE = tmp_path / "another"

    assert delivery.claim(approved.pk) is None


# --- No answer, or none that counts ------------------------------------------------------------
def test_it_says_that_it_broke_off_when_something_of_ours_does(kaleyra, settings, approved, caplog):
    kaleyra(faultserver.says(accepted()))
    settings.KALEYRA_PODS = {"NA": {**settings.KALEYRA_PODS["NA"], "colour": "blue"}}

    delivery.deliver(approved.pk)

    what_to_do = "Look for the launch in Kaleyra's console, then settle it on the unconfirmed desk."
    assert settled(approved) == (S.UNCONFIRMED, "The delivery broke off.", what_to_do, "")
    assert (approved.lease_until, approved.settled_at is None) == (None, False)


def test_it_sends_nothing_that_is_not_what_was_approved(kaleyra, approved):
    server = kaleyra(faultserver.says(accepted()))
    Submission.objects.filter(pk=approved.pk).update(payload=f"{approved.payload} ")

    delivery.deliver(approved.pk)

    words = "Not sent: the stored request is not the one that was approved."
    assert settled(approved) == (S.REFUSED, words, "Nothing was sent. Tell an admin.", "")
    assert server.requests == []


def test_it_names_what_kaleyra_said_and_what_to_do(kaleyra, approved):
    kaleyra(faultserver.says(MISSING_FIELDS, 400))
    pods.failed("NA", "No answer.")

    delivery.deliver(approved.pk)

    meaning = CATALOGUE["RCS904"]
    words = f"{meaning.sentence} (Missing required fields in launch payload)"
    assert settled(approved) == (S.REFUSED, words, meaning.next_step, "RCS904")
    assert PodHealth.objects.get().failures == 0
    assert [(call.submission, call.launch, call.pod) for call in ApiCall.objects.all()] == [
        (approved, approved.launch, "NA")
    ]


def test_it_counts_a_doubtful_answer_as_the_pods_failure_and_heeds_its_wait(kaleyra, approved):
    body = {"code": "RCS500", "agent_launch_id": LAUNCH_ID}
    kaleyra(faultserver.says(body, 500, headers={"Retry-After": "100"}))
    began = timezone.now()

    delivery.deliver(approved.pk)

    health, meaning = PodHealth.objects.get(), CATALOGUE["RCS500"]
    words = f"{meaning.sentence} (HTTP 500 with code RCS500) The answer mentions the id {LAUNCH_ID}."
    assert settled(approved) == (S.UNCONFIRMED, words, delivery.LOOK_FOR_IT, "RCS500")
    assert (health.failures, health.problem, health.stopped_at) == (1, meaning.sentence, None)
    assert is_ahead(health.paused_until, began, 100)


def test_it_stops_the_pod_without_counting_a_failure_when_the_key_is_not_accepted(kaleyra, approved):
    kaleyra(faultserver.says({"message": "Unauthorized"}, 401))

    delivery.deliver(approved.pk)

    health = PodHealth.objects.get()
    assert settled(approved)[0] == S.REFUSED
    assert (health.failures, health.problem) == (0, CATALOGUE["HTTP 401"].sentence)


# --- Put back ----------------------------------------------------------------------------------
def test_it_is_woken_again_when_its_time_has_come(kaleyra, approved, django_capture_on_commit_callbacks):
    kaleyra(faultserver.says({}, 429, headers={"Retry-After": "100"}))
    began = timezone.now()

    with django_capture_on_commit_callbacks(execute=True):
        delivery.deliver(approved.pk)

    meaning, health = CATALOGUE["HTTP 429"], PodHealth.objects.get()
    words = f"{meaning.sentence} (too many requests)"
    assert settled(approved) == (S.APPROVED, words, meaning.next_step, "")
    assert is_ahead(approved.send_after, began, 100, 130)
    assert (approved.settled_at, approved.lease_until, approved.attempts) == (None, None, 1)
    assert queued("deliver") == [(approved.pk, True)]
    assert (health.failures, is_ahead(health.paused_until, began, 100)) == (1, True)


def test_it_wakes_nobody_for_what_somebody_else_has_settled(
    kaleyra, approved, django_capture_on_commit_callbacks
):
    claimed = delivery.claim(approved.pk)
    server = kaleyra(faultserver.says({}, 429))

    with django_capture_on_commit_callbacks(execute=True):
        try:
            delivery._call(claimed)
        except delivery.TryLater as problem:
            put(approved, S.UNCONFIRMED)
            delivery._settle_problem(claimed, problem)

    approved.refresh_from_db()
    assert (approved.status, queued("deliver"), len(server.requests)) == (S.UNCONFIRMED, [], 1)


# --- Unconfirmed -------------------------------------------------------------------------------
def test_it_asks_soon_about_carriers_whose_answer_was_lost(
    kaleyra, sandbox, mona, rita, django_capture_on_commit_callbacks
):
    launch = make_accepted(mona, rita)
    other = make_accepted(mona, rita, carriers=["Canada: Telus"])
    second = make_more(launch, mona, rita, "Canada: Freedom Mobile")
    later = timezone.now() + timedelta(days=1)
    Checking.objects.update(next_at=later)
    kaleyra(faultserver.hang_up)
    began = timezone.now()

    with django_capture_on_commit_callbacks(execute=True):
        delivery.deliver(second.pk)

    launch.refresh_from_db()
    other.refresh_from_db()
    assert settled(second)[0] == S.UNCONFIRMED
    assert is_ahead(launch.checking.next_at, began, schedule.SOONEST.total_seconds())
    assert other.checking.next_at == later
    assert queued("refresh_due") == [(True,)]


def test_it_asks_nothing_about_an_agent_launch_whose_answer_was_lost(
    kaleyra, approved, django_capture_on_commit_callbacks
):
    kaleyra(faultserver.hang_up)

    with django_capture_on_commit_callbacks(execute=True):
        deliver(approved)

    words = f"{CATALOGUE['no answer'].sentence} ({ApiCall.objects.get().problem})"
    assert settled(approved) == (S.UNCONFIRMED, words, delivery.LOOK_FOR_IT, "")
    assert (Checking.objects.exists(), queued("refresh_due")) == (False, [])


def test_it_asks_nothing_about_carriers_that_somebody_else_has_settled(
    kaleyra, sandbox, mona, rita, django_capture_on_commit_callbacks
):
    launch = make_accepted(mona, rita)
    second = make_more(launch, mona, rita, "Canada: Freedom Mobile")
    claimed = delivery.claim(second.pk)
    put(second, S.REFUSED)
    later = timezone.now() + timedelta(days=1)
    Checking.objects.update(next_at=later)

    with django_capture_on_commit_callbacks(execute=True):
        delivery._leave_unconfirmed(claimed, "Nobody knows.")

    launch.refresh_from_db()
    assert (launch.checking.next_at, queued("refresh_due")) == (later, [])


# --- Answers -----------------------------------------------------------------------------------
def test_it_is_well_again_with_an_answer(kaleyra, approved):
    kaleyra(faultserver.says(accepted()))
    pods.failed("NA", "No answer.")

    deliver(approved)

    assert (approved.status, PodHealth.objects.get().failures) == (S.ACCEPTED, 0)


def test_it_says_whose_id_it_got(kaleyra, approved, mona):
    Launch.objects.create(
        agent=Agent.objects.get(), launch_name="other", created_by=mona, agent_launch_id=LAUNCH_ID
    )
    kaleyra(faultserver.says(accepted()))

    delivery.deliver(approved.pk)

    words = f"Kaleyra answered with an id that belongs to another launch: {LAUNCH_ID}."
    assert settled(approved) == (S.UNCONFIRMED, words, delivery.LOOK_FOR_IT, "")


def test_it_takes_carriers_without_an_id_while_another_launch_has_none(kaleyra, sandbox, mona, rita):
    second = make_more(make_accepted(mona, rita), mona, rita, "Canada: Freedom Mobile")
    make_approved(mona, rita, carriers=["Canada: Telus"])
    kaleyra(faultserver.says({"code": "RCS902"}))

    assert deliver(second).status == S.ACCEPTED


def test_it_leaves_alone_what_was_decided_before_a_late_answer(kaleyra, approved):
    kaleyra(faultserver.says(accepted()))
    claimed = delivery.claim(approved.pk)
    answer = delivery._call(claimed)
    put(approved, S.REFUSED)

    delivery._settle_answer(claimed, answer)

    approved.refresh_from_db()
    assert (approved.status, approved.launch.agent_launch_id) == (S.REFUSED, "")


def test_it_believes_no_late_answer_of_an_attempt_that_was_followed_by_another(kaleyra, approved):
    kaleyra(faultserver.says(accepted()))
    claimed = delivery.claim(approved.pk)
    answer = delivery._call(claimed)
    put(approved, S.APPROVED)
    delivery.claim(approved.pk)
    put(approved, S.UNCONFIRMED)

    delivery._settle_answer(claimed, answer)

    approved.refresh_from_db()
    assert approved.status == S.UNCONFIRMED


# --- The sweep ---------------------------------------------------------------------------------
def test_it_wakes_what_waits_oldest_first_and_what_may_go_alone(
    kaleyra, settings, mona, rita, django_capture_on_commit_callbacks
):
    kaleyra(faultserver.hang_up)
    names = ("Bell", "Telus", "Rogers", "Freedom Mobile")
    first, second, early, elsewhere = (make_approved(mona, rita, carriers=[f"X: {name}"]) for name in names)
    hour = timedelta(hours=1)
    Submission.objects.filter(pk=first.pk).update(reviewed_at=timezone.now() + hour)
    Submission.objects.filter(pk=second.pk).update(send_after=timezone.now() - hour)
    Submission.objects.filter(pk=early.pk).update(send_after=timezone.now() + hour)
    put(elsewhere, S.REFUSED)
    ENGINE.storage.flush_all()

    with django_capture_on_commit_callbacks(execute=True):
        delivery.sweep()
    assert queued("deliver") == [(second.pk, False), (first.pk, False)]

    ENGINE.storage.flush_all()
    pods.stop("NA", "Key not accepted.")
    with django_capture_on_commit_callbacks(execute=True):
        delivery.sweep()
    assert queued("deliver") == []
