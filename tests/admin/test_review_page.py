"""The review page: everything about one submission, escaped, with the buttons that this person may press."""

from datetime import timedelta

import pytest
from django.urls import reverse

from launches import transitions
from launches.models import Launch, LaunchRegion, ReturnedRequest, Submission
from launches.services import comments, delivery, drafts, plan, review
from launches.services.attempts import Change
from launches.services.versions import Sheet
from launches.statuses import CarrierState, SubmissionStatus
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.page_only]
AFTER_APPROVAL = ["approved", "sending", "accepted", "refused", "unconfirmed"]


def page_of(submission):
    return reverse("admin:launches_submission_change", args=[submission.pk])


def fresh(submission):
    return Submission.objects.get(pk=submission.pk)


def missing(page, *words):
    return [word for word in words if word not in page]


def test_it_shows_everything_that_a_decision_rests_on(mona, rita, browsing):
    submission = factories.make_submitted(mona)

    page = browsing(rita).get(page_of(submission)).content.decode()

    answers = [
        value for name, value in factories.ANSWERS.items() if name.endswith(("description", "instructions"))
    ]
    assert missing(page, *answers) == []
    assert (
        missing(page, "Bell", "Rogers", "Canada", "Mona Marsh", "Contact e-mail", "2 carriers on the NA pod")
        == []
    )
    assert (
        missing(page, "/rcs/agent/launch", "curl --request POST", "Submitted the agent launch for review")
        == []
    )


def test_it_never_shows_the_key(mona, rita, browsing, settings):
    submission = factories.make_submitted(mona)

    page = browsing(rita).get(page_of(submission)).content.decode()

    assert settings.KALEYRA_PODS["NA"]["api_key"] not in page


def test_it_shows_answers_as_written_and_runs_none_of_them(mona, rita, browsing):
    evil = "<script>alert(1)</script>\nSecond line, written by hand and long enough."
    submission = factories.make_submitted(mona, trigger_description=evil)

    page = browsing(rita).get(page_of(submission)).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nSecond line" in page


def test_it_opens_media_in_a_new_tab_that_knows_nothing_of_us(mona, rita, browsing):
    submission = factories.make_submitted(mona)

    page = browsing(rita).get(page_of(submission)).content.decode()

    assert '<a href="https://maple.example/walk.mp4" target="_blank" rel="noopener noreferrer">' in page


@pytest.mark.parametrize("status", AFTER_APPROVAL)
def test_it_opens_and_offers_no_decision_once_it_was_taken(mona, rita, browsing, status):
    submission = factories.put(factories.make_approved(mona, rita), SubmissionStatus(status))

    answer = browsing(rita).get(page_of(submission))

    assert answer.status_code == 200
    assert b'name="version"' not in answer.content


def test_it_opens_for_a_draft_without_a_carrier_and_for_one_sent_back(mona, rita, browsing):
    draft = drafts.create(by=mona, agent=factories.make_agent("9"), answers={}, regions=[]).first_submission()
    returned = factories.make_submitted(mona)
    review.send_back(returned, by=rita, reason="Name the page.")

    pages = [browsing(rita).get(page_of(submission)) for submission in (draft, returned)]

    assert [page.status_code for page in pages] == [200, 200]
    assert b"Name the page." in pages[1].content


def test_it_opens_for_a_carrier_launch(mona, rita, browsing, sandbox):
    launch = factories.make_accepted(mona, rita)
    later = drafts.add_carriers(launch, by=mona, regions=[factories.make_region("Canada: Telus")])
    review.submit(later, by=mona)

    page = browsing(rita).get(page_of(later)).content.decode()

    assert (
        missing(page, "Carrier launch of", "1 carrier on the NA pod", "/rcs/agent/carrierlaunch", "Telus")
        == []
    )


def test_it_says_how_a_carrier_decided_before(mona, rita, browsing):
    bell = factories.make_region("Canada: Bell")
    earlier = factories.make_approved(mona, rita, agent=factories.make_agent("1"))
    row = LaunchRegion(launch=earlier.launch, region=bell)
    transitions.observe(row, CarrierState.SUBMITTED, raw_code="0", at=earlier.created_at)
    transitions.observe(row, CarrierState.REJECTED, raw_code="4", at=earlier.created_at + timedelta(days=12))
    submission = factories.make_submitted(mona)

    page = browsing(rita).get(page_of(submission)).content.decode()

    assert "1 decision on record, 1 rejected, typically after 12 days. Overdue after 42 days." in page
    published = "It can take weeks, as published. No decision on record yet. Overdue after 42 days."
    assert published in page  # of Rogers


def test_it_names_the_carriers_that_are_planned_for_later(mona, rita, browsing):
    launch = factories.make_launch(mona)
    plan.write(launch, [factories.make_region("Canada: Telus"), factories.make_region("Canada: Videotron")])
    review.submit(launch.first_submission(), by=mona)

    page = browsing(rita).get(page_of(launch.first_submission())).content.decode()

    assert missing(page, "Planned for later", "Canada: Telus, Canada: Videotron") == []


def test_it_says_what_was_asked_for_last_time(mona, rita, browsing):
    submission = factories.make_submitted(mona)
    review.send_back(submission, by=rita, reason="Name the page where people agree.")
    review.submit(fresh(submission), by=mona)

    page = browsing(rita).get(page_of(submission)).content.decode()

    assert missing(page, "Asked for last time", "Name the page where people agree.", "Approve and send") == []
    assert missing(page, "Changed since then", "Nothing: every field is the same.") == []


def test_it_shows_what_its_author_changed_since(mona, rita, browsing):
    submission = factories.make_submitted(mona, optout_description="They read: You have left.")
    review.send_back(submission, by=rita, reason="Name the brand.")
    Launch.objects.update(optout_description="They read: You have left Maple Bank.")
    review.submit(fresh(submission), by=mona)

    answer = browsing(rita).get(page_of(submission))

    changed = Change("Opt-out", "They read: You have left.", "They read: You have left Maple Bank.")
    assert answer.context["changed_since"] == [changed]
    assert '<ins data-tone="green">left Maple Bank.</ins>' in answer.content.decode()

    # Sent back without a reviewer, as a restored backup is: what Rita read was another round.
    transitions.move(fresh(submission), SubmissionStatus.SENT_BACK, by=transitions.WORKER, reason="Restored.")
    review.submit(fresh(submission), by=mona)
    assert browsing(rita).get(page_of(submission)).context["changed_since"] is None


def test_it_knows_no_more_what_was_sent_back_once_it_is_approved(mona, rita):
    submission = factories.make_submitted(mona)
    review.send_back(submission, by=rita, reason="Name the brand.")
    review.submit(fresh(submission), by=mona)
    assert ReturnedRequest.objects.get().submission == submission

    factories.approve(fresh(submission), rita)

    assert not ReturnedRequest.objects.exists()


def test_it_shows_what_differs_from_the_last_attempt(mona, rita, browsing):
    factories.put(factories.make_approved(mona, rita, launch_name="first_try"), SubmissionStatus.REFUSED)
    better = "People tick an empty box on https://maple.example/opt-in and confirm it by SMS."
    submission = factories.make_submitted(
        mona, launch_name="second_try", carriers=["Canada: Bell", "Canada: Telus"], optin_description=better
    )

    attempt = browsing(rita).get(page_of(submission)).context["last_attempt"]

    assert attempt.submission.launch.launch_name == "first_try"
    assert [tuple(change) for change in attempt.changes] == [
        ("Launch name", "first_try", "second_try"),
        ("Opt-in", factories.ANSWERS["optin_description"], better),
        ("Carriers", "Canada: Bell\nCanada: Rogers", "Canada: Bell\nCanada: Telus"),
    ]


def test_it_shows_what_differs_from_what_kaleyra_refused(mona, rita, browsing, sandbox):
    submission = factories.make_approved(mona, rita)
    sandbox.answer_next("rcs904-missing", on="launch")
    delivery.deliver(submission.pk)
    submission.refresh_from_db()
    assert submission.status == SubmissionStatus.REFUSED, submission.reason
    review.revise(submission, by=mona)
    launch = submission.launch
    drafts.save(
        launch,
        by=mona,
        sheet=Sheet(version=launch.version),
        agent=launch.agent,
        answers=factories.ANSWERS | {"screenshot_uris": []},
        regions=list(submission.chosen_regions()),
    )

    attempt = browsing(rita).get(page_of(submission)).context["last_attempt"]

    assert attempt.submission == submission
    assert [tuple(change) for change in attempt.changes] == [
        ("Screenshot links", "https://maple.example/opt-in.png", "")
    ]


def test_it_says_why_instead_of_a_button_to_whoever_submitted_it(person, browsing):
    both = person("bo", "Bo Both", "Marketing", "Reviewers", is_staff=True)
    submission = factories.make_submitted(both)

    page = browsing(both).get(page_of(submission)).content.decode()

    assert "Nobody approves their own submission" in page
    assert 'name="version"' not in page


def test_it_answers_404_for_one_that_is_not_there(rita, browsing):
    assert browsing(rita).get("/admin/launches/submission/99/change/").status_code == 404


def test_it_asks_the_database_no_more_for_a_long_history(
    mona, rita, browsing, django_assert_num_queries, django_assert_max_num_queries
):
    submission = factories.make_submitted(mona)
    reviewer = browsing(rita)
    review.send_back(submission, by=rita, reason="Once.")
    review.submit(fresh(submission), by=mona)
    with django_assert_max_num_queries(30) as short:
        reviewer.get(page_of(submission))
    for _ in range(10):
        review.send_back(Submission.objects.get(pk=submission.pk), by=rita, reason="Again.")
        review.submit(fresh(submission), by=mona)

    with django_assert_num_queries(len(short)):
        reviewer.get(page_of(submission))


def test_it_shows_and_takes_comments(mona, rita, browsing):
    submission = factories.make_submitted(mona)
    comments.add(submission.launch, by=mona, text="The logo is the new one.")
    reviewer = browsing(rita)

    reviewer.post(
        reverse("admin:launches_submission_comment", args=[submission.pk]), {"text": "Good to know."}
    )

    page = reviewer.get(page_of(submission)).content.decode()
    said = [(comment.by_name, comment.text) for comment in comments.of(submission.launch_id)]
    assert said == [("Mona Marsh", "The logo is the new one."), ("Rita Ramos", "Good to know.")]
    assert missing(page, "The logo is the new one.", "Good to know.") == []


def test_it_leads_to_what_was_done_to_it_in_the_admin(mona, rita, browsing):
    submission = factories.make_submitted(mona)
    reviewer = browsing(rita)
    reviewer.post(
        reverse("admin:launches_submission_send_back", args=[submission.pk]), {"reason": "Name the page."}
    )

    page = reviewer.get(page_of(submission)).content.decode()
    record = reviewer.get(reverse("admin:launches_submission_history", args=[submission.pk])).content.decode()

    assert f"/admin/launches/submission/{submission.pk}/history/" in page
    assert missing(record, "Rita Ramos", "Sent back to Mona Marsh.") == []
