"""The job that the portal is for, walked from the form to live carriers in a real browser.

Nothing here is played but Kaleyra: a real worker sends over real HTTP to the sandbox.
"""

import json
import subprocess
import time
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from launches.models import Agent, CarrierRegion, Launch, StatusEvent, Submission
from sandbox.server import Sandbox

SignIn = Callable[[Page, User], None]
# The carriers take a moment, and a fresh launch is asked about every ten seconds; a busy machine takes minutes.
PATIENCE = 120_000

# Kaleyra docs, Launch an Agent: the values of the sample request.
SAMPLE = {
    "optin_description": "Bigbasket Optin",
    "trigger_description": "START",
    "interactions_description": "Demo Messages",
    "optout_description": "Stop",
    "agent_access_instructions": "This is a demo account",
    "video_uris": "https://www.example.com/videos",
    "screenshot_uris": "https://www.example.com/uris",
    "launch_name": "launch_48900",
}
# In the sandbox, 9 Mobile always rejects; the others launch.
FIVE = ("Nigeria: 9 Mobile", "Germany: Telekom", "France: Orange", "India: Jio", "Spain: Movistar")
TWO_MORE = ("Italy: TIM", "Kenya: Safaricom")
ONE_MORE = "Brazil: Vivo"
SENT = ["draft", "in_review", "approved", "sending", "accepted"]


@pytest.fixture
def bigbasket(transactional_db: None) -> Agent:
    """The agent of the documents' sample, with its brand checklist complete."""
    return Agent.objects.create(
        pod="IN",
        agent_no="48900",
        name="Bigbasket",
        brand_name="Bigbasket",
        contact_name="Asha Rao",
        contact_email="rcs@bigbasket.example",
        website="https://bigbasket.example",
        contacts_confirmed=True,
    )


def choose(page: Page, display_name: str, into: str = "Chosen carriers") -> None:
    """Search for a carrier as a person would, and tick it."""
    country, carrier = display_name.split(": ")
    page.get_by_role("searchbox", name="Search by country or carrier").fill(display_name.replace(":", ""))
    box = page.get_by_role("group", name=country, exact=True).get_by_role("checkbox", name=carrier)
    box.check()
    expect(page.get_by_role("list", name=into)).to_contain_text(display_name)


def wait_for_the_catalogue() -> None:
    """The worker reads Kaleyra's catalogue when it starts; a page opened before shows none to choose from."""
    deadline = time.monotonic() + 120
    while not CarrierRegion.objects.filter(pod="IN").exists():
        assert time.monotonic() < deadline, "the worker has not read the catalogue"
        time.sleep(0.1)


def fill_in(page: Page, agent: Agent) -> None:
    """The form, with the values of the document and five carriers."""
    page.get_by_role("link", name="New launch").first.click()
    page.get_by_role("combobox", name="Agent", exact=True).select_option(label=str(agent))
    for field, words in SAMPLE.items():
        page.locator(f"[name={field}]").fill(words)
    for number, carrier in enumerate(FIVE, 1):
        choose(page, carrier)
        expect(page.locator(".picker-count")).to_contain_text(f"{number} of 5")


def try_a_sixth(page: Page) -> None:
    """Refused by the page, and by the server when the page is bypassed; nothing that was typed is lost."""
    page.get_by_role("searchbox", name="Search by country or carrier").fill("Italy TIM")
    sixth = page.get_by_role("checkbox", name="TIM")
    expect(page.locator(".picker-count")).to_contain_text("What you choose now goes later")
    sixth.evaluate("box => { box.name = 'regions'; box.checked = true }")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("6 carriers are chosen.").first).to_be_visible()
    for field, words in SAMPLE.items():
        expect(page.locator(f"[name={field}]")).to_have_value(words)
    page.get_by_role("button", name="Remove Italy: TIM").click()
    expect(page.locator(".picker-count")).to_contain_text("5 of 5")


def submit(page: Page) -> None:
    """Submit what the form says, and land on the page of the launch."""
    page.get_by_role("button", name="Submit for review").click()
    page.wait_for_url("**/launches/*/")


def approve(desk: Page, what: str) -> None:
    """As a reviewer: find it in the queue, read it, and approve it after reading the confirmation."""
    desk.goto("/admin/launches/submission/")
    desk.get_by_role("link", name="launch_48900").first.click()
    desk.locator("summary", has_text="Approve and send").click()
    expect(desk.locator("main")).to_contain_text(what)
    desk.get_by_role("button", name="Approve and send").click()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_seven_carriers_go_from_the_form_to_live_in_two_submissions(
    new_page: Callable[..., Page],
    sign_in_by_the_form: SignIn,
    mona: User,
    rita: User,
    bigbasket: Agent,
    sandbox: Sandbox,
    worker: subprocess.Popen[bytes],
) -> None:
    page, desk = new_page(), new_page()
    sign_in_by_the_form(page, mona)
    sign_in_by_the_form(desk, rita)

    wait_for_the_catalogue()
    fill_in(page, bigbasket)
    try_a_sixth(page)
    for carrier in TWO_MORE:
        choose(page, carrier, into="Later, five at a time")
    assert not Submission.objects.exclude(status="draft").exists()
    submit(page)
    expect(page.locator(".standing-state")).to_contain_text("In review")
    expect(page.locator(".plan")).to_contain_text("2 planned for later")
    assert sandbox_posts(sandbox) == []
    approve(desk, "5 carriers on the IN pod")

    # The page that Mona left open follows by itself; once Kaleyra has the first five, it offers the other two.
    carriers = page.locator(".launch-carriers")
    expect(page.locator(".standing-state")).to_contain_text("Needs attention", timeout=PATIENCE)
    for carrier in FIVE:
        row = carriers.get_by_role("row", name=carrier)
        expect(row).to_contain_text("Rejected" if "9 Mobile" in carrier else "Live", timeout=PATIENCE)
    timeline = page.locator(".launch-timeline")
    timeline.get_by_text("What happened before").click()
    for words in ("Mona Marsh", "submitted", "Rita Ramos", "approved", "Kaleyra", "accepted", "9 Mobile"):
        expect(timeline).to_contain_text(words)
    assert timeline.locator("time").count() > 0
    expect(page.locator(".standing-later")).to_contain_text("The next carriers are ready.")
    expect(page.locator(".plan")).to_have_count(0)

    page.get_by_role("link", name="Edit carriers and submit").click()
    for carrier in TWO_MORE:
        expect(page.get_by_role("list", name="Chosen carriers")).to_contain_text(carrier)
    submit(page)
    expect(page.locator(".standing-later")).to_contain_text("In review")
    approve(desk, "2 carriers on the IN pod")
    for carrier in TWO_MORE:
        expect(carriers.get_by_role("row", name=carrier)).to_contain_text("Live", timeout=PATIENCE)

    page.get_by_role("link", name="Add carriers").click()
    choose(page, ONE_MORE)
    submit(page)
    expect(page.locator(".standing-later")).to_contain_text("In review")

    assert_what_was_sent(sandbox, Launch.objects.get())


def assert_what_was_sent(sandbox: Sandbox, launch: Launch) -> None:
    """The five with everything that the document demands, then the two, and nothing else; and how it was told."""
    first, second = sandbox_posts(sandbox)
    assert_the_documents_launch(first.path, json.loads(first.body))
    assert second.path == "/in/v1/SANDBOX-SID/rcs/agent/carrierlaunch"
    body = json.loads(second.body)
    assert (body["agent_no"], body["agent_launch_id"]) == ("48900", launch.agent_launch_id)
    assert [region["region"] for region in body["regions"]] == list(TWO_MORE)
    assert [(one.is_planned, history_of(one)) for one in launch.submissions.order_by("number")] == [
        (False, SENT),
        (True, SENT),
        (False, SENT[:2]),
    ]


def assert_the_documents_launch(path: str, sent: dict) -> None:
    """What arrived is the sample request of the document, with our five regions."""
    assert path == "/in/v1/SANDBOX-SID/rcs/agent/launch"
    assert sent["launch"] == {
        **{name: words for name, words in SAMPLE.items() if not name.endswith("_uris")},
        "launch_type": "1",
        "video_uris": ["https://www.example.com/videos"],
        "screenshot_uris": ["https://www.example.com/uris"],
        "agent_no": "48900",
    }
    assert len(sent["regions"]) == 5
    assert all(region["region_id"] == region["region"] for region in sent["regions"])


def sandbox_posts(sandbox: Sandbox) -> list:
    """What was posted to Kaleyra, oldest first."""
    return [request for request in sandbox.requests if request.method == "POST"]


def history_of(submission: Submission) -> list[str]:
    """The states that this submission went through, in order."""
    events = StatusEvent.objects.filter(submission=submission, subject="submission")
    return list(events.order_by("id").values_list("to_state", flat=True))
