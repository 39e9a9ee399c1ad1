"""Note a reason: the page of one carrier of a launch, and the notebook of a carrier."""

import pytest

from launches.models import StatusEvent
from launches.services import notes
from launches.statuses import NOTED
from tests.views.reading import Page, words_of
from tests.views.standing import in_review, url_of, with_carriers

pytestmark = [pytest.mark.django_db, pytest.mark.page_only]


@pytest.fixture
def launch(mona, rita):
    """A launch that one carrier rejected."""
    return with_carriers(mona, rita, "rejected", "live")


@pytest.fixture
def carrier(launch):
    """The carrier that rejected it."""
    return launch.launch_regions.get(state="rejected")


@pytest.fixture
def page(launch, carrier):
    """Where notes about it are read and written."""
    return url_of(launch, f"carriers/{carrier.pk}/notes/")


def noted():
    return list(StatusEvent.objects.filter(to_state=NOTED).values_list("reason", flat=True))


def test_it_is_noted_and_shown_beside_the_carrier(mona, browsing, launch, page):
    client = browsing(mona)
    assert "Note a reason" in words_of(client.get(url_of(launch)))

    response = client.post(page, {"text": "They miss the <b>imprint</b>."}, follow=True)

    assert response.redirect_chain == [(url_of(launch), 302)]
    words = words_of(response)
    assert "Noted about Country 48900: Carrier 001." in words
    assert (
        words.count("They miss the &lt;b&gt;imprint&lt;/b&gt;.") == 2
    )  # beside the carrier, and in the timeline
    assert "Mona Marsh</strong> noted about Country 48900: Carrier 001" in words


def test_it_shows_what_is_known_so_far_with_the_state_of_then(mona, browsing, carrier, page):
    notes.add(carrier, by=mona, text="They miss the imprint.")

    words = words_of(browsing(mona).get(page))

    assert "They miss the imprint." in words
    assert "It was rejected then." in words


@pytest.mark.parametrize(("text", "problem"), [(" ", "Write what you know first."), ("x" * 2001, "has 2001")])
def test_it_keeps_what_was_typed_when_it_cannot_be_noted(mona, browsing, page, text, problem):
    response = browsing(mona).post(page, {"text": text})

    assert response.status_code == 422
    assert problem in words_of(response)
    assert Page(response).value("text") == text
    assert noted() == []


@pytest.mark.parametrize("verb", ["get", "post"])
def test_it_answers_404_to_a_stranger_and_for_a_carrier_of_another_launch(
    mona, stranger, browsing, carrier, page, verb
):
    elsewhere = url_of(in_review(mona, "2"), f"carriers/{carrier.pk}/notes/")

    assert getattr(browsing(stranger), verb)(page, {"text": "Hello."}).status_code == 404
    assert getattr(browsing(mona), verb)(elsewhere, {"text": "Hello."}).status_code == 404
    assert noted() == []


def test_it_asks_to_sign_in_and_takes_no_other_verb(client, mona, browsing, page):
    assert client.get(page)["Location"] == f"/sign-in/?next={page}"
    assert browsing(mona).put(page).status_code == 405


def test_the_carrier_has_a_notebook(mona, browsing, launch, carrier):
    client = browsing(mona)
    address = f"/carriers/{carrier.region_id}/"
    assert "Nothing yet." in words_of(client.get(address))

    notes.add(carrier, by=mona, text="They miss the imprint.")

    words = words_of(client.get(address))
    assert "They miss the imprint." in words
    assert f'href="/launches/{launch.pk}/"' in words
    assert f'href="{address}"' in words_of(client.get("/carriers/"))


def test_the_notebook_is_not_for_strangers(stranger, browsing, client, carrier):
    address = f"/carriers/{carrier.region_id}/"

    assert browsing(stranger).get(address).status_code == 403
    assert client.get(address)["Location"] == f"/sign-in/?next={address}"
    assert browsing(stranger).post(address).status_code == 405


def test_the_notebook_of_no_carrier_is_404(mona, browsing):
    assert browsing(mona).get("/carriers/999999/").status_code == 404


def test_the_reviewer_reads_what_is_known_of_the_carrier(mona, rita, browsing, launch, carrier):
    notes.add(carrier, by=mona, text="They miss the imprint.")
    submission = launch.submissions.get()

    assert "They miss the imprint." in words_of(
        browsing(rita).get(f"/admin/launches/submission/{submission.pk}/change/")
    )
    assert words_of(browsing(rita).get(f"/admin/launches/launch/{launch.pk}/change/")).count("They miss") == 2


def test_it_takes_as_many_queries_for_one_note_as_for_thirty(
    mona, browsing, carrier, page, django_assert_num_queries, django_assert_max_num_queries
):
    notes.add(carrier, by=mona, text="1")
    client = browsing(mona)
    with django_assert_max_num_queries(9) as one:
        client.get(page)
    for number in range(2, 31):
        notes.add(carrier, by=mona, text=str(number))

    with django_assert_num_queries(len(one)):
        client.get(page)
