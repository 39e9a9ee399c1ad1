"""Sending what was approved: once, and with the truth about it when an answer comes."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from launches.models import ApiCall, Launch, PodHealth, Submission
from launches.services import pods
from launches.statuses import LaunchState, SubmissionStatus
from tests.factories import carriers_of, history_of, make_accepted, make_approved, make_more, put, story_of
from tests.services.delivering import deliver, posts

S = SubmissionStatus
pytestmark = pytest.mark.django_db


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
    assert launch.checking.next_at - timezone.now() < timedelta(seconds=11)
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


@pytest.mark.same_rows
@pytest.mark.parametrize("status", [status for status in S if status != S.APPROVED])
def test_it_sends_only_what_is_approved(sandbox, approved, status):
    put(approved, status)

    deliver(approved)

    assert approved.status == status
    assert sandbox.requests == []


# --- Refused -----------------------------------------------------------------------------------
@pytest.mark.same_rows
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


# --- The account, and what was approved --------------------------------------------------------
@pytest.mark.same_rows
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
