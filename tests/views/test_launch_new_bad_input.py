"""/launches/new/: bad input is answered beside its field, with everything else that was typed still there."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from launches.models import Launch, Submission
from tests.drawing import draws
from tests.views.reading import Page, assert_all_typed_is_still_there
from tests.views.writing import ANSWERS, make_region, typed

URL = "/launches/new/"


def refused(client, sent):
    """The page that answers this form, which must have saved nothing."""
    response = client.post(URL, sent)
    assert response.status_code == 422
    assert (Launch.objects.count(), Submission.objects.count()) == (0, 0)
    return Page(response)


def test_it_names_the_line_when_a_link_is_wrong(mona, browsing, agent, regions):
    sent = typed(agent, regions[:2], video_uris="https://www.example.com/a\nhttp://www.example.com/b")
    page = refused(browsing(mona), sent)

    assert page.errors("video_uris") == "Line 2, “http://www.example.com/b”: it does not begin with https://."
    assert page.attributes["id_video_uris"]["aria-invalid"] == "true"
    assert "id_video_uris_error" in page.attributes["id_video_uris"]["aria-describedby"]
    assert page.errors("screenshot_uris") == ""
    assert_all_typed_is_still_there(page, sent)


def test_it_links_from_the_summary_to_each_field(mona, browsing, agent, regions):
    sent = typed(agent, regions, screenshot_uris="javascript:alert(1)", launch_name="x" * 121)
    html = browsing(mona).post(URL, sent).content.decode()

    assert "Nothing was saved. Everything that you typed is still here." in html
    assert '<a href="#id_screenshot_uris">Line 1, “javascript:alert(1)”' in html
    assert '<a href="#id_launch_name">Ensure this value has at most 120 characters' in html


@pytest.mark.parametrize("field", ANSWERS)
def test_it_refuses_an_answer_when_it_is_longer_than_any_answer(mona, browsing, agent, regions, field):
    sent = typed(agent, regions[:2], **{field: "x" * 5001})
    page = refused(browsing(mona), sent)

    assert page.errors(field) == "Ensure this value has at most 5000 characters (it has 5001)."
    assert_all_typed_is_still_there(page, sent)


def test_it_refuses_a_sixth_carrier(mona, browsing, agent, regions):
    sent = typed(agent, regions[:6])
    page = refused(browsing(mona), sent)

    assert page.errors("regions") == "6 carriers are chosen. At most 5 go into one submission."
    assert_all_typed_is_still_there(page, sent)


def test_it_refuses_a_repeated_carrier(mona, browsing, agent, regions):
    sent = typed(agent, [regions[0], regions[0], regions[1]])
    page = refused(browsing(mona), sent)

    assert page.errors("regions") == (
        "Germany: Carrier 001 is chosen more than once. Choose each carrier once."
    )
    assert_all_typed_is_still_there(page, sent)


def test_it_refuses_a_disabled_carrier(mona, browsing, agent, regions):
    sent = typed(agent, [regions[0], make_region("Chad", "Airtel", carrier_enabled=False)])
    page = refused(browsing(mona), sent)

    assert page.errors("regions") == "Chad: Airtel is not enabled by Kaleyra. Choose another carrier."
    assert_all_typed_is_still_there(page, sent)


def test_it_refuses_a_carrier_of_the_other_pod(mona, browsing, agent, regions):
    sent = typed(agent, [regions[0], make_region("Canada", "Bell", pod="NA")])
    page = refused(browsing(mona), sent)

    assert page.errors("regions") == (
        "Canada: Bell is on the NA pod, the agent on IN. Choose carriers of the agent's pod."
    )
    assert_all_typed_is_still_there(page, sent)


@pytest.mark.parametrize("odd", ["999999", "abc", "9" * 30, "-1", "1.5", "\x00", "' OR 1=1 --"])
def test_it_refuses_a_carrier_that_is_in_no_catalogue(mona, browsing, agent, regions, odd):
    sent = typed(agent, [regions[0]])
    sent["regions"].append(odd)
    page = refused(browsing(mona), sent)

    assert page.errors("regions") == "One of the chosen carriers is not in the catalogue. Choose it again."
    assert page.values["regions"] == [str(regions[0].pk)]
    assert_all_typed_is_still_there(page, sent, but=["regions"])


@pytest.mark.parametrize("odd", ["999999", "abc", "9" * 30, "-1", "\x001x"])
def test_it_refuses_an_unknown_agent(mona, browsing, agent, regions, odd):
    sent = typed(agent, regions[:2], agent=odd)
    page = refused(browsing(mona), sent)

    assert page.errors("agent") == "This agent is not known. Choose another."
    assert_all_typed_is_still_there(page, sent, but=["agent"])


def test_it_asks_for_an_agent_when_none_is_chosen(mona, browsing, agent, regions):
    sent = typed(agent, regions[:2], agent="")
    page = refused(browsing(mona), sent)

    assert page.errors("agent") == "Choose an agent."
    assert_all_typed_is_still_there(page, sent, but=["agent"])


def test_it_refuses_an_archived_agent(mona, browsing, agent, regions):
    agent.archived_at = timezone.now()
    agent.save()
    page = refused(browsing(mona), typed(agent, regions[:2]))

    assert page.errors("agent") == "This agent is not known. Choose another."


def test_it_refuses_a_name_that_another_launch_has(mona, max, browsing, agent, regions):
    browsing(max).post(URL, typed(agent, regions[:2]))
    sent = typed(agent, regions[2:4])
    response = browsing(mona).post(URL, sent)

    assert response.status_code == 422
    assert Launch.objects.count() == 1
    page = Page(response)
    assert page.errors("launch_name") == "There is already a launch named spring_sale. Choose another name."
    assert_all_typed_is_still_there(page, sent)


@pytest.mark.parametrize("field", ["form_token", "version", "launch_name", "optin_description", "q"])
@pytest.mark.parametrize("odd", ["\x00", "-1", "9" * 40, "<script>alert(1)</script>", "\ud800"])
def test_it_answers_in_words_when_a_field_holds_something_odd(mona, browsing, agent, regions, field, odd):
    sent = typed(agent, regions[:1], **{field: odd.encode("utf-8", "surrogatepass")})
    response = browsing(mona).post(URL, sent)

    assert response.status_code in (302, 422)
    assert b"<script>alert" not in response.content


ODD_FORMS = st.dictionaries(
    st.sampled_from(["agent", *ANSWERS, "screenshot_uris", "video_uris", "regions", "remove", "launch_name"])
    | st.sampled_from(["form_token", "version", "action", "q", "hosting", "managed", "suggested"]),
    st.lists(st.text(max_size=80) | st.integers().map(str), max_size=8),
)


@draws(60, long=20_000)
@given(ODD_FORMS)
def test_it_answers_in_words_whatever_is_typed(mona, browsing, agent, odd):
    response = browsing(mona).post(URL, {"agent": [str(agent.pk)], **odd})

    assert response.status_code in (200, 302, 422)


def test_it_answers_in_words_when_a_whole_megabyte_is_typed(mona, browsing, agent, regions):
    sent = typed(agent, regions[:1], optin_description="x" * 1_100_000)

    assert browsing(mona).post(URL, sent).status_code in (400, 422)


def test_it_writes_nothing_that_its_form_does_not_ask_for(mona, max, browsing, agent, regions):
    forged = {"status": "approved", "state": "live", "created_by": max.pk, "agent_launch_id": "an-id"}
    more = {
        "archived_at": "2026-01-01",
        "regions_live": "5",
        "reviewed_by": mona.pk,
        "kind": "carrier_launch",
    }

    browsing(mona).post(URL, typed(agent, regions[:1], **forged, **more))

    launch, submission = Launch.objects.get(), Submission.objects.get()
    assert (launch.state, launch.created_by, launch.agent_launch_id) == ("draft", mona, "")
    assert (launch.archived_at, launch.regions_live) == (None, 0)
    assert (submission.status, submission.reviewed_by, submission.kind) == ("draft", None, "agent_launch")
