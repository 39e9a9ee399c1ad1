"""The unconfirmed desk: what was lost, what is known, and the two ways out."""

import pytest
from django.urls import reverse
from django.utils import timezone

from launches.models import ApiCall, Submission
from launches.services import desk
from launches.statuses import SubmissionStatus
from tests import factories
from tests.views.reading import said

pytestmark = [pytest.mark.django_db, pytest.mark.page_only]  # tests/services/test_desk.py asks each database
AN_ID = "1370ed9d-53ed-47ec-b150-e2d1c0b9a83d"


@pytest.fixture
def lost(mona, rita):
    """A submission whose answer never came."""
    submission = factories.put(factories.make_approved(mona, rita), SubmissionStatus.UNCONFIRMED)
    ApiCall.objects.create(
        launch=submission.launch,
        submission=submission,
        endpoint="launch_agent",
        pod="NA",
        method="POST",
        url="https://rcs-api.na.kaleyra.io/v1/xxxx/rcs/agent/launch",
        verdict="unknown",
        problem="No answer within 30 seconds.",
        started_at=timezone.now(),
        duration_ms=30012,
    )
    return submission


def press(client, verb, submission, **form):
    return client.post(reverse(f"admin:launches_submission_{verb}", args=[submission.pk]), form)


def page_of(client, submission):
    return client.get(reverse("admin:launches_submission_change", args=[submission.pk])).content.decode()


def test_it_says_what_is_known_and_offers_two_ways_out(rita, browsing, lost):
    page = page_of(browsing(rita), lost)

    wanted = ["No answer within 30 seconds.", "Nothing after 30.0 s", "It is there…", "It is not there…"]
    assert [words for words in wanted if words not in page] == []


def test_it_lists_them_when_asked(rita, browsing, lost):
    answer = browsing(rita).get(reverse("admin:launches_submission_changelist"), {"status": "unconfirmed"})

    assert list(answer.context["cl"].result_list) == [lost]


def test_it_asks_the_worker_to_verify_the_id_before_it_is_believed(rita, browsing, lost):
    press(browsing(rita), "found", lost, agent_launch_id=f' "{AN_ID}" ')

    lost.refresh_from_db()
    assert (lost.status, lost.proposed_launch_id, lost.proposed_by) == ("unconfirmed", AN_ID, rita)
    assert f"The worker is verifying <code>{AN_ID}</code>" in page_of(browsing(rita), lost)


def test_it_accepts_once_the_worker_has_verified_it(mona, rita, browsing, sandbox):
    launch = factories.make_accepted(mona, rita)
    submission = factories.put(launch.first_submission(), SubmissionStatus.UNCONFIRMED)
    known = launch.agent_launch_id
    press(browsing(rita), "found", submission, agent_launch_id=known)

    desk.verify(submission.pk)

    submission.refresh_from_db()
    assert submission.status == SubmissionStatus.ACCEPTED
    assert factories.history_of(submission)[-1] == "unconfirmed > accepted"


def test_it_takes_nothing_that_is_no_id(rita, browsing, lost):
    answer = press(browsing(rita), "found", lost, agent_launch_id="<b>maybe</b>")

    assert said(answer)[0].startswith("That is not an id of Kaleyra's")
    assert Submission.objects.get(pk=lost.pk).proposed_launch_id == ""


def test_it_sends_once_more_when_somebody_says_why(rita, browsing, lost):
    press(browsing(rita), "not_received", lost, reason="Not in the console at noon.", sure="yes")

    lost.refresh_from_db()
    assert lost.status == SubmissionStatus.APPROVED
    event = lost.events.filter(subject="submission").last()
    assert (event.actor_name, event.reason) == (
        "Rita Ramos", "Not received by Kaleyra: Not in the console at noon.",
    )  # fmt: skip


@pytest.mark.parametrize(
    "form", [{"reason": "Not there."}, {"sure": "yes"}, {"reason": " ", "sure": "yes"}, {}]
)
def test_it_sends_nothing_without_both_a_reason_and_the_tick(rita, browsing, lost, form):
    answer = press(browsing(rita), "not_received", lost, **form)

    assert len(said(answer)) == 1
    assert Submission.objects.get(pk=lost.pk).status == SubmissionStatus.UNCONFIRMED


def test_it_tells_the_second_person_who_was_first(rita, rob, browsing, lost):
    press(browsing(rita), "not_received", lost, reason="Not there.", sure="yes")

    answer = press(browsing(rob), "not_received", lost, reason="Not there either.", sure="yes")

    assert said(answer)[0].startswith("Rita Ramos was faster: it has been approved since ")
    assert factories.history_of(lost)[-1] == "unconfirmed > approved"


def test_it_lets_only_reviewers_settle(person, browsing, lost):
    clerk = person("cleo", "Cleo Clerk", "Marketing", is_staff=True)

    page = page_of(browsing(clerk), lost)
    answer = press(browsing(clerk), "not_received", lost, reason="I think so.", sure="yes")

    assert "It is not there…" not in page
    assert said(answer) == ["Only reviewers settle an unconfirmed submission."]
    assert Submission.objects.get(pk=lost.pk).status == SubmissionStatus.UNCONFIRMED
