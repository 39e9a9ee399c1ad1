"""Operations: the machinery on one page, and the buttons that let sending go on."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from launches.models import PodHealth, StateCode, Submission
from launches.services import epoch, health, pods
from launches.statuses import SubmissionStatus
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:launches_podhealth_changelist")


def page_for(client):
    return client.get(PAGE).content.decode()


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_it_says_that_sending_is_stopped_when_no_worker_is_alive(ada, browsing):
    before = page_for(browsing(ada))
    health.beat()

    assert "no worker was ever seen" in before
    assert "Alive, last seen" in page_for(browsing(ada))


def test_it_shows_backlog_codes_and_catalogue(mona, rita, ada, browsing):
    factories.make_approved(mona, rita)
    StateCode.objects.create(code="9", first_seen_at=timezone.now())

    context = browsing(ada).get(PAGE).context

    assert [(status.value, number) for status, _, number in context["backlog"]] == [
        ("in_review", 0), ("approved", 1), ("sending", 0), ("unconfirmed", 0),
    ]  # fmt: skip
    assert context["unmapped"] == 1
    assert [(pod.name, pod.carriers) for pod in context["pods"]] == [("IN", 0), ("NA", 2)]


def test_it_resumes_a_pod_that_was_stopped(ada, browsing):
    pods.stop("NA", "Kaleyra does not accept the key.")
    before = page_for(browsing(ada))

    answer = browsing(ada).post(reverse("admin:launches_resume"), {"pod": "NA"})

    assert "Kaleyra does not accept the key." in before
    assert said(answer) == ["Sending to the NA pod goes on."]
    assert PodHealth.objects.get(pod="NA").stopped_at is None


def test_it_resumes_nothing_for_a_reviewer(rita, browsing):
    pods.stop("NA", "Kaleyra does not accept the key.")

    answer = browsing(rita).post(reverse("admin:launches_resume"), {"pod": "NA"})

    assert said(answer) == ["Only admins resume sending."]
    assert PodHealth.objects.get(pod="NA").stopped_at is not None


def test_it_parks_what_a_restored_backup_believed_to_be_waiting(
    mona, rita, ada, browsing, settings, tmp_path
):
    settings.EPOCH_FILE = tmp_path / "epoch"
    assert epoch.is_ours()
    submission = factories.make_approved(mona, rita)
    settings.EPOCH_FILE.write_text("")
    before = page_for(browsing(ada))

    answer = browsing(ada).post(reverse("admin:launches_park"))

    assert "Sending is held" in before
    assert said(answer) == ["Sending goes on. Parked as unconfirmed: 1."]
    assert Submission.objects.get(pk=submission.pk).status == SubmissionStatus.UNCONFIRMED
    assert "Sending is held" not in page_for(browsing(ada))
