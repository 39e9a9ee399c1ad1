"""What the database itself refuses, whoever asks: each constraint broken once."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from launches.models import (
    Agent,
    CarrierRegion,
    Launch,
    LaunchRegion,
    StateCode,
    StatusEvent,
    Submission,
    SubmissionRegion,
)
from tests.factories import make_agent, make_approved, make_launch, make_region, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(request):
    """The database refuses what the block does, and names this constraint (or, on SQLite, its columns)."""

    def by(*names):
        return pytest.raises(IntegrityError, match="|".join(names))

    return by


@pytest.fixture
def submission(mona, rita):
    return make_approved(mona, rita)


def change(row, **facts):
    with transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**facts)


def add(model, **facts):
    with transaction.atomic():
        return model.objects.create(**facts)


def test_it_refuses_a_sixth_carrier(submission, refused):
    SubmissionRegion.objects.filter(submission=submission).delete()
    for slot in range(1, 6):
        add(SubmissionRegion, submission=submission, region=make_region(f"X: {slot}"), slot=slot)

    with refused("five_slots"):
        add(SubmissionRegion, submission=submission, region=make_region("X: 6"), slot=6)
    with refused("slot_once_per_submission", "submission_id, .*slot"):
        add(SubmissionRegion, submission=submission, region=make_region("X: 6"), slot=5)
    with refused("five_slots"):
        add(SubmissionRegion, submission=submission, region=make_region("X: 6"), slot=0)

    assert SubmissionRegion.objects.filter(submission=submission).count() == 5


def test_it_refuses_a_carrier_twice_in_one_submission(submission, refused):
    bell = submission.chosen_regions()[0]

    with refused("region_once_per_submission", "submission_id, .*region_id"):
        add(SubmissionRegion, submission=submission, region=bell, slot=3)


def later(submission, **facts):
    return add(
        Submission,
        **{"launch": submission.launch, "number": 2, "kind": "carrier_launch", "created_by": submission.created_by}
        | facts,
    )  # fmt: skip


@pytest.mark.parametrize("status", ["draft", "in_review", "sent_back", "approved", "sending", "unconfirmed"])
def test_it_refuses_a_second_open_submission(submission, refused, status):
    put(submission, status)

    with refused("one_open_submission_per_launch", "launch_id"):
        later(submission)


@pytest.mark.parametrize("status", ["accepted", "refused"])
def test_it_takes_a_later_submission_once_the_first_is_decided(submission, status):
    put(submission, status)

    assert later(submission).number == 2


def test_it_refuses_two_submissions_of_one_number_or_two_agent_launches(submission, refused):
    put(submission, "accepted")

    with refused("submission_numbered_per_launch", "launch_id, .*number"):
        later(submission, number=1)
    with refused("one_agent_launch_per_launch", "launch_id"):
        later(submission, kind="agent_launch")


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"status": "lost"}, "submission_status_known"),
        ({"kind": "unlaunch"}, "submission_kind_known"),
        ({"submitted_at": None}, "submission_submitted_by_and_when"),
        ({"submitted_by": None}, "submission_submitted_by_and_when"),
        ({"reviewed_at": None}, "submission_reviewed_by_and_when"),
        ({"reviewed_by": None}, "submission_reviewed_by_and_when"),
        ({"reviewed_by": None, "reviewed_at": None}, "submission_sent_as_approved"),
        ({"payload": ""}, "submission_sent_as_approved"),
        ({"payload_sha256": ""}, "submission_sent_as_approved"),
        ({"status": "accepted", "payload": ""}, "submission_sent_as_approved"),
        ({"status": "unconfirmed", "payload": ""}, "submission_sent_as_approved"),
        ({"status": "sending"}, "submission_sending_under_lease"),
        ({"status": "sending", "attempt": uuid4()}, "submission_sending_under_lease"),
        ({"status": "sending", "lease_until": timezone.now()}, "submission_sending_under_lease"),
    ],
)
def test_it_refuses_a_submission_that_cannot_be(submission, refused, facts, constraint):
    with refused(constraint):
        change(submission, **facts)

    submission.refresh_from_db()
    assert submission.status == "approved"


def test_it_refuses_a_launch_name_that_is_taken_or_empty(mona, refused):
    launch = make_launch(mona, launch_name="spring")

    with refused("launch_name"):
        add(Launch, agent=launch.agent, launch_name="spring", created_by=mona)
    with refused("launch_name_given"):
        change(launch, launch_name="")


def test_it_refuses_a_form_sent_twice_and_an_id_of_another_launch(mona, refused):
    token = uuid4()
    first, second = make_launch(mona), make_launch(mona)
    change(first, form_token=token, agent_launch_id="a")

    with refused("form_token"):
        change(second, form_token=token)
    with refused("agent_launch_id"):
        change(second, agent_launch_id="a")
    assert Launch.objects.filter(agent_launch_id="").count() == 1


def test_it_refuses_a_launch_state_that_nobody_knows(mona, refused):
    with refused("launch_state_known"):
        change(make_launch(mona), state="done")


def test_it_refuses_a_carrier_twice_in_one_launch(mona, refused):
    launch, bell = make_launch(mona), make_region("Canada: Bell")
    row = {"launch": launch, "state_since": timezone.now()}
    unknown = {**row, "remote_region_id": "r", "remote_region": "x"}
    add(LaunchRegion, **row, region=bell)
    add(LaunchRegion, **unknown)
    add(LaunchRegion, **{**unknown, "remote_region": "y"})

    with refused("region_once_per_launch", "launch_id, .*region_id"):
        add(LaunchRegion, **row, region=bell)
    with refused("unknown_region_once_per_launch", "launch_id, .*remote_region"):
        add(LaunchRegion, **unknown)
    with refused("launch_region_state_known"):
        add(LaunchRegion, **row, region=make_region("Canada: Rogers"), state="dancing")


def test_it_refuses_an_agent_number_that_the_pod_has_already(refused):
    agent = make_agent("2600", pod="NA")

    assert make_agent("2600", pod="IN") != agent
    with refused("agent_no_unique_per_pod", "pod, .*agent_no"):
        add(Agent, pod="NA", agent_no="2600", name="Twin")
    with refused("agent_no_given"):
        change(agent, agent_no="")
    with refused("agent_pod_known"):
        change(agent, pod="EU")


def test_it_refuses_a_carrier_of_the_catalogue_that_cannot_be(refused):
    bell = make_region("Canada: Bell")

    with refused("region_unique_per_pod", "pod, .*remote_id"):
        add(CarrierRegion, pod="NA", remote_id=bell.remote_id, display_name="Twin")
    with refused("region_id_given"):
        change(bell, remote_id="")
    with refused("region_pod_known"):
        change(bell, pod="EU")


def test_it_refuses_a_meaning_that_is_no_state_of_ours(refused):
    with refused("state_code_state_known"):
        add(StateCode, code="99", state="dancing")
    with refused("code"):
        add(StateCode, code="3", state="live")


@pytest.mark.parametrize("subject", ["launch", "submission", "launch_region", "carrier_region", "weather"])
def test_it_refuses_history_of_nothing(refused, subject):
    with refused("event_names_its_subject"):
        add(
            StatusEvent,
            subject=subject,
            to_state="x",
            source="worker",
            actor_name="Worker",
            at=timezone.now(),
        )


def test_it_refuses_history_by_nobody(mona, refused):
    with refused("event_names_its_actor"):
        add(
            StatusEvent,
            subject="launch",
            launch=make_launch(mona),
            to_state="x",
            source="worker",
            at=timezone.now(),
        )
