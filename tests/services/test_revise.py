"""What Kaleyra refused is taken up again by its author, as a draft."""

import pytest

from launches.problems import NotAllowed
from launches.services import delivery, drafts, review
from launches.services.timeline import timeline
from launches.services.versions import Sheet
from launches.statuses import LaunchState, SubmissionStatus
from tests.factories import approve, history_of, make_accepted, make_approved, make_more

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(mona, rita, sandbox):
    """An agent launch that Kaleyra refused."""
    submission = make_approved(mona, rita)
    sandbox.answer_next("rcs904-missing")
    delivery.deliver(submission.pk)
    submission.refresh_from_db()
    assert submission.status == SubmissionStatus.REFUSED
    return submission


def test_it_is_a_draft_again_that_its_author_may_edit(refused, mona):
    review.revise(refused, by=mona)

    refused.launch.refresh_from_db()
    assert (refused.status, refused.launch.state) == (SubmissionStatus.DRAFT, LaunchState.DRAFT)
    assert refused.launch.is_editable
    assert history_of(refused)[-1] == "refused > draft"
    assert timeline(refused.launch)[0].sentence == "took up the agent launch again"


def test_it_is_sent_as_it_was_changed_once_it_is_approved_again(refused, mona, rita, sandbox):
    review.revise(refused, by=mona)
    launch = drafts.save(
        refused.launch,
        by=mona,
        sheet=Sheet(version=refused.launch.version),
        agent=refused.launch.agent,
        answers={
            "launch_name": "second_try",
            "trigger_description": "A welcome message after the sign-up form.",
        },
        regions=list(refused.chosen_regions()),
    )
    submission = launch.first_submission()
    review.submit(submission, by=mona)
    approve(submission, rita)

    delivery.deliver(submission.pk)

    submission.refresh_from_db()
    assert submission.status == SubmissionStatus.ACCEPTED
    sent = [request.body.decode() for request in sandbox.requests if request.method == "POST"]
    assert len(sent) == 2
    assert sent[1] == submission.payload
    assert "second_try" in sent[1]


def test_it_takes_up_a_later_submission_without_touching_the_launch(mona, rita, sandbox):
    launch = make_accepted(mona, rita)
    later = make_more(launch, mona, rita, "Canada: Telus")
    sandbox.answer_next("rcs601")
    delivery.deliver(later.pk)
    later.refresh_from_db()

    review.revise(later, by=mona)

    launch.refresh_from_db()
    assert (later.status, launch.state) == (SubmissionStatus.DRAFT, LaunchState.WITH_CARRIERS)


def test_it_is_not_for_others(refused, max, rita):
    for other in (max, rita):
        with pytest.raises(NotAllowed):
            review.revise(refused, by=other)

    refused.refresh_from_db()
    assert (refused.status, history_of(refused)[-1]) == (SubmissionStatus.REFUSED, "sending > refused")


def test_it_is_only_for_what_was_refused(mona, rita, sandbox):
    submission = make_approved(mona, rita)

    with pytest.raises(NotAllowed):
        review.revise(submission, by=mona)
