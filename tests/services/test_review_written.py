"""What is written down and said when people decide, to the letter: `make mutants` holds these tests to it."""

import pytest
from django.utils import timezone

from launches import tasks
from launches.models import Launch, Submission
from launches.problems import ChangedMeanwhile, MovedMeanwhile, NotAllowed, Problem, TooLong
from launches.services import review
from launches.statuses import SubmissionStatus
from tests.factories import approve, make_approved, make_launch, make_submitted, put

pytestmark = pytest.mark.django_db


def said(kind, verb, *about, **how):
    """The words of the problem that this raises, which is of exactly that kind."""
    with pytest.raises(Problem) as problem:
        verb(*about, **how)
    assert type(problem.value) is kind
    return problem.value.sentence


@pytest.fixture
def refused(mona, rita):
    """What Kaleyra refused, with everything that an attempt leaves behind."""
    submission = put(make_approved(mona, rita), SubmissionStatus.REFUSED)
    now = timezone.now()
    Submission.objects.filter(pk=submission.pk).update(
        next_step="Complete it.", send_after=now, settled_at=now
    )
    return Submission.objects.get(pk=submission.pk)


def test_it_lets_a_reviewer_note_something_beside_what_its_author_can_change():
    assert review.NOTABLE == {
        "agent": "Agent",
        "optin_description": "Opt-in",
        "trigger_description": "Trigger",
        "interactions_description": "Interactions",
        "optout_description": "Opt-out",
        "agent_access_instructions": "Access instructions",
        "video_uris": "Videos",
        "screenshot_uris": "Screenshots",
        "regions": "Carriers",
        "launch_name": "Name",
    }
    assert review.NOTABLE_LATER == {"regions": "Carriers"}


def test_it_says_what_to_do_no_more_once_it_is_submitted(mona):
    submission = make_launch(mona).first_submission()
    Submission.objects.update(next_step="Complete the brand checklist.")

    review.submit(submission, by=mona)

    assert Submission.objects.get().next_step == ""


def test_it_needs_no_reason_to_withdraw(mona):
    submission = make_submitted(mona)

    review.withdraw(submission, by=mona)

    assert Submission.objects.get().reason == ""


def test_it_forgets_the_attempt_when_it_is_taken_up_again(refused, mona):
    assert refused.payload

    review.revise(refused, by=mona)

    now = Submission.objects.get()
    assert (now.payload, now.payload_sha256, now.next_step) == ("", "", "")
    assert (now.send_after, now.settled_at) == (None, None)


def test_it_is_taken_up_once(refused, mona):
    on_the_page = Submission.objects.get()
    review.revise(refused, by=mona)

    words = "Only its author may take up a refused submission, and only while no later one exists."
    assert said(NotAllowed, review.revise, on_the_page, by=mona) == words


def test_it_freezes_the_launch_as_it_is_stored_and_not_as_the_page_had_it(mona, rita):
    make_submitted(mona)
    on_the_page = Submission.objects.select_related("launch__agent").get()
    Launch.objects.update(launch_name="as_it_is_stored")

    approve(on_the_page, rita)

    assert '"as_it_is_stored"' in Submission.objects.get().payload


def test_it_wakes_the_worker_for_what_was_approved(
    mona, rita, empty_queue, django_capture_on_commit_callbacks
):
    submission = make_submitted(mona)

    with django_capture_on_commit_callbacks(execute=True):
        approve(submission, rita)

    waiting = [(task.name, task.args) for task in tasks.deliver.huey.pending()]
    assert waiting == [("deliver", (submission.pk,))]


def test_it_says_why_not(mona, max, rita):
    draft = make_launch(mona).first_submission()
    words = "Only its author may submit it, and only while it is a draft or was sent back."
    assert said(NotAllowed, review.submit, draft, by=max) == words

    review.submit(draft, by=mona)
    words = "It was changed after you opened this page. Read it again before you approve."
    assert said(ChangedMeanwhile, review.approve, draft, by=rita, version=7) == words
    words = "Say why: the author has to act on it."
    assert said(Problem, review.send_back, draft, by=rita, reason=" ") == words
    words = "A note beside a field (Opt-in) has at most 2000 characters; this one has 2001."
    notes = {"optin_description": "x" * 2001}
    assert said(TooLong, review.send_back, draft, by=rita, reason="Long.", notes=notes) == words


def test_it_says_who_was_faster_though_something_else_waits(mona, rita, rob):
    submission = make_submitted(mona)
    make_submitted(mona, carriers=["Canada: Telus"])
    approve(submission, rita)

    words = said(MovedMeanwhile, review.approve, submission, by=rob, version=1)
    assert words.startswith("Rita Ramos was faster: it has been approved since ")
