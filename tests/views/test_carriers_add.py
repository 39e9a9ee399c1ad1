"""/launches/<pk>/carriers/add/: more carriers for a launch that Kaleyra knows."""

from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import connection

from launches.models import Launch, Submission
from launches.services import drafts, review
from launches.services.versions import Sheet
from tests.services.test_races import in_the_middle_of
from tests.views.reading import Page
from tests.views.writing import history_of, make_region

pytestmark = pytest.mark.page_only


@pytest.fixture
def launch(accepted):
    return accepted


@pytest.fixture
def url(launch):
    return f"/launches/{launch.pk}/carriers/add/"


def choice(regions, action="save", **more):
    """The form as a browser sends it."""
    return {"regions": [region.pk for region in regions], "action": action, **more}


def later(launch):
    """The later submission as stored: its status and its carriers."""
    submission = launch.submissions.get(number=2)
    return submission.status, list(submission.chosen_regions())


def test_it_shows_an_empty_choice_with_what_is_taken_marked(mona, browsing, launch, url, regions):
    page = Page(browsing(mona).get(url))

    assert page.values["regions"] == []
    assert "disabled" in page.attributes[f"region-{regions[0].pk}"]
    assert "Carrier 001Pending in spring_sale" in page.text("picker")


def test_it_saves_a_later_submission_and_goes_to_the_launch_page(mona, browsing, launch, url, regions):
    response = browsing(mona).post(url, choice(regions[1:4]))

    assert (response.status_code, response["Location"]) == (302, f"/launches/{launch.pk}/")
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Draft saved."]
    assert later(launch) == ("draft", regions[1:4])
    assert launch.submissions.get(number=2).kind == "carrier_launch"


def test_it_redirects_a_browser_with_htmx_by_header(mona, browsing, launch, url, regions):
    response = browsing(mona).post(url, choice(regions[1:2]), headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (200, f"/launches/{launch.pk}/")


def test_it_submits_for_review(mona, browsing, launch, url, regions):
    response = browsing(mona).post(url, choice(regions[1:6], action="submit"))

    assert response.status_code == 302
    assert later(launch) == ("in_review", regions[1:6])
    assert history_of(launch) == ["> draft", "> draft", "draft > in_review"]


def test_it_lets_a_colleague_add_and_submit(max, browsing, launch, url, regions):
    browsing(max).post(url, choice(regions[1:3], action="submit"))

    assert later(launch) == ("in_review", regions[1:3])
    assert launch.submissions.get(number=2).submitted_by == max


def test_it_goes_on_with_what_was_saved(mona, browsing, launch, url, regions):
    client = browsing(mona)
    client.post(url, choice(regions[1:3]))
    page = Page(client.get(url))

    assert page.values["regions"] == [str(region.pk) for region in regions[1:3]]
    assert "as submission 2" in page.text("form-page")
    assert regions[1].remote_id in page.text("form-page")
    client.post(url, choice(regions[2:5], version=page.value("version")))
    assert later(launch) == ("draft", regions[2:5])
    assert Submission.objects.filter(launch=launch).count() == 2


def test_it_goes_on_when_it_was_sent_back(mona, rita, browsing, launch, url, regions):
    submission = drafts.add_carriers(launch, by=mona, regions=regions[1:3])
    review.submit(submission, by=mona)
    review.send_back(submission, by=rita, reason="Not Carrier 003, please.")
    page = Page(browsing(mona).get(url))

    assert "Not Carrier 003, please." in page.text("form-page")
    browsing(mona).post(url, choice(regions[1:2], action="submit", version=page.value("version")))
    assert later(launch) == ("in_review", regions[1:2])


@pytest.mark.parametrize("action", ["save", "submit"])
def test_it_keeps_the_choice_when_a_carrier_cannot_be_chosen(mona, browsing, launch, url, regions, action):
    odd = [make_region("Canada", "Bell", pod="NA"), make_region("Chad", "Airtel", carrier_enabled=False)]
    sent = [*regions[0:2], *odd]
    response = browsing(mona).post(url, choice(sent, action=action))

    page = Page(response)
    assert response.status_code == 422
    assert page.errors("regions") == (
        "Germany: Carrier 001 cannot be chosen again: pending in spring_sale. Choose another carrier. "
        "Canada: Bell is on the NA pod, the agent on IN. Choose carriers of the agent's pod. "
        "Chad: Airtel is not enabled by Kaleyra. Choose another carrier."
    )
    assert sorted(page.values["regions"]) == sorted(str(region.pk) for region in sent)
    assert launch.submissions.count() == 1


def test_it_refuses_a_sixth_carrier_and_a_repeated_one(mona, browsing, launch, url, regions):
    response = browsing(mona).post(url, choice([*regions[1:7], regions[1]]))

    page = Page(response)
    assert response.status_code == 422
    assert page.errors("regions") == (
        "7 carriers are chosen. At most 5 go into one submission. "
        "Germany: Carrier 002 is chosen more than once. Choose each carrier once."
    )
    assert sorted(page.values["regions"]) == sorted(str(region.pk) for region in regions[1:7])
    assert launch.submissions.count() == 1


@pytest.mark.parametrize("action", ["save", "submit"])
def test_it_saves_nothing_and_says_so_when_no_carrier_is_chosen(mona, browsing, launch, url, action):
    response = browsing(mona).post(url, choice([], action=action))

    assert response.status_code == 422
    assert launch.submissions.count() == 1
    assert Page(response).errors("regions") == "No carrier is chosen. Choose at least one."


def test_it_starts_one_submission_when_the_button_is_pressed_twice(mona, browsing, launch, url, regions):
    client, sent = browsing(mona), choice(regions[1:3], action="submit")
    first, second = client.post(url, sent), client.post(url, sent)

    assert first["Location"] == second["Location"] == f"/launches/{launch.pk}/"
    assert launch.submissions.count() == 2
    assert history_of(launch) == ["> draft", "> draft", "draft > in_review"]


def test_it_keeps_the_choice_and_says_so_when_another_submission_is_under_way(
    mona, max, browsing, launch, url, regions
):
    browsing(mona).post(url, choice(regions[1:3], action="submit"))
    response = browsing(max).post(url, choice(regions[4:6], action="submit"))

    page = Page(response)
    assert response.status_code == 422
    assert (
        "Submission 2 is under way (in review). More carriers can be added once it is through."
        in page.text("form-page")
    )
    assert page.values["regions"] == [str(region.pk) for region in regions[4:6]]
    assert later(launch) == ("in_review", regions[1:3])


def test_it_searches_without_javascript_and_saves_nothing(mona, browsing, launch, url, regions):
    page = Page(browsing(mona).post(url, choice(regions[1:3], action="search", q="007")))

    assert sorted(page.values["regions"]) == sorted(str(region.pk) for region in regions[1:3])
    assert f"region-{regions[6].pk}" in page.attributes
    assert launch.submissions.count() == 1


def test_it_leads_to_the_launch_page_when_kaleyra_has_not_accepted_it(mona, browsing, agent, regions):
    launch = drafts.create(by=mona, agent=agent, answers={"launch_name": "young"}, regions=regions[:1])
    response = browsing(mona).get(f"/launches/{launch.pk}/carriers/add/")

    assert (response.status_code, response["Location"]) == (302, f"/launches/{launch.pk}/")
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Submission 1 is under way (draft). More carriers can be added once it is through."
    ]


def test_it_is_forbidden_while_a_colleague_is_writing(mona, max, browsing, launch, url, regions):
    drafts.add_carriers(launch, by=mona, regions=regions[1:3])

    assert browsing(max).get(url).status_code == 403
    assert browsing(max).post(url, choice(regions[4:5])).status_code == 403
    assert later(launch) == ("draft", regions[1:3])


def test_it_is_forbidden_to_reviewers(rita, browsing, launch, url, regions):
    assert browsing(rita).get(url).status_code == 403
    assert browsing(rita).post(url, choice(regions[1:2])).status_code == 403
    assert launch.submissions.count() == 1


def test_it_is_not_there_for_a_stranger(stranger, browsing, launch, url, regions):
    assert browsing(stranger).get(url).status_code == 404
    assert browsing(stranger).post(url, choice(regions[1:2])).status_code == 404


def test_it_leads_to_signing_in_when_nobody_is_signed_in(client, url):
    assert client.get(url)["Location"] == f"/sign-in/?next={url}"


def test_it_refuses_other_methods(mona, browsing, url):
    assert browsing(mona).delete(url).status_code == 405


def test_it_can_be_saved_again_after_it_could_not_be_submitted(mona, browsing, agent, launch, url, regions):
    agent.website = ""
    agent.save()
    client = browsing(mona)
    page = Page(client.post(url, choice(regions[1:2], action="submit")))
    response = client.post(url, {**page.sends(), "regions": [regions[2].pk], "action": "save"})

    assert response.status_code == 302
    assert later(launch) == ("draft", regions[2:3])


@pytest.mark.parametrize("by_itself", [True, False])
@pytest.mark.django_db(transaction=True)
def test_it_submits_what_only_the_same_page_began_to_save_a_moment_before(
    mona, browsing, launch, url, regions, by_itself
):
    client, token = browsing(mona), uuid4()
    sent = choice(regions[1:3], action="submit", version=launch.version, form_token=token, sent_at=2)

    def save(is_awaited):
        if not is_awaited:
            saving = Sheet(token if by_itself else uuid4(), 1)
            drafts.add_carriers(launch, by=mona, regions=regions[1:2], sheet=saving)

    status = in_the_middle_of(lambda: client.post(url, sent), save).status_code

    assert (status, *later(launch)) == (
        (302, "in_review", regions[1:3]) if by_itself else (422, "draft", regions[1:2])
    )


def test_it_submits_over_the_save_that_its_page_made_meanwhile(mona, browsing, launch, url, regions):
    client, token = browsing(mona), uuid4()
    sent = choice(regions[1:3], action="submit", version=launch.version, form_token=token, sent_at=2)
    saved = []

    def save_itself_first(execute, sql, *rest):
        if "launches_carrierregion" in sql and not saved:  # the form is read, once there was no draft
            saved.append(sql)
            drafts.add_carriers(launch, by=mona, regions=regions[1:2], sheet=Sheet(token, 1))
        return execute(sql, *rest)

    with connection.execute_wrapper(save_itself_first):
        response = client.post(url, sent)

    assert (response.status_code, *later(launch)) == (302, "in_review", regions[1:3])


def test_it_overwrites_nothing_when_another_tab_chose_meanwhile(mona, browsing, launch, url, regions):
    client = browsing(mona)
    first, second = Page(client.get(url)), Page(client.get(url))
    client.post(url, {**first.sends(), "regions": [regions[1].pk], "action": "save"})
    response = client.post(url, {**second.sends(), "regions": [regions[2].pk], "action": "save"})

    page = Page(response)
    assert response.status_code == 422
    assert later(launch) == ("draft", regions[1:2])
    assert "Stored Germany: Carrier 002 Yours, on this page Germany: Carrier 003" in page.text("conflict")
    assert page.values["regions"] == [str(regions[2].pk)]

    response = client.post(url, {**page.sends(), "keep": str(stored_version(launch))})

    assert response.status_code == 302
    assert later(launch) == ("draft", regions[2:3])


def test_it_takes_the_same_choice_of_two_tabs_for_one(mona, browsing, launch, url, regions):
    client = browsing(mona)
    first, second = Page(client.get(url)), Page(client.get(url))
    for tab in (first, second):
        response = client.post(url, {**tab.sends(), "regions": [regions[1].pk], "action": "save"})
        assert response.status_code == 302

    assert later(launch) == ("draft", regions[1:2])


def stored_version(launch):
    """The version that is stored now."""
    return Launch.objects.get(pk=launch.pk).version
