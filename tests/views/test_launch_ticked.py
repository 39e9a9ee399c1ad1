"""/launches/archive/ and the export of what was ticked on the list."""

import pytest

from launches.models import Launch, StatusEvent
from tests.views.reading import words_of
from tests.views.standing import a_draft, in_review

URL = "/launches/archive/"


@pytest.fixture
def three(mona):
    """Two drafts of Mona's, and one that is in review."""
    return [a_draft(mona, "1"), a_draft(mona, "2"), in_review(mona, "3")]


def archived():
    return list(Launch.objects.exclude(archived_at=None).order_by("id").values_list("pk", flat=True))


def test_it_archives_what_was_ticked_names_what_it_cannot_and_keeps_the_place(mona, browsing, three):
    response = browsing(mona).post(
        f"{URL}?q=launch&before=999999", {"only": [launch.pk for launch in three]}, follow=True
    )

    assert archived() == [three[0].pk, three[1].pk]
    assert (
        list(StatusEvent.objects.filter(to_state="archived").values_list("launch", flat=True)) == archived()
    )
    assert response.redirect_chain == [("/launches/?q=launch&before=999999", 302)]
    words = words_of(response)
    assert "2 launches are archived: off the lists. Kaleyra is not told." in words
    assert f"{three[2].launch_name}: It cannot be archived while a submission is in review." in words


@pytest.mark.page_only
def test_it_archives_only_what_somebody_may(max, mona, browsing, three):
    words = words_of(browsing(max).post(URL, {"only": three[0].pk}, follow=True))

    assert archived() == []
    assert "Only its author or an admin archives a launch." in words


@pytest.mark.page_only
@pytest.mark.parametrize("sent", [{}, {"only": ["x", "9" * 40, "-1"]}])
def test_it_says_so_when_nothing_was_ticked(mona, browsing, three, sent):
    assert "Nothing was ticked, so nothing was archived." in words_of(
        browsing(mona).post(URL, sent, follow=True)
    )
    assert archived() == []


def test_it_exports_what_was_ticked(mona, browsing, three):
    response = browsing(mona).get("/launches/export/", {"only": [three[0].pk, three[2].pk]})

    lines = b"".join(response).decode().splitlines()
    assert [line.split(",")[0].strip('"') for line in lines[1:]] == [
        three[2].launch_name,
        three[0].launch_name,
    ]


@pytest.mark.page_only
def test_the_list_offers_both(mona, browsing, three):
    words = words_of(browsing(mona).get("/launches/", {"q": "launch"}))

    assert f'name="only" value="{three[0].pk}" aria-labelledby="launch-{three[0].pk}"' in words
    assert 'formaction="/launches/archive/?q=launch"' in words
    assert 'id="export-ticked"' in words


@pytest.mark.page_only
def test_the_list_offers_no_archiving_to_those_who_change_nothing(rita, browsing, three):
    assert 'id="archive-ticked"' not in words_of(browsing(rita).get("/launches/"))


@pytest.mark.page_only
def test_it_is_for_posts_alone(mona, browsing):
    assert browsing(mona).get(URL).status_code == 405


@pytest.mark.page_only
def test_it_refuses_a_stranger(stranger, browsing):
    assert browsing(stranger).post(URL, {}).status_code == 403


@pytest.mark.page_only
def test_it_asks_to_sign_in(client, db):
    assert client.post(URL, {})["Location"].startswith("/sign-in/")
