"""/launches/<pk>/plan/ and /launches/<pk>/next/: what a launch asks for later, changed on its page."""

import pytest

from launches.models import CarrierRegion, Launch
from launches.services import plan
from tests.views.reading import Page, said
from tests.views.standing import a_draft, url_of, with_carriers
from tests.views.writing import make_regions

pytestmark = pytest.mark.page_only

HTMX = {"HX-Request": "true"}
VERBS = ["plan/", "next/"]


@pytest.fixture
def later(db):
    """Peru: Carrier 001 to Carrier 006."""
    return make_regions(6, country="Peru")


@pytest.fixture
def launch(mona, rita, later):
    """Live on one carrier, with six more planned and nothing under way."""
    found = with_carriers(mona, rita, "live")
    plan.write(found, later)
    return found


def planned(launch):
    return [region.carrier for region in plan.planned_for(launch)]


def test_it_shows_the_plan_with_the_reason_where_one_cannot_be_asked(launch, mona, browsing, later):
    CarrierRegion.objects.filter(pk=later[1].pk).update(carrier_enabled=False)
    words = Page(browsing(mona).get(url_of(launch))).text(f"launch-live-{launch.pk}")

    assert "6 planned for later Nothing is under way: the next five can be taken up now." in words
    assert "Peru: Carrier 002 Left out as things stand: not enabled by Kaleyra" in words


def test_it_takes_one_out(launch, mona, browsing, later):
    response = browsing(mona).post(url_of(launch, "plan/"), {"remove": later[0].pk})

    assert (response.status_code, response["Location"]) == (302, url_of(launch))
    assert planned(launch) == [f"Carrier 00{number}" for number in range(2, 7)]


def test_it_puts_one_earlier_and_answers_the_fragment_under_htmx(launch, max, browsing, later):
    response = browsing(max).post(url_of(launch, "plan/"), {"earlier": later[2].pk}, headers=HTMX)

    page = Page(response)
    assert response.status_code == 200
    assert next(iter(page.attributes)) == f"launch-live-{launch.pk}"
    assert planned(launch)[:3] == ["Carrier 001", "Carrier 003", "Carrier 002"]
    assert f"earlier-{later[2].pk}" in page.attributes
    assert f"earlier-{later[0].pk}" not in page.attributes


@pytest.mark.parametrize("sent", [{}, {"remove": "abc"}, {"earlier": "9" * 40}, {"remove": "0"}])
def test_it_changes_nothing_for_what_is_no_carrier_of_it(launch, mona, browsing, sent):
    assert browsing(mona).post(url_of(launch, "plan/"), sent).status_code == 302
    assert len(planned(launch)) == 6


def test_it_says_so_to_a_reviewer_and_changes_nothing(launch, rita, browsing, later):
    response = browsing(rita).post(url_of(launch, "plan/"), {"remove": later[0].pk})

    assert said(response)[0].startswith("Only its author changes what a launch asks for later")
    assert len(planned(launch)) == 6
    assert f"unplan-{later[0].pk}" not in Page(browsing(rita).get(url_of(launch))).attributes


def test_it_takes_up_the_next_five_and_leads_to_them(launch, max, browsing):
    response = browsing(max).post(url_of(launch, "next/"))

    second = launch.submissions.get(number=2)
    assert (response.status_code, response["Location"]) == (302, url_of(launch, "carriers/add/"))
    assert (second.created_by, second.is_planned, second.regions.count()) == (max, True, 5)
    assert planned(launch) == ["Carrier 006"]
    words = Page(browsing(max).get(response["Location"])).text("form-page")
    assert "The next carriers that were planned for this launch, as submission 2." in words
    assert "5 carriers now, 1 later." in words


def test_it_takes_up_once_when_the_button_is_pressed_twice(launch, mona, browsing):
    client = browsing(mona)
    first, second = (client.post(url_of(launch, "next/")) for _ in range(2))

    assert first["Location"] == second["Location"] == url_of(launch, "carriers/add/")
    assert (launch.submissions.count(), planned(launch)) == (2, ["Carrier 006"])


def test_it_tells_the_author_in_words_and_on_the_overview(launch, mona, browsing):
    client = browsing(mona)
    client.post(url_of(launch, "next/"))

    words = Page(client.get(url_of(launch))).text(f"launch-live-{launch.pk}")
    assert "Submission 2: The next carriers are ready. They were planned; nothing has been sent." in words
    assert "The next carriers are ready: submit them for review" in Page(client.get("/")).text("board")


def test_it_takes_nothing_up_for_a_reviewer(launch, rita, browsing):
    response = browsing(rita).post(url_of(launch, "next/"))

    assert response["Location"] == url_of(launch)
    assert said(response)[0].startswith("The next carriers can be taken up once")
    assert launch.submissions.count() == 1


def test_it_says_what_comes_next_while_it_is_a_draft(mona, browsing, later):
    launch = a_draft(mona)
    plan.write(launch, later)
    page = Page(browsing(mona).get(url_of(launch)))

    assert "once Kaleyra has accepted the launch, the next ones are offered" in page.text(
        f"launch-live-{launch.pk}"
    )
    assert "next-button" not in page.attributes


@pytest.mark.parametrize("verb", VERBS)
def test_it_is_not_for_get_and_not_there_for_a_stranger(launch, mona, stranger, browsing, client, verb):
    assert browsing(mona).get(url_of(launch, verb)).status_code == 405
    assert browsing(stranger).post(url_of(launch, verb)).status_code == 404
    assert browsing(mona).post(f"/launches/99999/{verb}").status_code == 404
    address = url_of(launch, verb)
    assert client.post(address)["Location"] == f"/sign-in/?next={address}"
    assert (Launch.objects.get().submissions.count(), len(planned(launch))) == (1, 6)


def test_it_asks_the_database_as_often_for_1_planned_carrier_as_for_30(
    mona, rita, browsing, django_assert_num_queries
):
    client = browsing(mona)
    launch = with_carriers(mona, rita, "live")
    regions = make_regions(30, country="Peru")
    plan.write(launch, regions[:1])
    client.get(url_of(launch))  # what is usual of carriers is read, and known for ten minutes
    with django_assert_num_queries(10) as one:
        client.get(url_of(launch))
    plan.write(launch, regions)
    with django_assert_num_queries(len(one)):
        client.get(url_of(launch))
