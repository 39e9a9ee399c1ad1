"""Carriers beyond five in the forms: planned on saving, and never a sixth in one submission."""

import pytest

from launches.models import Launch
from launches.services import drafts, plan
from tests.views.reading import Page
from tests.views.writing import ANSWERS, accept, make_region, typed

pytestmark = pytest.mark.page_only

NEW = "/launches/new/"


@pytest.fixture
def launch(mona, agent, regions):
    """A draft with five carriers now and two later."""
    answers = {**ANSWERS, "launch_name": "spring_sale"}
    return drafts.create(by=mona, agent=agent, answers=answers, regions=regions[:5], later=regions[5:7])


def ids(regions):
    return [str(region.pk) for region in regions]


def asked(launch):
    """The carriers now, and those later."""
    return list(launch.first_submission().chosen_regions()), plan.planned_for(launch)


def test_it_saves_what_is_beyond_five_as_planned(mona, browsing, agent, regions):
    sent = typed(agent, regions[:5], later=ids(regions[5:8]), action="submit")
    browsing(mona).post(NEW, sent)

    launch = Launch.objects.get()
    assert asked(launch) == (regions[:5], regions[5:8])
    assert launch.first_submission().status == "in_review"


def test_it_shows_five_and_the_rest_as_stored(mona, browsing, launch, regions):
    page = Page(browsing(mona).get(f"/launches/{launch.pk}/edit/"))

    assert page.values["regions"] == ids(regions[:5])
    assert page.values["later"] == ids(regions[5:7])
    assert page.text("picker").startswith("5 of 5 chosen, 2 later")
    assert (
        "5 carriers now, 2 later. Later means 1 more submission: each is offered to you for review once "
        "Kaleyra has accepted the one before."
    ) in page.text("form-page")


def test_it_saves_carriers_in_the_order_of_choosing(mona, browsing, agent, regions):
    order = ",".join(ids([regions[3], regions[1], regions[7], regions[0]]))
    sent = typed(agent, [regions[0], regions[1], regions[3]], later=ids(regions[6:8]), order=order)
    browsing(mona).post(NEW, sent)

    assert asked(Launch.objects.get()) == (
        [regions[3], regions[1], regions[0]],
        [regions[7], regions[6]],
    )


@pytest.mark.parametrize("page", ["new", "edit", "autosave"])
def test_it_refuses_a_forged_sixth(mona, browsing, agent, regions, launch, page):
    url = NEW if page == "new" else f"/launches/{launch.pk}/{page}/"
    name = "another" if page == "new" else "spring_sale"
    sent = typed(agent, regions[:6], later=ids(regions[6:8]), launch_name=name)
    response = browsing(mona).post(url, sent)

    assert "6 carriers are chosen. At most 5 go into one submission." in response.content.decode()
    assert Launch.objects.count() == 1
    assert asked(launch)[0] == regions[:5]


@pytest.mark.parametrize("odd", ["abc", "0", "9" * 30, "\x00"])
def test_it_refuses_a_carrier_for_later_that_is_none(mona, browsing, agent, regions, launch, odd):
    url = f"/launches/{launch.pk}/edit/"
    response = browsing(mona).post(url, typed(agent, regions[:5], later=[odd]))

    assert response.status_code == 422
    assert "One of the chosen carriers is not in the catalogue." in Page(response).errors("later")
    assert asked(launch) == (regions[:5], regions[5:7])


@pytest.mark.parametrize("order", ["", "abc", "\x00", "9" * 5000, ",,,", "-1,2e3"])
def test_it_takes_an_odd_order_for_none(mona, browsing, agent, regions, launch, order):
    url = f"/launches/{launch.pk}/edit/"
    response = browsing(mona).post(url, typed(agent, regions[1:4], later=ids(regions[5:7]), order=order))

    assert response.status_code == 302
    assert asked(launch) == (regions[1:4], regions[5:7])


def test_it_keeps_what_cannot_be_planned_on_the_page(mona, browsing, agent, regions, launch):
    odd = [regions[0], make_region("Chad", "Airtel", carrier_enabled=False)]
    response = browsing(mona).post(f"/launches/{launch.pk}/edit/", typed(agent, regions[:5], later=ids(odd)))

    page = Page(response)
    assert response.status_code == 422
    assert "Germany: Carrier 001 is chosen more than once." in page.errors("regions")
    assert "Chad: Airtel is not enabled by Kaleyra." in page.errors("regions")
    assert asked(launch) == (regions[:5], regions[5:7])


def test_it_saves_the_plan_by_itself(mona, browsing, agent, regions, launch):
    url = f"/launches/{launch.pk}/autosave/"
    response = browsing(mona).post(url, typed(agent, regions[:5], later=ids(regions[6:8]), action=None))

    assert response.status_code == 200
    assert asked(launch) == (regions[:5], regions[6:8])
    assert Launch.objects.get().version == 2


def test_it_begins_a_draft_with_a_plan_by_itself(mona, browsing, agent, regions):
    sent = typed(agent, regions[:5], later=ids(regions[5:6]), action=None)
    browsing(mona).post("/launches/new/autosave/", sent)

    assert asked(Launch.objects.get()) == (regions[:5], regions[5:6])


def test_it_saves_the_rest_when_the_plan_cannot_be_kept(mona, browsing, agent, regions, launch):
    url = f"/launches/{launch.pk}/autosave/"
    odd = ids([regions[7], regions[7]])
    sent = typed(agent, regions[:4], later=odd, trigger_description="New.", action=None)
    response = browsing(mona).post(url, sent)

    launch.refresh_from_db()
    assert "but not <strong>Carriers</strong>" in response.content.decode()
    assert launch.trigger_description == "New."
    assert asked(launch) == (regions[:4], regions[5:7])


def test_it_shows_the_difference_when_another_tab_planned_something_else(
    mona, browsing, agent, regions, launch
):
    client, url = browsing(mona), f"/launches/{launch.pk}/edit/"
    client.post(url, typed(agent, regions[:5], later=ids(regions[7:8])))
    response = client.post(url, typed(agent, regions[:5], later=ids(regions[8:9])))

    assert response.status_code == 422
    assert "Carriers for later Stored Germany: Carrier 008 Yours, on this page Germany: Carrier 009" in Page(
        response
    ).text("conflict")
    assert asked(launch) == (regions[:5], regions[7:8])


def test_it_splits_what_was_ticked_without_javascript(mona, browsing, agent, regions):
    client = browsing(mona)
    refused = client.post(NEW, typed(agent, regions[:7]))
    assert "Send five now, the rest later" in Page(refused).text("picker")

    page = Page(client.post(NEW, typed(agent, regions[:7], action="search")))
    assert page.values["regions"] == ids(regions[:5])
    assert page.values["later"] == ids(regions[5:7])
    assert Launch.objects.count() == 0


# --- Adding carriers ---------------------------------------------------------------------------
def test_it_plans_beyond_five_when_carriers_are_added(mona, browsing, regions, agent):
    launch = accept(
        drafts.create(by=mona, agent=agent, answers={"launch_name": "spring"}, regions=regions[:1])
    )
    url = f"/launches/{launch.pk}/carriers/add/"
    client = browsing(mona)
    client.post(url, {"regions": ids(regions[1:6]), "later": ids(regions[6:8]), "action": "save"})

    second = launch.submissions.get(number=2)
    assert (list(second.chosen_regions()), plan.planned_for(launch)) == (regions[1:6], regions[6:8])
    page = Page(client.get(url))
    assert (page.values["regions"], page.values["later"]) == (ids(regions[1:6]), ids(regions[6:8]))
    client.post(url, {**page.sends(), "later": ids(regions[8:9]), "action": "submit"})
    assert plan.planned_for(launch) == regions[8:9]
    assert launch.submissions.get(number=2).status == "in_review"


def test_it_refuses_a_forged_sixth_when_carriers_are_added(mona, browsing, regions, agent):
    launch = accept(
        drafts.create(by=mona, agent=agent, answers={"launch_name": "spring"}, regions=regions[:1])
    )
    response = browsing(mona).post(
        f"/launches/{launch.pk}/carriers/add/", {"regions": ids(regions[1:7]), "action": "save"}
    )

    assert response.status_code == 422
    assert "6 carriers are chosen." in Page(response).errors("regions")
    assert launch.submissions.count() == 1
