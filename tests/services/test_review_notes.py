"""Notes beside single fields: what a reviewer sends back with, until it is submitted again."""

import pytest

from launches.models import StatusEvent, Submission
from launches.problems import Problem
from launches.services import drafts, review
from tests import factories

pytestmark = pytest.mark.django_db
NOTES = {"optin_description": "Name the page.", "regions": "Leave out Bell."}


def reasons_of(submission):
    events = StatusEvent.objects.filter(submission=submission, to_state="sent_back", subject="submission")
    return list(events.values_list("reason", flat=True))


def test_it_keeps_them_beside_their_fields_and_in_history(mona, rita):
    submission = factories.make_submitted(mona)

    review.send_back(submission, by=rita, reason="Nearly.", notes=NOTES)

    submission.refresh_from_db()
    assert submission.review_notes == NOTES
    assert reasons_of(submission) == ["Nearly.\n\nOpt-in: Name the page.\nCarriers: Leave out Bell."]


def test_it_takes_notes_for_a_reason(mona, rita):
    submission = factories.make_submitted(mona)

    review.send_back(submission, by=rita, reason=" ", notes={"agent": "The other one."})

    assert reasons_of(submission) == ["Agent: The other one."]


def test_it_wants_at_least_a_word(mona, rita):
    submission = factories.make_submitted(mona)

    with pytest.raises(Problem, match="Say why"):
        review.send_back(submission, by=rita, reason="", notes={"agent": " ", "nonsense": "Words."})

    assert reasons_of(submission) == []


def test_it_forgets_them_when_it_is_submitted_again_and_history_does_not(mona, rita):
    submission = factories.make_submitted(mona)
    review.send_back(submission, by=rita, reason="", notes=NOTES)

    review.submit(Submission.objects.get(pk=submission.pk), by=mona)

    assert Submission.objects.get(pk=submission.pk).review_notes == {}
    assert len(reasons_of(submission)) == 1


def test_it_drops_those_of_the_time_before(mona, rita):
    submission = factories.make_submitted(mona)
    review.send_back(submission, by=rita, reason="", notes=NOTES)
    review.submit(Submission.objects.get(pk=submission.pk), by=mona)

    review.send_back(Submission.objects.get(pk=submission.pk), by=rita, reason="Again.")

    assert Submission.objects.get(pk=submission.pk).review_notes == {}
    assert reasons_of(submission)[-1] == "Again."


def test_it_notes_nothing_that_a_later_submission_cannot_change(mona, rita, sandbox):
    launch = factories.make_accepted(mona, rita)
    later = drafts.add_carriers(launch, by=mona, regions=[factories.make_region("Canada: Telus")])
    review.submit(later, by=mona)

    review.send_back(later, by=rita, reason="Wait.", notes=NOTES)

    later.refresh_from_db()
    assert later.review_notes == {"regions": "Leave out Bell."}


def test_the_author_sees_each_beside_its_field(mona, rita, browsing):
    submission = factories.make_submitted(mona)
    review.send_back(submission, by=rita, reason="Nearly.", notes=NOTES)

    page = browsing(mona).get(f"/launches/{submission.launch_id}/edit/").content.decode()

    assert [page.count(f'id="id_{field}_note"') for field in review.NOTABLE] == [
        int(field in NOTES) for field in review.NOTABLE
    ]


def test_the_author_of_added_carriers_sees_it_too(mona, rita, browsing, sandbox):
    launch = factories.make_accepted(mona, rita)
    later = drafts.add_carriers(launch, by=mona, regions=[factories.make_region("Canada: Telus")])
    review.submit(later, by=mona)
    review.send_back(later, by=rita, reason="Wait.", notes=NOTES)

    page = browsing(mona).get(f"/launches/{launch.pk}/carriers/add/").content.decode()

    assert page.count('id="id_regions_note"') == 1


def test_the_launch_page_lists_them_with_the_reason(mona, rita, browsing):
    submission = factories.make_submitted(mona)
    review.send_back(submission, by=rita, reason="Nearly.", notes=NOTES)

    page = browsing(mona).get(f"/launches/{submission.launch_id}/").content.decode()

    assert "Opt-in: Name the page.\nCarriers: Leave out Bell." in page
