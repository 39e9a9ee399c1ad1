"""What becomes of a delivery when nobody knows whether Kaleyra got it: never sent again by itself."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from launches.models import ApiCall, Launch, Submission
from launches.services import delivery
from launches.statuses import LaunchState, SubmissionStatus
from tests.contract import faultserver
from tests.factories import history_of
from tests.services.delivering import deliver, posts

S = SubmissionStatus
pytestmark = pytest.mark.django_db


# --- Nobody knows ------------------------------------------------------------------------------
@pytest.mark.same_rows
@pytest.mark.parametrize(
    "scenario",
    ["rcs502", "rcs500", "html-200", "html-502", "html-403", "rcs904-no-inner", "redirect-307", "empty"],
)
@pytest.mark.parametrize("taken", [True, False])
def test_it_says_unconfirmed_when_the_answer_does_not_tell(sandbox, approved, scenario, taken):
    sandbox.answer_next(scenario, on="launch", taken=taken)

    deliver(approved)
    deliver(approved)

    assert approved.status == S.UNCONFIRMED
    assert approved.launch.state == LaunchState.UNCONFIRMED
    assert approved.next_step == delivery.LOOK_FOR_IT
    assert approved.settled_at is not None
    assert history_of(approved)[-2:] == ["approved > sending", "sending > unconfirmed"]
    assert len(posts(sandbox)) == 1
    assert ApiCall.objects.get().verdict == "unknown"


@pytest.mark.same_rows
@pytest.mark.parametrize(
    ("play", "timeout"),
    [
        (faultserver.reset, 30.0),
        (faultserver.hang_up, 30.0),
        (faultserver.silence, 2.0),
        (faultserver.html(), 30.0),
        (faultserver.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"), 30.0),
        (faultserver.drip_body(), 2.0),
    ],
    ids=["reset", "hang up", "silence", "HTML", "cut off", "drip"],
)
def test_it_says_unconfirmed_when_the_answer_never_comes(kaleyra, approved, play, timeout):
    server = kaleyra(play, timeout=timeout)

    deliver(approved)
    deliver(approved)

    assert approved.status == S.UNCONFIRMED
    assert history_of(approved)[-2:] == ["approved > sending", "sending > unconfirmed"]
    assert [request.body.decode() for request in server.requests] == [approved.payload]


def test_it_mentions_the_id_that_an_unsound_answer_holds(kaleyra, approved):
    kaleyra(faultserver.answer(b'{"agent_launch_id": "1370ed9d-53ed-47ec-b150-e2d1c0b9a83d"'))

    deliver(approved)

    assert approved.status == S.UNCONFIRMED
    assert "1370ed9d-53ed-47ec-b150-e2d1c0b9a83d" in approved.reason
    assert approved.launch.agent_launch_id == ""


def test_it_believes_no_id_that_belongs_to_another_launch(kaleyra, approved, mona):
    taken = "1370ed9d-53ed-47ec-b150-e2d1c0b9a83d"
    other = Launch.objects.create(
        agent=approved.launch.agent, launch_name="other", created_by=mona, agent_launch_id=taken
    )
    kaleyra(faultserver.says({"code": "RCS902", "data": {"launch": {"agent_launch_id": taken}}}))

    deliver(approved)

    assert approved.status == S.UNCONFIRMED
    assert taken in approved.reason
    assert approved.launch.agent_launch_id == ""
    assert Launch.objects.get(agent_launch_id=taken) == other


def test_it_says_unconfirmed_when_the_answer_cannot_be_written_down(sandbox, approved):
    # What breaks is ours, and Kaleyra has the launch all the same.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE launches_statecode RENAME TO launches_gone")

    deliver(approved)

    assert approved.status == S.UNCONFIRMED
    assert approved.reason == "Kaleyra answered that it took it, but the answer could not be written down."
    assert len(posts(sandbox)) == 1
    assert approved.launch.agent_launch_id == ""
    assert ApiCall.objects.get().verdict == "ok"


# --- The sweep ---------------------------------------------------------------------------------
def lose(submission, *, ago):
    """The worker that was sending it is gone."""
    claimed = delivery.claim(submission.pk)
    Submission.objects.filter(pk=submission.pk).update(lease_until=timezone.now() - timedelta(seconds=ago))
    return claimed


def test_it_finds_a_lost_delivery_and_never_sends_it_again(sandbox, approved):
    lose(approved, ago=1)

    delivery.sweep()
    deliver(approved)
    delivery.sweep()

    assert approved.status == S.UNCONFIRMED
    assert approved.reason == "The worker stopped while it was sending; whether Kaleyra got it is not known."
    assert history_of(approved)[-2:] == ["approved > sending", "sending > unconfirmed"]
    assert sandbox.requests == []


def test_it_leaves_a_delivery_alone_that_is_still_going_on(sandbox, approved):
    lose(approved, ago=-5)

    delivery.sweep()

    approved.refresh_from_db()
    assert approved.status == S.SENDING


@pytest.mark.parametrize(
    ("lease", "status"),
    [
        (timedelta(seconds=-1), S.UNCONFIRMED),
        (timedelta(seconds=1), S.SENDING),
        (timedelta(minutes=10, seconds=40), S.SENDING),
        (timedelta(minutes=10, seconds=50), S.UNCONFIRMED),
    ],
)
def test_it_knows_a_lease_that_is_over_by_either_clock(settings, approved, lease, status, monkeypatch):
    settings.KALEYRA_TIMEOUT = 30.0
    delivery.claim(approved.pk)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    Submission.objects.filter(pk=approved.pk).update(lease_until=now + lease)

    delivery.sweep()

    approved.refresh_from_db()
    assert approved.status == status


def test_it_gives_a_lease_that_outlives_the_call_and_ends_within_two_minutes(sandbox, settings, approved):
    settings.KALEYRA_TIMEOUT, began = 30.0, timezone.now()

    claimed = delivery.claim(approved.pk)

    assert claimed.lease_until - began > timedelta(seconds=40)
    assert claimed.lease_until - timezone.now() <= timedelta(seconds=60)  # and the sweep comes every minute


def test_it_takes_an_answer_that_comes_after_the_sweep_for_the_proof_that_it_is(sandbox, approved):
    claimed = lose(approved, ago=1)
    answer = delivery._call(claimed)
    delivery.sweep()

    delivery._settle_answer(claimed, answer)

    approved.refresh_from_db()
    assert approved.status == S.ACCEPTED
    assert history_of(approved)[-2:] == ["sending > unconfirmed", "unconfirmed > accepted"]
    assert approved.reason == "The answer came after all, later than we had waited for it."
    assert approved.launch.agent_launch_id == sandbox.launches()[0]["agent_launch_id"]


def test_it_stays_unconfirmed_when_the_late_answer_cannot_be_written_down(sandbox, approved):
    claimed = lose(approved, ago=1)
    answer = delivery._call(claimed)
    delivery.sweep()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE launches_statecode RENAME TO launches_gone")

    delivery._write_down(claimed, answer)

    approved.refresh_from_db()
    assert (approved.status, history_of(approved)[-1]) == (S.UNCONFIRMED, "sending > unconfirmed")


def test_it_lets_a_late_failure_change_nothing(sandbox, approved):
    claimed = lose(approved, ago=1)
    delivery.sweep()

    assert delivery._settle(claimed, S.REFUSED, "Too late.", "") is False

    approved.refresh_from_db()
    assert approved.status == S.UNCONFIRMED
