"""Approve and send back: by the services, once, and whoever comes second is told who was first."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from launches.models import StatusEvent, Submission
from launches.services import brake, drafts, review
from launches.services.versions import Sheet
from launches.statuses import SubmissionStatus
from tests import factories
from tests.views.reading import said

# On the other database, tests/services/test_review.py decides the same.
pytestmark = [pytest.mark.django_db, pytest.mark.page_only]
QUEUE = reverse("admin:launches_submission_changelist")


def press(client, verb, submission, **form):
    return client.post(reverse(f"admin:launches_submission_{verb}", args=[submission.pk]), form)


def test_it_approves_what_the_reviewer_saw(mona, rita, browsing):
    submission = factories.make_submitted(mona)

    answer = press(browsing(rita), "approve", submission, version=submission.launch.version)

    submission.refresh_from_db()
    assert answer["Location"] == QUEUE
    assert (submission.status, submission.reviewed_by) == (SubmissionStatus.APPROVED, rita)
    assert submission.payload != ""
    assert factories.history_of(submission)[-1] == "in_review > approved"


def test_it_sends_back_with_the_reason(mona, rita, browsing):
    submission = factories.make_submitted(mona)

    answer = press(browsing(rita), "send_back", submission, reason="Name the page.")

    submission.refresh_from_db()
    assert "Sent back to Mona Marsh." in said(answer)[0]
    assert (submission.status, submission.reason) == (SubmissionStatus.SENT_BACK, "Name the page.")
    event = StatusEvent.objects.filter(submission=submission, subject="submission").last()
    assert (event.to_state, event.reason, event.actor_name, event.source) == (
        "sent_back", "Name the page.", "Rita Ramos", "admin",
    )  # fmt: skip


def test_it_leads_on_to_what_waits_longest_and_is_not_their_own(mona, rita, browsing):
    rita.groups.add(*mona.groups.all())
    authors = mona, User.objects.get(pk=rita.pk), mona
    first, _, other = (
        factories.make_submitted(by, agent=factories.make_agent(str(number)))
        for number, by in enumerate(authors, start=1)
    )

    answer = press(browsing(rita), "send_back", first, reason="Name the page.")

    page = reverse("admin:launches_submission_change", args=[other.pk])
    assert f'Sent back to Mona Marsh. <a href="{page}">Next: {other.launch}</a>' in said(answer)[0]
    last = press(browsing(rita), "send_back", other, reason="Name the page.")
    assert "Next" not in said(last)[0]


def test_it_sends_nothing_back_without_a_reason(mona, rita, browsing):
    submission = factories.make_submitted(mona)

    answer = press(browsing(rita), "send_back", submission, reason="  ")

    assert said(answer) == ["Say why: the author has to act on it."]
    assert Submission.objects.get(pk=submission.pk).status == SubmissionStatus.IN_REVIEW


def test_it_tells_the_second_reviewer_who_was_first_and_when(mona, rita, rob, browsing):
    submission = factories.make_submitted(mona)
    press(browsing(rita), "approve", submission, version=submission.launch.version)
    approved = StatusEvent.objects.get(submission=submission, to_state="approved", subject="submission")

    late = press(browsing(rob), "approve", submission, version=submission.launch.version)
    later = press(browsing(rob), "send_back", submission, reason="No.")

    words = f"Rita Ramos was faster: it has been approved since {approved.at:%H:%M:%S}. Nothing was changed."
    assert (said(late), said(later)) == ([words], [words])
    assert factories.history_of(submission) == ["new > draft", "draft > in_review", "in_review > approved"]


def test_it_approves_nothing_that_was_changed_after_it_was_read(mona, rita, browsing):
    submission = factories.make_submitted(mona)
    seen = submission.launch.version
    review.send_back(submission, by=rita, reason="Change it.")
    launch = submission.launch
    drafts.save(
        launch,
        by=mona,
        sheet=Sheet(version=launch.version),
        agent=launch.agent,
        answers=factories.ANSWERS
        | {"trigger_description": "Something else entirely, and long enough to pass."},
        regions=list(submission.chosen_regions()),
    )
    review.submit(Submission.objects.get(pk=submission.pk), by=mona)

    answer = press(browsing(rita), "approve", submission, version=seen)

    assert said(answer) == ["It was changed after you opened this page. Read it again before you approve."]
    assert Submission.objects.get(pk=submission.pk).status == SubmissionStatus.IN_REVIEW


@pytest.mark.parametrize("version", ["", "abc", "9" * 5000, "-1"])
def test_it_approves_nothing_by_a_form_that_was_tampered_with(mona, rita, browsing, version):
    submission = factories.make_submitted(mona)

    answer = press(browsing(rita), "approve", submission, version=version)

    assert answer.status_code == 302
    assert Submission.objects.get(pk=submission.pk).status == SubmissionStatus.IN_REVIEW


def test_it_refuses_ones_own(person, browsing):
    both = person("bo", "Bo Both", "Marketing", "Reviewers", is_staff=True)
    submission = factories.make_submitted(both)

    answer = press(browsing(both), "approve", submission, version=submission.launch.version)

    assert said(answer) == ["Nobody approves their own submission. Ask another reviewer."]
    assert factories.history_of(submission) == ["new > draft", "draft > in_review"]


def test_it_refuses_staff_who_do_not_review(mona, person, browsing):
    clerk = person("cleo", "Cleo Clerk", "Marketing", is_staff=True)
    submission = factories.make_submitted(mona)

    answer = press(browsing(clerk), "approve", submission, version=submission.launch.version)

    assert said(answer) == ["Only reviewers decide about submissions."]
    assert factories.history_of(submission) == ["new > draft", "draft > in_review"]


def test_it_refuses_marketing(mona, max, browsing):
    submission = factories.make_submitted(mona)

    press(browsing(max), "approve", submission, version=submission.launch.version)

    assert factories.history_of(submission) == ["new > draft", "draft > in_review"]


@pytest.mark.parametrize("verb", ["approve", "send_back", "found", "not_received"])
def test_it_decides_nothing_by_get(mona, rita, browsing, verb):
    submission = factories.make_submitted(mona)

    answer = browsing(rita).get(reverse(f"admin:launches_submission_{verb}", args=[submission.pk]))

    assert answer.status_code == 405


def test_it_sends_back_with_notes_beside_fields(mona, rita, browsing):
    submission = factories.make_submitted(mona)

    press(
        browsing(rita), "send_back", submission,
        reason="Nearly there.", note_optin_description=" Name the page. ", note_regions="Leave out Bell.",
        note_trigger_description="  ", note_status="accepted",
    )  # fmt: skip

    submission.refresh_from_db()
    assert submission.review_notes == {"optin_description": "Name the page.", "regions": "Leave out Bell."}
    told = "Nearly there.\n\nOpt-in: Name the page.\nCarriers: Leave out Bell."
    assert submission.reason == told
    assert (
        StatusEvent.objects.filter(submission=submission, to_state="sent_back")
        .values_list("reason", flat=True)
        .get(subject="submission")
        == told
    )


def test_it_says_that_what_is_approved_waits_when_sending_is_stopped(mona, rita, ada, browsing):
    submission = factories.make_submitted(mona)
    brake.pull("", by=ada, reason="A wrong logo went out.")

    answer = press(browsing(rita), "approve", submission, version=submission.launch.version)

    assert "Approved. Nothing is sent to its pod at the moment: it waits." in said(answer)[0]
    assert Submission.objects.get(pk=submission.pk).status == SubmissionStatus.APPROVED
