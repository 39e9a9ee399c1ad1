"""/launches/<pk>/carriers/autosave/: carriers that are added are saved while they are chosen."""

from uuid import uuid4

import pytest

from launches.models import CarrierRegion, Launch
from launches.services import drafts, plan, review
from tests.views.reading import Page
from tests.views.writing import make_region

pytestmark = pytest.mark.page_only

HTMX = {"HX-Request": "true"}


@pytest.fixture
def launch(accepted):
    return accepted


@pytest.fixture
def url(launch):
    return f"/launches/{launch.pk}/carriers/autosave/"


def chosen(regions, /, **more):
    """What the page sends by itself."""
    return {"regions": [region.pk for region in regions], "form_token": str(uuid4()), "version": "1", **more}


def stored(launch):
    """The later submission: its status, its carriers, and what is planned."""
    submission = launch.submissions.get(number=2)
    return submission.status, list(submission.chosen_regions()), plan.planned_for(launch)


def words(response):
    return " ".join(response.content.decode().split())


def test_it_begins_a_submission_with_the_first_carrier(mona, browsing, launch, url, regions):
    response = browsing(mona).post(url, chosen(regions[1:2]), headers=HTMX)

    assert response.status_code == 200
    assert stored(launch) == ("draft", regions[1:2], [])
    assert Page(response).value("version") == str(Launch.objects.get().version)
    assert "Saved " in words(response)


def test_it_says_what_preflight_finds_now(mona, browsing, launch, url, regions):
    client, page = browsing(mona), chosen(regions[1:2])
    empty = Page(client.get(f"/launches/{launch.pk}/carriers/add/"))
    assert empty.text("preflight") == "What is missing stands here as soon as the draft is saved."

    saved = Page(client.post(url, {**page, "later": [regions[7].pk], "sent_at": "1000"}, headers=HTMX))
    CarrierRegion.objects.filter(pk=regions[1].pk).update(carrier_enabled=False)
    closed = Page(client.post(url, {**page, "sent_at": "2000"}, headers=HTMX))

    assert saved.text("preflight").startswith(
        "Nothing is missing: it can be submitted. 1 carrier now, 1 later."
    )
    assert "is not enabled by Kaleyra. Choose another carrier." in closed.text("preflight")
    assert "preflight" in Page(client.get(f"/launches/{launch.pk}/carriers/add/")).attributes


def test_it_waits_for_the_first_carrier(mona, browsing, launch, url):
    response = browsing(mona).post(url, chosen([]))

    assert "Saved while you write, once a carrier is chosen." in words(response)
    assert launch.submissions.count() == 1


def test_it_follows_its_own_saves_into_one_submission(mona, browsing, launch, url, regions):
    client, page = browsing(mona), chosen(regions[1:2])
    client.post(url, {**page, "sent_at": "1000"})
    ids = [region.pk for region in regions[1:6]]
    # The answer to the first was lost, so the page still names the old version.
    client.post(url, {**page, "regions": ids, "later": [regions[7].pk], "sent_at": "2000"})

    assert stored(launch) == ("draft", regions[1:6], regions[7:8])
    response = client.post(
        f"/launches/{launch.pk}/carriers/add/",
        {**page, "regions": ids, "later": [regions[7].pk], "sent_at": "3000", "action": "submit"},
    )
    assert response.status_code == 302
    assert stored(launch) == ("in_review", regions[1:6], regions[7:8])
    assert launch.submissions.count() == 2


def test_it_writes_nothing_when_nothing_has_changed(mona, browsing, launch, url, regions):
    client, page = browsing(mona), chosen(regions[1:3])
    client.post(url, page)
    before = Launch.objects.get().version
    client.post(url, page)

    assert Launch.objects.get().version == before


@pytest.mark.parametrize("case", ["sixth", "repeated", "disabled", "other pod", "taken", "none", "odd"])
def test_it_leaves_the_carriers_as_they_were_when_they_cannot_be_chosen(
    mona, browsing, launch, url, regions, case
):
    sent = {
        "sixth": regions[1:7],
        "repeated": [regions[3], regions[3]],
        "disabled": [make_region("Chad", "Airtel", carrier_enabled=False)],
        "other pod": [make_region("Canada", "Bell", pod="NA")],
        "taken": regions[:1],
        "none": [],
        "odd": [],
    }[case]
    client = browsing(mona)
    client.post(url, chosen(regions[1:3]))
    extra = {"regions": ["abc"]} if case == "odd" else {}
    response = client.post(url, chosen(sent, version=str(Launch.objects.get().version), **extra))

    assert "but not <strong>Carriers</strong>: " in words(response)
    assert stored(launch) == ("draft", regions[1:3], [])


def test_it_begins_nothing_with_carriers_that_cannot_be_chosen(mona, browsing, launch, url, regions):
    response = browsing(mona).post(url, chosen(regions[:1]))

    assert response.status_code == 422
    assert "Not saved: Germany: Carrier 001 cannot be chosen again: pending in spring_sale." in words(
        response
    )
    assert launch.submissions.count() == 1


def test_it_keeps_a_carrier_that_is_no_longer_offered_while_the_plan_changes(
    mona, browsing, launch, url, regions
):
    client = browsing(mona)
    client.post(url, chosen(regions[1:3]))
    regions[1].carrier_enabled = False
    regions[1].save()
    version = str(Launch.objects.get().version)
    client.post(url, chosen(regions[1:3], later=[regions[5].pk], version=version))

    assert stored(launch) == ("draft", regions[1:3], regions[5:6])


def test_it_stops_and_shows_the_difference_when_another_tab_saved(mona, browsing, launch, url, regions):
    client = browsing(mona)
    client.post(url, chosen(regions[1:2]))
    response = client.post(url, chosen(regions[2:3]), headers=HTMX)

    page = Page(response)
    assert response.status_code == 422
    assert "Stored Germany: Carrier 002 Yours, on this page Germany: Carrier 003" in page.text("conflict")
    assert f"/launches/{launch.pk}/carriers/add/" in words(response)
    assert "version" not in page.values
    assert stored(launch) == ("draft", regions[1:2], [])


def test_it_says_so_when_another_submission_is_under_way(mona, max, browsing, launch, url, regions):
    review.submit(drafts.add_carriers(launch, by=max, regions=regions[1:2]), by=max)
    response = browsing(mona).post(url, chosen(regions[2:3]))

    assert response.status_code == 422
    assert "Not saved: Carriers can be added once Kaleyra has accepted" in words(response)
    assert launch.submissions.count() == 2


def test_it_is_forbidden_while_a_colleague_is_writing(mona, max, browsing, launch, url, regions):
    drafts.add_carriers(launch, by=max, regions=regions[1:2])

    assert browsing(mona).post(url, chosen(regions[2:3])).status_code == 403
    assert stored(launch) == ("draft", regions[1:2], [])


def test_it_begins_nothing_for_reviewers_and_is_not_there_for_strangers(
    mona, rita, stranger, client, browsing, launch, url, regions
):
    assert browsing(rita).post(url, chosen(regions[1:2])).status_code == 422
    assert browsing(stranger).post(url, chosen(regions[1:2])).status_code == 404
    assert browsing(mona).get(url).status_code == 405
    answer = client.post(url, chosen(regions[1:2]), headers=HTMX)
    assert (answer.status_code, answer["Send-Plainly"]) == (401, "yes")
    assert launch.submissions.count() == 1


def test_it_takes_off_the_list_of_errors_what_is_put_right(mona, browsing, launch, url, regions):
    client = browsing(mona)
    page = Page(client.post(f"/launches/{launch.pk}/carriers/add/", {**chosen([]), "action": "submit"}))
    assert page.values["wrong"] == ["regions"]

    saved = Page(client.post(url, {**chosen(regions[1:2]), "wrong": "regions"}, headers=HTMX))

    assert saved.attributes["wrong-regions"]["hx-swap-oob"] == "delete"
