"""Every page of the reviewers' room, wide and on a phone, light and dark: strict policy, axe, nothing too wide."""

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page

from launches.models import ApiCall
from launches.services import brake, comments, pods
from tests import factories
from tests.browser.barriers import faults
from tests.browser.reviewing import OPERATIONS, QUEUE, SignIn, make_lost

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.page_only, pytest.mark.long]


def test_every_page_is_accessible_and_keeps_to_the_policy(
    page: Page, sign_in: SignIn, mona: User, rita: User, ada: User
) -> None:
    submission = factories.make_submitted(mona, screenshot_uris=[], launch_name="spring_sale")
    lost = make_lost(mona, rita)
    pods.stop("NA", "Kaleyra does not accept the key.")
    brake.release(brake.pull("NA", by=ada, reason="A wrong logo.").pk, by=ada)
    brake.pull("", by=ada, reason="Another wrong logo went out.")
    comments.add(submission.launch, by=mona, text="The logo is the new one.")
    sign_in(page, ada)

    found, known = {}, set()
    for address in (
        "/admin/",
        QUEUE,
        f"{QUEUE}?status=all",
        f"{QUEUE}{submission.pk}/change/",
        f"{QUEUE}{lost.pk}/change/",
        f"/admin/launches/launch/{lost.launch_id}/change/",
        OPERATIONS,
        f"{QUEUE}{submission.pk}/history/",
        "/admin/password_change/",
        "/admin/auth/user/",
        f"/admin/auth/user/{mona.pk}/change/",
        "/admin/admin/logentry/",
        "/admin/auth/group/",
        f"/admin/auth/group/{Group.objects.get(name='Marketing').pk}/change/",
        "/admin/launches/launch/",
        "/admin/launches/agent/",
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
        found[address] = faults(page, known)

    assert {address: what for address, what in found.items() if what} == {}
