"""The reviewers' room in a real browser: decide, be too late, settle what is lost; strict policy and axe throughout."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from launches.models import ApiCall, LaunchRegion, StateCode, Submission
from launches.services import pods
from launches.statuses import SubmissionStatus
from tests import factories

SignIn = Callable[[Page, User], None]
QUEUE = "/admin/launches/submission/"
LOOKS = {
    "wide and light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "wide and dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "a phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
}

pytestmark = pytest.mark.django_db(transaction=True)


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

    expect(page.locator(".messagelist")).to_contain_text("Approved. The worker sends it now.")
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

    expect(page.locator(".messagelist li")).to_have_count(2)
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


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible_and_keeps_to_the_policy(
    new_page: Callable[..., Page], sign_in: SignIn, mona: User, rita: User, ada: User, look: str
) -> None:
    submission = factories.make_submitted(mona, screenshot_uris=[], launch_name="spring_sale")
    lost = make_lost(mona, rita)
    pods.stop("NA", "Kaleyra does not accept the key.")
    page = new_page(**LOOKS[look])
    sign_in(page, ada)

    found = {}
    for address in (
        "/admin/",
        QUEUE,
        f"{QUEUE}?status=all",
        f"{QUEUE}{submission.pk}/change/",
        f"{QUEUE}{lost.pk}/change/",
        f"/admin/launches/launch/{lost.launch_id}/change/",
        "/admin/launches/podhealth/",
        "/admin/launches/statusevent/",
        "/admin/launches/apicall/",
        f"/admin/launches/apicall/{ApiCall.objects.get().pk}/change/",
        "/admin/launches/carrierregion/",
        "/admin/launches/statecode/",
        f"/admin/launches/agent/{lost.launch.agent_id}/change/",
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        for summary in page.locator("main summary").all():
            summary.click()
        found[address] = [*violations(page), *too_wide(page)]

    assert {address: what for address, what in found.items() if what} == {}


def violations(page: Page) -> list[str]:
    """What axe finds. It may not fetch style sheets anew: for those that import others it would break the policy."""
    result = Axe().run(page, options={"preload": False})
    return [
        f"{rule['id']}: {[node['target'] for node in rule['nodes']]}"
        for rule in result.response["violations"]
    ]


def too_wide(page: Page) -> list[str]:
    """Whether the page scrolls sideways; a table may, within its own frame."""
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{beyond} pixels too wide"] if beyond > 0 else []


def make_lost(mona: User, rita: User) -> Submission:
    """A submission whose answer never came."""
    approved = factories.make_approved(
        mona, rita, agent=factories.make_agent("30210"), launch_name="lost_one"
    )
    lost = factories.put(approved, SubmissionStatus.UNCONFIRMED)
    ApiCall.objects.create(
        launch=lost.launch,
        submission=lost,
        endpoint="launch_agent",
        pod="NA",
        method="POST",
        url="https://rcs-api.na.kaleyra.io/v1/xxxx/rcs/agent/launch",
        request_body=lost.payload,
        verdict="unknown",
        problem="No answer within 30 seconds.",
        started_at=timezone.now(),
        duration_ms=30012,
    )
    return lost
