"""A delivery of which nothing left, or for which Kaleyra asks for patience: it is sent later."""

import pytest
from django.utils import timezone

from launches.models import ApiCall, PodHealth, Submission
from launches.services import pods
from launches.statuses import SubmissionStatus
from tests.factories import history_of, make_approved
from tests.services.delivering import deliver
from tests.services.rounds import is_ahead

S = SubmissionStatus
pytestmark = pytest.mark.django_db


# --- Nothing left ------------------------------------------------------------------------------
def test_it_waits_and_sends_later_when_nothing_left(sandbox, settings, approved):
    right = settings.KALEYRA_PODS
    settings.KALEYRA_PODS = {"NA": {**right["NA"], "base_url": "http://127.0.0.1:1"}}
    began = timezone.now()

    deliver(approved)

    assert (approved.status, approved.attempts, approved.settled_at) == (S.APPROVED, 1, None)
    assert "Nothing was sent" in approved.reason
    assert is_ahead(approved.send_after, began, 20, 26)
    assert history_of(approved)[-2:] == ["approved > sending", "sending > approved"]
    assert ApiCall.objects.get().is_connected is False

    settings.KALEYRA_PODS = right
    deliver(approved)
    assert (approved.status, sandbox.requests) == (S.APPROVED, [])  # not before its time

    Submission.objects.filter(pk=approved.pk).update(send_after=timezone.now())
    deliver(approved)
    assert approved.status == S.ACCEPTED
    assert (approved.reason, approved.next_step) == ("", "")
    assert len(sandbox.requests) == 1


def test_it_waits_longer_each_time_and_never_more_than_a_quarter_of_an_hour(settings, sandbox, approved):
    settings.KALEYRA_PODS = {"NA": {**settings.KALEYRA_PODS["NA"], "base_url": "http://127.0.0.1:1"}}

    for least in (20, 40, 80, 160, 320, 640, 900, 900, 900):
        Submission.objects.filter(pk=approved.pk).update(send_after=None)
        PodHealth.objects.update(paused_until=None)
        began = timezone.now()
        deliver(approved)
        assert is_ahead(approved.send_after, began, least, least * 1.3)


def test_it_stays_away_as_long_as_kaleyra_asks(sandbox, approved, mona, rita):
    sandbox.answer_next("throttled-decade", on="launch")
    began = timezone.now()
    other = make_approved(mona, rita, carriers=["Canada: Telus"])

    deliver(approved)
    deliver(other)

    assert approved.status == S.APPROVED
    assert is_ahead(approved.send_after, began, 60 * 60, 78 * 60)
    assert ApiCall.objects.get().verdict == "try_later"
    # The whole account slows down, not this one launch.
    assert (other.status, other.attempts, len(sandbox.requests)) == (S.APPROVED, 0, 1)
    assert pods.may_ask("NA") is False
