"""The reviewers' room in a real browser: decide, be too late, settle what is lost; strict policy and axe throughout."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from launches.models import LaunchRegion, StateCode, Submission
from launches.services import delivery
from launches.statuses import SubmissionStatus
from tests import factories
from tests.browser.barriers import barriers
from tests.browser.reviewing import OPERATIONS, QUEUE, SignIn, make_lost

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.page_only]


def open_review(page: Page, name: str) -> None:
    """From the queue to the page of this launch."""
    page.goto(QUEUE)
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def unfold(page: Page, words: str) -> None:
    """Open one of the decisions."""
    page.locator("summary", has_text=words).click()


def waits_for(submission: Submission) -> str:
    """Its status, as the database has it now."""
    return Submission.objects.get(pk=submission.pk).status


def test_a_reviewer_approves_after_reading_where_it_goes(
    page: Page, sign_in: SignIn, mona: User, rita: User
) -> None:
    submission = factories.make_submitted(mona, launch_name="spring_sale")
    sign_in(page, rita)
    page.goto("/admin/")

    page.get_by_role("link", name="waiting for your decision").click()
    page.get_by_role("link", name="spring_sale", exact=True).click()
    unfold(page, "Approve and send…")
    expect(page.locator(".decision[open]")).to_contain_text("2 carriers on the NA pod")
    page.get_by_role("button", name="Approve and send to 2 carriers").click()

    expect(page.locator(".messagelist")).to_contain_text("Approved. Sending begins now.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Review queue")
    assert waits_for(submission) == SubmissionStatus.APPROVED


def test_a_reviewer_sends_back_only_with_a_reason(
    page: Page, sign_in: SignIn, mona: User, rita: User
) -> None:
    submission = factories.make_submitted(mona, launch_name="spring_sale")
    sign_in(page, rita)
    open_review(page, "spring_sale")

    unfold(page, "Send back…")
    page.get_by_role("button", name="Send back", exact=True).click()
    assert waits_for(submission) == SubmissionStatus.IN_REVIEW  # The browser itself asks for the reason.
    page.get_by_label("What should Mona Marsh change, and why?").fill("Name the page where people agree.")
    page.get_by_role("button", name="Send back", exact=True).click()

    expect(page.locator(".messagelist")).to_contain_text("Sent back to Mona Marsh.")
    assert waits_for(submission) == SubmissionStatus.SENT_BACK


def test_the_author_sees_the_reviewers_notes_beside_the_fields(
    new_page: Callable[..., Page], sign_in: SignIn, mona: User, rita: User
) -> None:
    submission = factories.make_submitted(mona, launch_name="spring_sale")
    page, authors = new_page(), new_page()
    sign_in(page, rita)
    open_review(page, "spring_sale")

    unfold(page, "Send back…")
    page.get_by_label("What should Mona Marsh change, and why?").fill("Nearly there.")
    unfold(page, "Notes beside single fields")
    page.get_by_role("textbox", name="Opt-in", exact=True).fill("Name the page where people agree.")
    page.get_by_role("textbox", name="Carriers", exact=True).fill("Leave out Bell.")
    page.get_by_role("button", name="Send back", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Sent back to Mona Marsh.")

    sign_in(authors, mona)
    authors.goto(f"/launches/{submission.launch_id}/")
    expect(authors.locator(".standing-reason")).to_contain_text("Carriers: Leave out Bell.")
    authors.goto(f"/launches/{submission.launch_id}/edit/")
    field = authors.locator(".field", has=authors.locator("#id_optin_description"))
    expect(field).to_contain_text("Rita Ramos: Name the page where people agree.")
    expect(authors.locator("#picker-box")).to_contain_text("Rita Ramos: Leave out Bell.")
    assert barriers(authors) == []


def test_both_sides_comment_on_a_launch(
    new_page: Callable[..., Page], sign_in: SignIn, mona: User, rita: User
) -> None:
    submission = factories.make_submitted(mona, launch_name="spring_sale")
    authors, reviewers = new_page(), new_page()
    sign_in(authors, mona)
    authors.goto(f"/launches/{submission.launch_id}/")
    authors.locator("#comments").scroll_into_view_if_needed()

    authors.get_by_label("Say something about this launch").fill("The logo is the new one.")
    authors.get_by_role("button", name="Comment").click()
    expect(authors.locator(".comments li")).to_contain_text("Mona Marsh, just now")
    sign_in(reviewers, rita)
    open_review(reviewers, "spring_sale")
    expect(reviewers.locator("#comments")).to_contain_text("The logo is the new one.")
    reviewers.get_by_label("Say something about this launch").fill("Good to know.")
    reviewers.get_by_role("button", name="Comment").click()
    expect(reviewers.locator(".messagelist")).to_contain_text("Your comment is added.")

    assert [comment.text for comment in submission.launch.comments.all()] == [
        "The logo is the new one.",
        "Good to know.",
    ]
    assert barriers(authors) == []


def test_an_admin_pulls_the_brake_and_the_portal_says_so(
    new_page: Callable[..., Page], sign_in: SignIn, mona: User, rita: User, ada: User
) -> None:
    submission = factories.make_approved(mona, rita, launch_name="spring_sale")
    admins, authors = new_page(), new_page()
    sign_in(admins, ada)
    admins.goto(OPERATIONS)

    unfold(admins, "Stop sending…")
    admins.get_by_label("Why? Everybody who waits reads it.").fill("A wrong logo went out.")
    admins.get_by_role("button", name="Stop sending", exact=True).click()
    expect(admins.locator("#brake")).to_contain_text("Sending to all pods is stopped by Ada Adler")
    delivery.deliver(submission.pk)
    assert waits_for(submission) == SubmissionStatus.APPROVED
    sign_in(authors, mona)
    for address in ("/", f"/launches/{submission.launch_id}/", "/launches/new/"):
        authors.goto(address)
        expect(authors.locator("#troubles")).to_contain_text("Ada Adler: A wrong logo went out.")

    admins.get_by_role("button", name="Let sending to all pods go on").click()
    expect(admins.locator("#brake .card-head")).to_contain_text("Off")
    authors.goto("/")
    expect(authors.locator("#troubles")).not_to_contain_text("stopped by hand")


def test_the_second_of_two_reviewers_is_told_who_was_first(
    new_page: Callable[..., Page], sign_in: SignIn, mona: User, rita: User, rob: User
) -> None:
    submission = factories.make_submitted(mona, launch_name="spring_sale")
    first, second = new_page(), new_page()
    for page, reviewer in ((first, rita), (second, rob)):
        sign_in(page, reviewer)
        open_review(page, "spring_sale")
        unfold(page, "Approve and send…")

    first.get_by_role("button", name="Approve and send to 2 carriers").click()
    expect(first.locator(".messagelist")).to_contain_text("Approved.")
    second.get_by_role("button", name="Approve and send to 2 carriers").click()

    expect(second.locator(".messagelist")).to_contain_text(
        "Rita Ramos was faster: it has been approved since"
    )
    assert factories.history_of(submission)[-1] == "in_review > approved"


def test_a_reviewer_decides_about_several_at_once(
    page: Page, sign_in: SignIn, mona: User, rita: User
) -> None:
    rows = [
        factories.make_submitted(mona, agent=factories.make_agent(number), launch_name=f"launch_{number}")
        for number in ("1", "2", "3")
    ]
    sign_in(page, rita)
    page.goto(QUEUE)

    for name in ("launch_1", "launch_3"):
        page.get_by_role("row", name=name).get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option("approve_and_send")
    page.get_by_role("button", name="Go").click()
    expect(page.locator("main")).to_contain_text("2 submissions to 4 carriers on the NA pod")
    page.get_by_role("button", name="Approve and send").click()

    expect(page.locator(".messagelist li")).to_have_text("2 submissions: Approved. Sending begins now.")
    assert [waits_for(row) for row in rows] == ["approved", "in_review", "approved"]


def test_a_reviewer_settles_what_was_lost(page: Page, sign_in: SignIn, mona: User, rita: User) -> None:
    submission = make_lost(mona, rita)
    sign_in(page, rita)
    page.goto("/admin/")

    page.get_by_role("link", name="unconfirmed: somebody has to look").click()
    page.get_by_role("link", name="lost_one", exact=True).click()
    expect(page.get_by_role("heading", name="Nobody knows yet whether Kaleyra has it")).to_be_visible()
    unfold(page, "It is not there…")
    page.get_by_label("How do you know?").fill("Not in the console at noon.")
    page.get_by_label("I looked, and Kaleyra does not have it.").check()
    page.get_by_role("button", name="Send it once more").click()

    expect(page.locator(".messagelist")).to_contain_text("The worker sends the approved request once more.")
    assert factories.history_of(submission)[-1] == "unconfirmed > approved"


def test_an_admin_gives_a_code_its_meaning(
    page: Page, sign_in: SignIn, mona: User, rita: User, ada: User
) -> None:
    launch = factories.make_approved(mona, rita).launch
    StateCode.objects.create(code="9", first_seen_at=timezone.now())
    row = LaunchRegion.objects.create(
        launch=launch,
        region=factories.make_region(),
        state="unknown",
        state_code="9",
        state_since=timezone.now(),
    )
    sign_in(page, ada)
    page.goto("/admin/launches/statecode/?meaning=none")

    page.get_by_role("link", name="9", exact=True).click()
    page.get_by_label("State:").select_option("live")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".messagelist")).to_contain_text("Read again because they say 9: 1 carrier.")
    row.refresh_from_db()
    assert row.state == "live"
