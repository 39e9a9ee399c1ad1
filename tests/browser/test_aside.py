"""What was put aside, what broke, and a form that could not be saved: in a real browser, in both themes."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from playwright.sync_api import expect

from launches.kaleyra import CatalogueReply
from launches.models import BrokenCheck, Checking, DoubtfulCatalogue, Launch
from launches.services import health, pods, regions, retention
from tests import factories

pytestmark = pytest.mark.page_only

OPERATIONS = "/admin/launches/podhealth/"
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def aside(transactional_db, sandbox, mona, rita):
    """A launch that breaks us, one that nobody can check, and a catalogue that is hard to believe."""
    health.beat()
    pods.may_ask("NA")
    launch = factories.make_accepted(mona, rita)
    lost = factories.make_accepted(mona, rita, carriers=["Canada: Telus"])
    problem = "IntegrityError: UNIQUE constraint failed: launches_launchregion.state_code"
    BrokenCheck.objects.create(launch=launch, times=5, problem=problem, at=timezone.now())
    Checking.objects.filter(pk=lost.pk).update(
        failing_since=timezone.now() - timedelta(hours=30),
        failures=30,
        problem="Kaleyra does not know this launch.",
    )
    launch.launch_regions.update(went_back_at=timezone.now(), state="pending")
    with pytest.raises(regions.NotBelieved):
        regions.apply("NA", CatalogueReply(rows=(), unreadable=()))
    regions._put_aside("NA", CatalogueReply(rows=(), unreadable=()), "Kaleyra lists 0 of the 3 that we know.")
    retention.purge()
    return launch


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_shows_what_waits_for_an_admin(new_page, sign_in, assert_accessible, ada, aside, theme):
    page = new_page(color_scheme=theme)
    sign_in(page, ada)
    page.goto(OPERATIONS)

    expect(page.get_by_role("heading", name="A catalogue of the NA pod waits for you")).to_be_visible()
    expect(page.get_by_role("heading", name="Not checked for over a day")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.get_by_role("button", name=f"Check {aside} again").click()

    expect(page.get_by_text(f"{aside} is checked again.")).to_be_visible()
    page.get_by_role("button", name="Apply this catalogue of the NA pod").click()
    expect(page.get_by_text("The catalogue is applied: 0 new, 0 changed, 3 gone.")).to_be_visible()
    assert (BrokenCheck.objects.count(), DoubtfulCatalogue.objects.count()) == (0, 0)


def test_the_launch_says_what_changed_back(page, sign_in, assert_accessible, mona, aside):
    sign_in(page, mona)
    page.goto(f"/launches/{aside.pk}/")

    expect(page.get_by_text("Changed back to pending: see the history.").first).to_be_visible()
    expect(page.get_by_text("A launch could not be checked for over a day, since")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_was_typed_is_sent_again_with_one_press(
    new_page, sign_in, assert_accessible, mona, live_server, monkeypatch, expected_complaints, theme
):
    expected_complaints.append("status of 503")
    agent = factories.make_agent()
    page = new_page(color_scheme=theme, java_script_enabled=False)
    sign_in(page, mona)
    page.goto(f"/launches/new/?agent={agent.pk}")
    page.locator("[name=agent]").select_option(str(agent.pk))
    page.locator("[name=optin_description]").fill('They tick a box,\n"so" & <so>')

    def break_off():
        raise OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr("launches.chain._last_seal", break_off)
        page.get_by_role("button", name="Save draft").click()
        said = page.get_by_role("heading", name="The portal cannot use its database at this moment")
        expect(said).to_be_visible()
    page.get_by_role("button", name="Send it again").click()

    page.wait_for_url("**/launches/*/")
    saved = Launch.objects.get().optin_description.replace("\r\n", "\n")
    assert saved == 'They tick a box,\n"so" & <so>'
