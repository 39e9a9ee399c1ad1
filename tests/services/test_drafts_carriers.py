"""Adding carriers to a launch that Kaleyra knows: a later submission of its own."""

import pytest

from launches.models import Launch
from launches.problems import Blocked, NotAllowed
from launches.services import drafts, review
from launches.services.versions import NO_SHEET
from launches.statuses import LaunchState, SubmissionStatus
from tests.factories import (
    chosen,
    history_of,
    make_accepted,
    make_launch,
    make_region,
)

S = SubmissionStatus
pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(sandbox, mona, rita):
    return make_accepted(mona, rita, carriers=["Canada: Bell"])


def test_it_starts_a_later_submission(accepted, max):
    submission = drafts.add_carriers(accepted, by=max, regions=[make_region("Canada: Telus")])

    assert (submission.number, submission.kind, submission.status) == (2, "carrier_launch", S.DRAFT)
    assert (submission.created_by, chosen(submission)) == (max, ["Canada: Telus"])
    assert history_of(submission) == ["new > draft"]
    accepted.refresh_from_db()
    assert accepted.state == LaunchState.WITH_CARRIERS  # what is live or not stays the word for it


def test_it_lets_whoever_adds_carriers_change_and_submit_them(accepted, mona, max):
    submission = drafts.add_carriers(accepted, by=max, regions=[make_region("Canada: Telus")])

    drafts.save_carriers(submission, by=max, regions=[make_region("Canada: Videotron")], sheet=NO_SHEET)
    for verb in (
        lambda: drafts.save_carriers(submission, by=mona, regions=[], sheet=NO_SHEET),
        lambda: review.submit(submission, by=mona),
    ):
        with pytest.raises(NotAllowed):
            verb()
    review.submit(submission, by=max)

    submission.refresh_from_db()
    assert (submission.status, submission.submitted_by) == (S.IN_REVIEW, max)
    assert chosen(submission) == ["Canada: Videotron"]


def test_it_grows_the_version_when_the_carriers_of_a_later_submission_change(accepted, mona):
    submission = drafts.add_carriers(accepted, by=mona, regions=[make_region("Canada: Telus")])
    version = Launch.objects.get().version

    drafts.save_carriers(submission, by=mona, regions=[make_region("Canada: Videotron")], sheet=NO_SHEET)

    assert Launch.objects.get().version == version + 1


def test_it_adds_no_carrier_twice_and_none_that_is_with_kaleyra(accepted, mona):
    with pytest.raises(Blocked, match=r"Canada: Bell cannot be chosen again: submitted in launch_2600\."):
        drafts.add_carriers(accepted, by=mona, regions=[make_region("Canada: Bell")])

    assert accepted.submissions.count() == 1


def test_it_asks_a_carrier_again_that_refused(accepted, mona):
    accepted.launch_regions.update(state="rejected")

    assert drafts.add_carriers(accepted, by=mona, regions=[make_region("Canada: Bell")]).number == 2


def test_it_has_one_submission_in_flight(accepted, mona):
    drafts.add_carriers(accepted, by=mona, regions=[make_region("Canada: Telus")])

    with pytest.raises(NotAllowed, match="nothing else is under way"):
        drafts.add_carriers(accepted, by=mona, regions=[make_region("Canada: Videotron")])


def test_it_adds_nothing_before_kaleyra_knows_the_launch_or_for_others(accepted, mona, rita, stranger):
    for launch, by in ((make_launch(mona, carriers=["X: 1"]), mona), (accepted, rita), (accepted, stranger)):
        with pytest.raises(NotAllowed):
            drafts.add_carriers(launch, by=by, regions=[make_region("Canada: Telus")])


def test_it_changes_no_first_submission_and_none_in_review_by_the_carriers_alone(accepted, mona):
    later = drafts.add_carriers(accepted, by=mona, regions=[make_region("Canada: Telus")])
    review.submit(later, by=mona)

    for submission in (later, accepted.first_submission()):
        with pytest.raises(NotAllowed):
            drafts.save_carriers(
                submission, by=mona, regions=[make_region("Canada: Videotron")], sheet=NO_SHEET
            )
    assert chosen(later) == ["Canada: Telus"]
