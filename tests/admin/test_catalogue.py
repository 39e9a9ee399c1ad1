"""The catalogue is read and synced; codes get their meaning from an admin."""

import pytest
from django.urls import reverse
from django.utils import timezone

from launches.models import LaunchRegion, StateCode, StatusEvent
from tests import factories
from tests.views.reading import said

pytestmark = pytest.mark.django_db
CARRIERS = reverse("admin:launches_carrierregion_changelist")
CODES = reverse("admin:launches_statecode_changelist")


def sync(client, pod="NA"):
    return client.post(reverse("admin:launches_catalogue_sync"), {"pod": pod})


def test_it_says_which_carriers_are_offered_and_why_others_are_not(rita, browsing):
    factories.make_region("Canada: Bell")
    factories.make_region("Canada: Telus", carrier_enabled=False)
    factories.make_region("Canada: Rogers", retired_at=timezone.now())

    page = browsing(rita).get(CARRIERS).content.decode()
    gone = browsing(rita).get(CARRIERS, {"offered": "retired"}).context["cl"].result_list

    assert [
        w for w in ("Not enabled by kaleyra", "No longer offered since") if w.lower() not in page.lower()
    ] == []
    assert [str(region) for region in gone] == ["Canada: Rogers"]


def test_it_asks_the_worker_to_sync_and_nobody_else(
    ada, browsing, django_capture_on_commit_callbacks, sandbox
):
    with django_capture_on_commit_callbacks() as asked:
        answer = sync(browsing(ada))

    assert said(answer) == ["The worker syncs the NA catalogue now; reload in a few seconds."]
    assert len(asked) == 1
    assert sandbox.requests == []


def test_it_lets_only_admins_sync(rita, browsing, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as asked:
        answer = sync(browsing(rita))

    assert said(answer) == ["Only admins sync the catalogue."]
    assert asked == []
    assert b"Sync the" not in browsing(rita).get(CARRIERS).content


def test_it_syncs_no_pod_that_there_is_not(ada, browsing):
    assert sync(browsing(ada), "XX").status_code == 403


def test_it_lists_first_the_codes_that_need_a_meaning(ada, browsing):
    StateCode.objects.create(code="9", first_seen_at=timezone.now())

    rows = browsing(ada).get(CODES).context["cl"].result_list
    gaps = browsing(ada).get(CODES, {"meaning": "none"}).context["cl"].result_list

    assert rows[0].code == "9"
    assert [row.code for row in gaps] == ["9"]


def test_it_reads_the_carriers_again_that_say_a_code_and_leaves_history(mona, rita, ada, browsing, sandbox):
    launch = factories.make_accepted(mona, rita)
    code = StateCode.objects.create(code="9", first_seen_at=timezone.now())
    LaunchRegion.objects.filter(launch=launch).update(state="unknown", state_code="9")
    row = LaunchRegion.objects.filter(launch=launch).order_by("pk").first()

    answer = browsing(ada).post(
        reverse("admin:launches_statecode_change", args=[code.pk]), {"state": "live", "note": "Seen in May"}
    )

    launch.refresh_from_db()
    event = StatusEvent.objects.filter(launch_region=row).last()
    assert (
        said(answer)[0]
        == "Read again because they say 9: 2 carriers. Their history keeps what it said before."
    )
    assert set(factories.carriers_of(launch).values()) == {"live"}
    assert (launch.state, launch.regions_live) == ("live", 2)
    assert (event.from_state, event.to_state, event.raw_code, event.actor_name, event.source) == (
        "unknown", "live", "9", "Ada Adler", "admin",
    )  # fmt: skip
    assert event.reason == "The code 9 now means: live."


def test_it_takes_no_meaning_that_there_is_not(ada, browsing):
    code = StateCode.objects.create(code="9")

    answer = browsing(ada).post(
        reverse("admin:launches_statecode_change", args=[code.pk]), {"state": "happy", "note": ""}
    )

    assert answer.status_code == 200
    assert StateCode.objects.get(pk=code.pk).state == ""


def test_it_lets_a_reviewer_see_codes_and_change_none(rita, browsing):
    code = StateCode.objects.create(code="9")
    page = reverse("admin:launches_statecode_change", args=[code.pk])

    assert browsing(rita).get(page).status_code == 200
    assert browsing(rita).post(page, {"state": "live"}).status_code == 403
    assert StateCode.objects.get(pk=code.pk).state == ""
