"""Sending what was approved: once, and with the truth about it whatever comes back."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from launches.models import ApiCall, Launch, PodHealth, Submission
from launches.services import delivery, pods
from launches.statuses import LaunchState, SubmissionStatus
from tests.contract import faultserver
from tests.contract.faultserver import FaultServer
from tests.factories import (
    carriers_of,
    history_of,
    make_accepted,
    make_approved,
    make_more,
    put,
    story_of,
)

S = SubmissionStatus
pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(mona, rita):
    return make_approved(mona, rita)


@pytest.fixture
def kaleyra(settings):
    """A Kaleyra over raw sockets that plays what it is told: `kaleyra(reset)`."""
    running = []

    def start(*script):
        server = FaultServer(*script)
        running.append(server)
        settings.KALEYRA_PODS = {
            "NA": {"base_url": server.url, "sid": "a-sid-of-ours", "api_key": "canary-key-1"}
        }
        settings.KALEYRA_TIMEOUT, settings.KALEYRA_READ_TIMEOUT = 2.0, 0.5
        return server

    yield start
    for server in running:
        server.close()


def deliver(submission):
    delivery.deliver(submission.pk)
    submission.refresh_from_db()
    submission.launch.refresh_from_db()
    return submission


def posts(sandbox):
    return [arrival for arrival in sandbox.requests if arrival.method == "POST"]


# --- Accepted ----------------------------------------------------------------------------------
def test_it_sends_the_very_bytes_that_were_approved(sandbox, approved):
    deliver(approved)

    (arrived,) = sandbox.requests
    assert (arrived.method, arrived.path) == ("POST", "/na/v1/SANDBOX-SID/rcs/agent/launch")
    assert arrived.headers["api-key"] == "sandbox-key"
    assert arrived.headers["Content-Type"] == "application/json"
    assert arrived.body.decode() == approved.payload
    assert json.loads(arrived.body)["launch"]["agent_no"] == "2600"


def test_it_says_accepted_when_kaleyra_took_it(sandbox, approved):
    deliver(approved)

    (taken,) = sandbox.launches()
    launch = approved.launch
    assert (approved.status, approved.attempts, approved.lease_until) == (S.ACCEPTED, 1, None)
    assert launch.agent_launch_id == taken["agent_launch_id"]
    assert history_of(approved) == [
        "new > draft", "draft > in_review", "in_review > approved", "approved > sending", "sending > accepted",
    ]  # fmt: skip
    assert launch.state == LaunchState.WITH_CARRIERS
    assert (launch.regions_total, launch.regions_live) == (2, 0)
    assert carriers_of(launch) == {"Canada: Bell": "submitted", "Canada: Rogers": "submitted"}
    assert story_of(launch, "Canada: Bell") == ["new > submitted"]
    assert launch.next_check_at - timezone.now() < timedelta(seconds=11)
    assert launch.remote_status == "ACTIVE"  # kept, and not taken for live


def test_it_keeps_the_exchange_without_key_and_sid(sandbox, approved):
    deliver(approved)

    (call,) = ApiCall.objects.all()
    assert (call.submission, call.launch, call.endpoint, call.pod) == (
        approved, approved.launch, "launch_agent", "NA",
    )  # fmt: skip
    assert (call.method, call.http_status, call.code, call.verdict) == ("POST", 200, "RCS902", "ok")
    assert call.request_body == approved.payload
    assert approved.launch.agent_launch_id in call.response_body
    everything = repr([getattr(call, field.attname) for field in ApiCall._meta.fields])
    assert "sandbox-key" not in everything
    assert "SANDBOX-SID" not in everything


def test_it_adds_carriers_through_the_other_endpoint(sandbox, mona, rita):
    launch = make_accepted(mona, rita)
    second = make_more(launch, mona, rita, "Canada: Telus")

    deliver(second)

    arrived = sandbox.requests[-1]
    assert arrived.path == "/na/v1/SANDBOX-SID/rcs/agent/carrierlaunch"
    assert arrived.body.decode() == second.payload
    assert json.loads(arrived.body) == {
        "agent_no": "2600",
        "agent_launch_id": launch.agent_launch_id,
        "regions": [
            {"region_id": second.chosen_regions()[0].remote_id, "region": "Canada: Telus"},
        ],
    }
    assert second.status == S.ACCEPTED
    assert carriers_of(launch) == {
        "Canada: Bell": "submitted", "Canada: Rogers": "submitted", "Canada: Telus": "submitted",
    }  # fmt: skip
    assert launch.launch_regions.get(region__display_name="Canada: Telus").submission == second


def test_it_sends_nothing_twice_when_it_is_called_again(sandbox, approved):
    for _ in range(3):
        deliver(approved)

    assert len(sandbox.requests) == 1
    assert history_of(approved).count("approved > sending") == 1


@pytest.mark.parametrize("status", [status for status in S if status != S.APPROVED])
def test_it_sends_only_what_is_approved(sandbox, approved, status):
    put(approved, status)

    deliver(approved)

    assert approved.status == status
    assert sandbox.requests == []


# --- Refused -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scenario", "code", "words"),
    [
        ("rcs701", "RCS701", "could not read it"),
        ("rcs601", "RCS601", "RCS is not enabled"),
        ("rcs405", "RCS405", "this kind of request"),
        ("rcs904-missing", "RCS904", "Missing required fields in launch payload"),
        ("rcs904-brand", "RCS904", "brand"),
        ("http-409", "RCS409", "already there"),
        ("failure-in-200", "RCS904", "Launch name already exists"),
    ],
)
def test_it_says_refused_with_kaleyras_reason(sandbox, approved, scenario, code, words):
    sandbox.answer_next(scenario, on="launch")

    deliver(approved)

    event = approved.events.get(to_state="refused", subject="submission")
    assert approved.status == S.REFUSED
    assert approved.launch.state == LaunchState.REFUSED
    assert words in approved.reason
    assert approved.next_step
    assert (event.raw_code, event.reason) == (code, approved.reason)
    assert history_of(approved)[-2:] == ["approved > sending", "sending > refused"]
    assert len(posts(sandbox)) == 1
    assert carriers_of(approved.launch) == {}
    assert ApiCall.objects.get().verdict == "refused"


# --- Nobody knows ------------------------------------------------------------------------------
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


@pytest.mark.parametrize(
    "play",
    [
        faultserver.reset,
        faultserver.hang_up,
        faultserver.silence,
        faultserver.html(),
        faultserver.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"),
        faultserver.drip_body(),
    ],
    ids=["reset", "hang up", "silence", "HTML", "cut off", "drip"],
)
def test_it_says_unconfirmed_when_the_answer_never_comes(kaleyra, approved, play):
    server = kaleyra(play)

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
    assert "could not be written down" in approved.reason
    assert len(posts(sandbox)) == 1
    assert approved.launch.agent_launch_id == ""
    assert ApiCall.objects.get().verdict == "ok"


# --- Nothing left ------------------------------------------------------------------------------
def test_it_waits_and_sends_later_when_nothing_left(sandbox, settings, approved):
    right = settings.KALEYRA_PODS
    settings.KALEYRA_PODS = {"NA": {**right["NA"], "base_url": "http://127.0.0.1:1"}}

    deliver(approved)

    assert (approved.status, approved.attempts, approved.settled_at) == (S.APPROVED, 1, None)
    assert "Nothing was sent" in approved.reason
    wait = approved.send_after - timezone.now()
    assert timedelta(seconds=15) < wait <= timedelta(seconds=26)
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
    waits = []

    for _ in range(9):
        Submission.objects.filter(pk=approved.pk).update(send_after=None)
        PodHealth.objects.update(paused_until=None)
        deliver(approved)
        waits.append((approved.send_after - timezone.now()).total_seconds())

    for wait, least in zip(waits, [20, 40, 80, 160, 320, 640, 900, 900, 900], strict=True):
        assert least - 1 < wait < least * 1.3 + 1


def test_it_stays_away_as_long_as_kaleyra_asks(sandbox, approved, mona, rita):
    sandbox.answer_next("throttled-decade", on="launch")
    other = make_approved(mona, rita, carriers=["Canada: Telus"])

    deliver(approved)
    deliver(other)

    assert approved.status == S.APPROVED
    assert timedelta(minutes=59) < approved.send_after - timezone.now() < timedelta(minutes=79)
    assert ApiCall.objects.get().verdict == "try_later"
    # The whole account slows down, not this one launch.
    assert (other.status, other.attempts, len(sandbox.requests)) == (S.APPROVED, 0, 1)
    assert pods.may_ask("NA") is False


# --- The account, and what was approved --------------------------------------------------------
@pytest.mark.parametrize("scenario", ["unauthorized", "forbidden"])
def test_it_stops_the_pod_when_kaleyra_does_not_know_us(sandbox, approved, mona, rita, ada, scenario):
    others = [make_approved(mona, rita, carriers=[name]) for name in ("Canada: Telus", "Canada: Videotron")]
    sandbox.answer_next(scenario, on="launch", times=0)

    deliver(approved)
    for other in others:
        deliver(other)

    health = PodHealth.objects.get(pod="NA")
    assert approved.status == S.REFUSED
    assert health.stopped_at is not None
    assert health.problem in approved.reason
    assert [other.status for other in others] == [S.APPROVED, S.APPROVED]
    assert len(sandbox.requests) == 1

    sandbox.answer_honestly()
    pods.resume("NA", by=ada)
    for other in others:
        deliver(other)
    assert [other.status for other in others] == [S.ACCEPTED, S.ACCEPTED]


def test_it_sends_nothing_to_a_pod_without_an_account(sandbox, settings, approved):
    settings.KALEYRA_PODS = {"IN": settings.KALEYRA_PODS["IN"]}

    deliver(approved)

    assert (approved.status, approved.attempts) == (S.APPROVED, 0)
    assert sandbox.requests == []


def test_it_says_so_when_the_account_cannot_be_right(sandbox, settings, approved):
    settings.KALEYRA_PODS = {"NA": {**settings.KALEYRA_PODS["NA"], "api_key": "two words"}}

    deliver(approved)

    assert approved.status == S.REFUSED
    assert "settings are wrong" in approved.reason
    assert "two words" not in approved.reason
    assert PodHealth.objects.get().stopped_at is not None


def test_it_sends_nothing_that_was_tampered_with(sandbox, approved):
    Submission.objects.filter(pk=approved.pk).update(payload=approved.payload.replace("2600", "2601"))

    deliver(approved)

    assert approved.status == S.REFUSED
    assert approved.reason == "Not sent: the stored request is not the one that was approved."
    assert sandbox.requests == []
    assert ApiCall.objects.count() == 0


def test_it_sends_what_was_approved_though_the_launch_says_something_else_by_now(sandbox, approved):
    Launch.objects.update(optin_description="Written after the approval.")

    deliver(approved)

    assert sandbox.requests[0].body.decode() == approved.payload
    assert b"Written after" not in sandbox.requests[0].body


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


def test_it_gives_a_lease_that_outlives_the_call_and_ends_within_two_minutes(sandbox, settings, approved):
    settings.KALEYRA_TIMEOUT = 30.0

    claimed = delivery.claim(approved.pk)

    left = claimed.lease_until - timezone.now()
    assert timedelta(seconds=40) < left <= timedelta(seconds=60)  # and the sweep comes every minute


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


def test_it_lets_a_late_failure_change_nothing(sandbox, approved):
    claimed = lose(approved, ago=1)
    delivery.sweep()

    assert delivery._settle(claimed, S.REFUSED, "Too late.", "") is False

    approved.refresh_from_db()
    assert approved.status == S.UNCONFIRMED
