"""/launches/<pk>/copy/ and /launches/<pk>/try-again/: from a launch that is there to a new draft."""

from uuid import uuid4

import pytest

from launches.models import CarrierRegion, Launch
from tests.views.reading import Page, said, words_of
from tests.views.standing import a_draft, in_review, url_of, with_carriers

HTMX = {"HX-Request": "true"}
VERBS = ["copy/", "try-again/"]


@pytest.fixture
def refused(mona, rita):
    """Live on one carrier, refused by two others."""
    return with_carriers(mona, rita, "live", "rejected", "rejected")


def carriers(submission):
    return [region.carrier for region in submission.chosen_regions()]


# --- A copy ------------------------------------------------------------------------------------
@pytest.mark.page_only
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_copies_and_leads_to_the_form(refused, max, browsing, headers):
    client = browsing(max)
    token = Page(client.get(url_of(refused))).attributes["copy_form_token"]["value"]
    response = client.post(url_of(refused, "copy/"), {"form_token": token}, headers=headers)

    copied = Launch.objects.exclude(pk=refused.pk).get()
    assert (response.status_code, response["Location"]) == (302, f"/launches/{copied.pk}/edit/")
    assert said(response) == [
        f"This is a copy of {refused}, as a draft of yours. Its answers were written for Agent 48900: "
        "for another agent, change them and the name.",
        f"Not taken over: Country 48900: Carrier 001 (live in {refused}).",
    ]
    assert carriers(copied.first_submission()) == ["Carrier 002", "Carrier 003"]
    assert (copied.created_by, copied.launch_name) == (max, "launch_48900_2")


def test_it_copies_once_when_the_button_is_pressed_twice(mona, browsing):
    launch, client, sent = a_draft(mona), browsing(mona), {"form_token": str(uuid4())}
    first, second = (client.post(url_of(launch, "copy/"), sent) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Launch.objects.count() == 2


@pytest.mark.parametrize("odd", ["", "abc", "\x00"])
def test_it_copies_from_a_page_without_a_sound_token_too(mona, browsing, odd):
    launch = a_draft(mona)

    assert browsing(mona).post(url_of(launch, "copy/"), {"form_token": odd}).status_code == 302
    assert Launch.objects.count() == 2


@pytest.mark.page_only
def test_it_says_so_when_somebody_may_not_copy(mona, rita, browsing):
    launch = a_draft(mona)
    response = browsing(rita).post(url_of(launch, "copy/"))

    assert (response["Location"], said(response)) == (url_of(launch), ["Only Marketing starts launches."])
    assert Launch.objects.count() == 1


@pytest.mark.page_only
def test_it_shows_the_buttons_to_marketing_only(refused, mona, rita, browsing):
    for who, is_shown in ((mona, True), (rita, False)):
        words = words_of(browsing(who).get(url_of(refused)))
        assert ("Copy as new launch" in words) is is_shown
        assert ("Try the refused carriers again" in words) is is_shown


# --- Once more ---------------------------------------------------------------------------------
@pytest.mark.page_only
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_begins_a_submission_with_those_that_refused(refused, max, browsing, headers):
    client = browsing(max)
    response = client.post(url_of(refused, "try-again/"), headers=headers)

    assert (response.status_code, response["Location"]) == (302, url_of(refused, "carriers/add/"))
    assert said(response) == ["These are the carriers that refused. Look at them, then submit for review."]
    assert carriers(refused.submissions.get(number=2)) == ["Carrier 002", "Carrier 003"]
    page = Page(client.get(response["Location"]))
    assert len(page.values["regions"]) == 2


def test_it_begins_one_when_the_button_is_pressed_twice(refused, mona, browsing):
    client = browsing(mona)
    first, second = (client.post(url_of(refused, "try-again/")) for _ in range(2))

    assert first["Location"] == second["Location"] == url_of(refused, "carriers/add/")
    assert refused.submissions.count() == 2


@pytest.mark.page_only
def test_it_names_those_that_cannot_be_asked_again(refused, mona, browsing):
    CarrierRegion.objects.filter(carrier="Carrier 003").update(carrier_enabled=False)
    response = browsing(mona).post(url_of(refused, "try-again/"))

    assert said(response)[1] == "Not asked again: Country 48900: Carrier 003 (not enabled by Kaleyra)."


@pytest.mark.page_only
@pytest.mark.parametrize(("who", "is_said"), [("max", True), ("rita", False)])
def test_it_says_what_it_waits_for_while_a_submission_is_open(request, refused, mona, browsing, who, is_said):
    client, why = browsing(request.getfixturevalue(who)), "The refused carriers can be tried again once"
    assert why not in client.get(url_of(refused)).content.decode()

    browsing(mona).post(url_of(refused, "try-again/"))

    page = client.get(url_of(refused)).content.decode()
    assert (f"{why} submission 2 (draft) is through." in page) == is_said
    assert "try-again-button" not in page


@pytest.mark.page_only
@pytest.mark.parametrize("who", ["mona", "rita"])
def test_it_begins_nothing_when_it_may_not(request, mona, browsing, who):
    launch = in_review(mona)
    response = browsing(request.getfixturevalue(who)).post(url_of(launch, "try-again/"))

    assert response["Location"] == url_of(launch)
    assert said(response)[0].startswith("Refused carriers can be tried again once")
    assert launch.submissions.count() == 1


@pytest.mark.page_only
def test_it_leaves_the_draft_of_a_colleague_alone(refused, mona, max, browsing):
    browsing(mona).post(url_of(refused, "try-again/"))
    response = browsing(max).post(url_of(refused, "try-again/"))

    assert response["Location"] == url_of(refused)
    assert refused.submissions.count() == 2


# --- Both --------------------------------------------------------------------------------------
@pytest.mark.page_only
@pytest.mark.parametrize("verb", VERBS)
def test_it_is_not_for_get_and_not_there_for_a_stranger(refused, mona, stranger, browsing, verb):
    assert browsing(mona).get(url_of(refused, verb)).status_code == 405
    assert browsing(stranger).post(url_of(refused, verb)).status_code == 404
    assert browsing(mona).post(f"/launches/99999/{verb}").status_code == 404
    assert Launch.objects.count() == 1


@pytest.mark.page_only
@pytest.mark.parametrize("verb", VERBS)
def test_it_leads_to_signing_in_when_nobody_is_signed_in(refused, client, verb):
    address = url_of(refused, verb)

    assert client.post(address)["Location"] == f"/sign-in/?next={address}"
