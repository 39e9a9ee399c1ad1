"""The unconfirmed desk: an id that cannot be verified yet, or that is not the one any more."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from launches.services import desk, pods
from launches.statuses import SubmissionStatus
from tests.contract import faultserver
from tests.factories import make_approved, put
from tests.services.delivering import fresh
from tests.views.standing import an_exchange

pytestmark = pytest.mark.django_db


@pytest.fixture
def put_aside(mona, rita):
    """An unconfirmed agent launch, without any Kaleyra."""
    return put(make_approved(mona, rita), SubmissionStatus.UNCONFIRMED)


@pytest.mark.same_rows
@pytest.mark.parametrize(
    ("minutes_ago", "is_asked"),
    [([], True), ([1], True), ([9, 5], True), ([9, 4], False), ([999, 59], False), ([999, 61], True)],
)
def test_it_asks_ever_more_seldom_about_an_id_that_cannot_be_verified(
    put_aside, rob, django_capture_on_commit_callbacks, minutes_ago, is_asked
):
    desk.settle_with_id(put_aside, by=rob, agent_launch_id=str(uuid4()))
    put_aside.refresh_from_db()
    for minutes in minutes_ago:
        an_exchange(
            put_aside.launch,
            submission=put_aside,
            url=f"https://x.example/?agent_launch_id={put_aside.proposed_launch_id}",
            started_at=timezone.now() - timedelta(minutes=minutes),
        )

    with django_capture_on_commit_callbacks() as woken:
        desk.sweep()

    assert len(woken) == is_asked


def test_it_asks_nothing_about_an_id_while_the_pod_wants_to_be_left_alone(
    put_aside, rob, django_capture_on_commit_callbacks
):
    desk.settle_with_id(put_aside, by=rob, agent_launch_id=str(uuid4()))
    pods.failed("NA", "Too many requests.", wait=60)

    with django_capture_on_commit_callbacks() as woken:
        desk.sweep()

    assert woken == []


def test_it_leaves_the_pod_alone_when_that_asks_for_it(sandbox, put_aside, rob):
    desk.settle_with_id(put_aside, by=rob, agent_launch_id=str(uuid4()))
    put_aside.refresh_from_db()
    proposed = put_aside.proposed_launch_id
    sandbox.answer_next("throttled-decade", on="status", times=0)

    desk.verify(put_aside.pk)
    desk.verify(put_aside.pk)

    put_aside.refresh_from_db()
    assert not pods.may_ask("NA")
    assert len(sandbox.requests) == 1
    assert (put_aside.status, put_aside.proposed_launch_id) == (SubmissionStatus.UNCONFIRMED, proposed)


@pytest.mark.django_db(transaction=True)
@pytest.mark.same_rows
@pytest.mark.parametrize(
    "answer", [{"code": "RCS902", "data": {"regions": []}}, {"code": "RCS904", "error": "launch not found"}]
)
def test_it_keeps_an_id_that_was_corrected_while_the_first_one_was_asked_about(
    kaleyra, settings, put_aside, rob, answer
):
    corrected = str(uuid4())

    def correct_and_answer(peer):
        try:
            desk.settle_with_id(fresh(put_aside), by=rob, agent_launch_id=corrected)
        finally:
            connection.close()
        faultserver.says(answer, 200 if answer["code"] == "RCS902" else 400)(peer)

    kaleyra(correct_and_answer)
    settings.KALEYRA_TIMEOUT = settings.KALEYRA_READ_TIMEOUT = 60.0
    desk.settle_with_id(put_aside, by=rob, agent_launch_id=str(uuid4()))

    desk.verify(put_aside.pk)

    still = fresh(put_aside)
    assert (still.status, still.proposed_launch_id) == (SubmissionStatus.UNCONFIRMED, corrected)
    assert still.launch.agent_launch_id == ""
