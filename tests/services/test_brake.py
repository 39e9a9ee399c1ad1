"""The emergency brake: while it is on nothing is sent, what is approved waits, and everybody is told who and why."""

import pytest
from django.db import IntegrityError, transaction

from launches.models import Brake, Submission
from launches.problems import MovedMeanwhile, NotAllowed, Problem
from launches.services import brake, delivery, health, pods
from launches.services.troubles import troubles
from launches.statuses import SubmissionStatus
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "Two launches went out with the wrong logo."


def pull(ada, pod=""):
    return brake.pull(pod, by=ada, reason=WHY)


@pytest.mark.parametrize(("pod", "sent_to"), [("", []), ("NA", ["IN"]), ("IN", ["NA"])])
def test_it_holds_its_pod_or_all_of_them(ada, pod, sent_to):
    pull(ada, pod)

    assert [name for name in ("IN", "NA") if pods.may_send(name)] == sent_to


def test_it_leaves_the_carriers_to_be_asked(ada):
    pull(ada)

    assert pods.may_ask("NA")


def test_it_sends_nothing_while_it_is_on_and_once_when_it_is_off(mona, rita, ada, sandbox):
    submission = factories.make_approved(mona, rita)
    pulled = pull(ada)

    delivery.deliver(submission.pk)
    delivery.sweep()
    submission.refresh_from_db()
    held = (submission.status, len(sandbox.requests))
    brake.release(pulled.pk, by=ada)
    delivery.deliver(submission.pk)
    delivery.deliver(submission.pk)

    submission.refresh_from_db()
    assert held == (SubmissionStatus.APPROVED, 0)
    assert (submission.status, len(sandbox.requests)) == (SubmissionStatus.ACCEPTED, 1)


def test_it_lets_a_reviewer_approve_what_then_waits(mona, rita, ada):
    pull(ada)

    submission = factories.make_approved(mona, rita)

    assert submission.status == SubmissionStatus.APPROVED


def test_it_wakes_what_waits_when_it_is_released(mona, rita, ada, django_capture_on_commit_callbacks):
    factories.make_approved(mona, rita)
    pulled = pull(ada)

    with django_capture_on_commit_callbacks() as woken:
        brake.release(pulled.pk, by=ada)

    assert len(woken) == Submission.objects.filter(status=SubmissionStatus.APPROVED).count() == 1


def test_it_remembers_who_pulled_and_who_released_it(ada, person):
    other = person("alan", "Alan Abel", "Admins", is_staff=True)
    brake.release(pull(ada, "NA").pk, by=other)

    row = Brake.objects.get()

    assert (row.pod, row.reason, row.pulled_by_name, row.released_by_name) == (
        "NA", WHY, "Ada Adler", "Alan Abel",
    )  # fmt: skip
    assert row.pulled_at < row.released_at


def test_it_stays_on_for_one_pod_when_that_for_all_is_released(ada):
    pull(ada, "NA")

    brake.release(pull(ada).pk, by=ada)

    assert [name for name in ("IN", "NA") if pods.may_send(name)] == ["IN"]


def test_it_is_no_matter_of_resuming_a_pod(ada):
    pull(ada, "NA")

    pods.resume("NA", by=ada)

    assert not pods.may_send("NA")


@pytest.mark.parametrize("colleague", ["mona", "rita"])
def test_it_is_pulled_and_released_by_admins_alone(ada, colleague, request):
    somebody = request.getfixturevalue(colleague)

    with pytest.raises(NotAllowed):
        pull(somebody)
    with pytest.raises(NotAllowed):
        brake.release(pull(ada).pk, by=somebody)

    assert Brake.objects.holding("NA").exists()


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_it_wants_a_reason(ada, reason):
    with pytest.raises(Problem, match="Say why"):
        brake.pull("", by=ada, reason=reason)

    assert not Brake.objects.exists()


def test_it_knows_no_other_pod(ada):
    with pytest.raises(Problem, match="no such pod"):
        brake.pull("EU", by=ada, reason=WHY)


def test_it_says_who_was_faster_when_it_is_pulled_twice(ada, person):
    pull(ada)

    with pytest.raises(MovedMeanwhile, match="Ada Adler was faster"):
        pull(person("alan", "Alan Abel", "Admins"))

    assert Brake.objects.count() == 1


def test_it_is_released_once(ada):
    pulled = pull(ada)
    brake.release(pulled.pk, by=ada)

    with pytest.raises(MovedMeanwhile):
        brake.release(pulled.pk, by=ada)


def test_it_can_be_pulled_again(ada):
    brake.release(pull(ada).pk, by=ada)

    pull(ada)

    assert Brake.objects.count() == 2


def test_it_tells_the_portal_who_stopped_what_and_why(ada, django_assert_num_queries):
    health.beat()
    pulled = pull(ada, "NA")

    with django_assert_num_queries(1):
        (trouble,) = troubles()

    assert (trouble.key, trouble.tone, trouble.at) == ("brake NA", "red", pulled.pulled_at)
    assert trouble.words == "Sending to the NA pod was stopped by hand"
    assert trouble.meaning.startswith(f"Ada Adler: {WHY} What is approved waits; nothing is lost.")


def test_it_tells_when_everything_is_stopped(ada):
    health.beat()
    pull(ada)

    assert [(trouble.key, trouble.words) for trouble in troubles()] == [
        ("brake", "All sending was stopped by hand")
    ]


def test_the_database_knows_one_brake_per_pod_at_a_time(ada):
    pull(ada, "NA")
    standing = Brake.objects.values().get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Brake.objects.create(**standing | {"id": None})
