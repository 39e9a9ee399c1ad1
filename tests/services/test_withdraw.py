"""What waits for a reviewer is taken back by its author, as a draft."""

import pytest

from launches.problems import MovedMeanwhile, NotAllowed
from launches.services import checks, drafts, review
from launches.services.timeline import timeline
from launches.statuses import LaunchState, SubmissionStatus
from tests.factories import (
    approve,
    history_of,
    make_accepted,
    make_approved,
    make_region,
    make_submitted,
)

pytestmark = pytest.mark.django_db


def test_it_is_a_draft_again_that_its_author_may_edit(mona):
    submission = make_submitted(mona)

    review.withdraw(submission, by=mona, reason="  The opt-in page has moved. ")

    submission.launch.refresh_from_db()
    assert (submission.status, submission.launch.state) == (SubmissionStatus.DRAFT, LaunchState.DRAFT)
    assert (submission.submitted_by, submission.submitted_at) == (None, None)
    assert submission.reason == "The opt-in page has moved."
    assert submission.launch.is_editable
    assert history_of(submission)[-1] == "in_review > draft"
    told = timeline(submission.launch)[0]
    assert (told.who, told.sentence, told.reason) == (
        "Mona Marsh",
        "withdrew the agent launch from review",
        "The opt-in page has moved.",
    )


def test_it_can_be_submitted_and_approved_again(mona, rita):
    submission = make_submitted(mona)
    review.withdraw(submission, by=mona)

    review.submit(submission, by=mona)
    approve(submission, rita)

    assert (submission.status, submission.submitted_by, submission.reason) == (
        SubmissionStatus.APPROVED,
        mona,
        "",
    )


def test_it_frees_its_carriers_for_another_launch(mona):
    submission = make_submitted(mona)
    agent = submission.launch.agent
    assert len(checks.occupied_regions(agent)) == 2

    review.withdraw(submission, by=mona)

    assert checks.occupied_regions(agent) == {}


def test_it_takes_back_a_later_submission_without_touching_the_launch(sandbox, mona, max, rita):
    launch = make_accepted(mona, rita)
    later = drafts.add_carriers(launch, by=max, regions=[make_region("Canada: Telus")])
    review.submit(later, by=max)

    with pytest.raises(NotAllowed):
        review.withdraw(later, by=mona)
    review.withdraw(later, by=max)

    launch.refresh_from_db()
    assert (later.status, launch.state) == (SubmissionStatus.DRAFT, LaunchState.WITH_CARRIERS)


def test_it_is_for_its_author_alone(mona, max, rita):
    submission = make_submitted(mona)

    for somebody in (max, rita):
        with pytest.raises(NotAllowed) as refusal:
            review.withdraw(submission, by=somebody)
        assert refusal.value.sentence == (
            "Only its author withdraws a submission, and only while it is in review."
        )

    submission.refresh_from_db()
    assert submission.status == SubmissionStatus.IN_REVIEW


def test_it_says_who_was_faster_once_it_is_approved(mona, rita):
    submission = make_approved(mona, rita)

    with pytest.raises(MovedMeanwhile) as refusal:
        review.withdraw(submission, by=mona)

    assert refusal.value.sentence.startswith("Rita Ramos was faster: it has been approved since")
    submission.refresh_from_db()
    assert submission.status == SubmissionStatus.APPROVED


def test_a_reviewer_is_told_when_the_author_was_faster(mona, rita):
    submission = make_submitted(mona)
    page = type(submission).objects.get(pk=submission.pk)
    review.withdraw(submission, by=mona)

    with pytest.raises(MovedMeanwhile) as refusal:
        review.approve(page, by=rita, version=1)

    assert refusal.value.sentence.startswith("Mona Marsh was faster: it has been withdrawn since")
