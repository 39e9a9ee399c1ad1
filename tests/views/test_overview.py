"""/: what needs me, what is under way, what went live."""

from datetime import timedelta

import pytest
from django.utils import timezone

from launches import board
from launches.models import StatusEvent
from launches.services import drafts, review
from launches.statuses import SubmissionStatus
from tests.many import more_like
from tests.views.reading import Page
from tests.views.standing import a_draft, approved, fresh, in_review, sent_back, settled, with_carriers
from tests.views.writing import make_agent, make_region

URL = "/"
LIVE = "/overview/live/"


def marker():
    return str(StatusEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0)


@pytest.mark.page_only
def test_it_teaches_when_there_is_nothing_yet(mona, browsing):
    response = browsing(mona).get(URL)

    assert "How a launch comes about" in response.content.decode()
    assert "/agents/new/" in response.content.decode()
    assert response.context["board"].needs == []


def test_it_offers_the_first_launch_once_there_is_an_agent(mona, browsing):
    make_agent()

    response = browsing(mona).get(URL)

    assert 'href="/launches/new/"' in response.content.decode()


@pytest.mark.page_only
def test_it_names_what_needs_its_author_and_why(mona, rita, browsing):
    back = sent_back(mona, rita, "Say where people agree.", number="1")
    lost = settled(mona, rita, SubmissionStatus.UNCONFIRMED, number="2")
    refused = settled(mona, rita, SubmissionStatus.REFUSED, number="3")
    rejected = with_carriers(mona, rita, "live", "rejected", number="4")
    both = with_carriers(mona, rita, "rejected", "suspended", number="5")

    response = browsing(mona).get(URL)

    needs = {need.launch.pk: need.words for need in response.context["board"].needs}
    assert needs == {
        back.pk: "Rita Ramos sent it back",
        lost.pk: "Nobody knows yet whether Kaleyra received it",
        refused.pk: "Kaleyra refused it",
        rejected.pk: "Country 4: Carrier 002 rejected it",
        both.pk: "2 carriers rejected or suspended it",
    }
    text = response.content.decode()
    assert "Say where people agree." in text
    assert "5 things need you." in " ".join(text.split())
    assert [tile.state for tile in response.context["board"].tiles][:3] == [
        "unconfirmed", "refused", "needs_attention",
    ]  # fmt: skip


@pytest.mark.page_only
def test_it_names_the_carriers_that_are_overdue_once_for_each_launch(mona, max, rita, browsing):
    late = with_carriers(mona, rita, "pending", "live", number="1", days=6)
    later = with_carriers(mona, rita, "submitted", "pending", number="2", days=9)
    with_carriers(mona, rita, "pending", number="3", days=4)
    with_carriers(mona, rita, "pending", "rejected", number="4", days=9)
    with_carriers(max, rita, "pending", number="5", days=9)

    needs = browsing(mona).get(URL).context["board"].needs

    published = "Google decides: 1 to 3 business days, as published. No decision on record yet."
    assert [(need.launch, need.words) for need in needs[1:]] == [
        (later, "2 carriers are overdue"),
        (late, "Country 1: Carrier 001 is overdue"),
    ]
    assert needs[0].words == "Country 4: Carrier 002 rejected it"
    assert (needs[1].look.label, needs[1].reason) == ("Overdue", published)
    assert (timezone.now() - needs[1].at).days == 4  # pending for nine, of which five are usual


def test_it_says_since_when_nobody_knows(mona, rita, browsing):
    launch, lost_at = settled(mona, rita, SubmissionStatus.UNCONFIRMED), timezone.now()
    launch.submissions.update(submitted_at=lost_at - timedelta(days=3), settled_at=lost_at)

    [need] = browsing(mona).get(URL).context["board"].needs

    assert (need.launch, need.at) == (launch, lost_at)


@pytest.mark.page_only
def test_it_tells_whoever_added_carriers_that_they_came_back(mona, max, rita, browsing):
    launch = with_carriers(mona, rita, "live")
    later = drafts.add_carriers(launch, by=max, regions=[make_region("Peru")])
    review.submit(later, by=max)
    review.send_back(later, by=rita, reason="Peru is next year.")

    mine, hers = (browsing(user).get(URL).context["board"].needs for user in (max, mona))

    assert [(need.launch, need.reason) for need in mine] == [(launch, "Peru is next year.")]
    assert hers == []


@pytest.mark.page_only
def test_it_leaves_a_colleague_in_peace(mona, max, rita, browsing):
    sent_back(mona, rita)

    response = browsing(max).get(URL)

    assert response.context["board"].needs == []
    assert "Nothing needs you right now." in " ".join(response.content.decode().split())


@pytest.mark.page_only
def test_it_asks_a_reviewer_to_review_in_the_admin(mona, rita, browsing):
    launch = in_review(mona)
    submission = launch.first_submission()

    response = browsing(rita).get(URL)

    (need,) = response.context["board"].needs
    assert (need.launch, need.words) == (launch, "Mona Marsh asks for your review")
    assert f"/admin/launches/submission/{submission.pk}/change/" in response.content.decode()
    shown = response.context["board"]
    assert (shown.in_review, shown.in_review_unseen) == ([], 1)
    assert '1 under <a href="#needs-you"' in response.content.decode()


@pytest.mark.page_only
def test_it_does_not_ask_people_to_review_their_own(person, browsing):
    both = person("bea", "Bea Both", "Marketing", "Reviewers", is_staff=True)
    launch = in_review(both)

    board = browsing(both).get(URL).context["board"]

    assert board.needs == []
    assert [submission.launch for submission in board.in_review] == [launch]


@pytest.mark.page_only
def test_it_shows_what_is_under_way_and_what_went_live_this_week(mona, rita, browsing):
    partly = with_carriers(mona, rita, "live", "pending", number="2")
    with_carriers(mona, rita, "live", number="3", days=8)
    draft = a_draft(mona, number="4")

    board = browsing(mona).get(URL).context["board"]

    assert board.under_way == [partly]
    assert [carrier.launch for carrier in board.went_live] == [partly]
    assert board.drafts == [draft]
    assert [(tile.state, tile.count) for tile in board.tiles] == [
        ("needs_attention", 0),
        ("in_review", 0),
        ("with_carriers", 0),
        ("partly_live", 1),
        ("live", 1),
    ]


@pytest.mark.page_only
def test_it_counts_in_review_what_it_lists_there_later_submissions_too(mona, max, rita, browsing):
    first = in_review(mona, "1")
    live = with_carriers(mona, rita, "live", number="2")
    later = drafts.add_carriers(live, by=max, regions=[make_region("Peru")])
    review.submit(later, by=max)

    response = browsing(mona).get(URL)

    shown = response.context["board"]
    assert shown.in_review == [first.first_submission(), later]
    assert [tile.count for tile in shown.tiles if tile.state == "in_review"] == [2]
    assert shown.in_review_unseen == 0
    assert 'href="#in-review" id="tile-in_review"' in response.content.decode()


def test_it_says_how_many_more_are_in_review_than_fit(mona, rita, browsing, monkeypatch):
    monkeypatch.setattr(board, "MOST_ROWS", 1)
    for number in range(2):
        in_review(mona, str(number))
    assert '<p class="lead"> 2 things need you.' in " ".join(browsing(rita).get(URL).content.decode().split())
    in_review(mona, "2")

    response = browsing(mona).get(URL)

    assert len(response.context["board"].in_review) == 1
    assert "and 2 more" in response.content.decode()
    text = browsing(rita).get(URL).content.decode()
    assert "At least 2 things need you." in text
    assert '3 in the <a href="/admin/launches/submission/"' in " ".join(text.split())


def test_it_shows_what_waits_to_be_sent_first_and_later_submissions(mona, rita, browsing):
    first = approved(mona, rita, number="1")
    live = with_carriers(mona, rita, "live", number="2")
    later = drafts.add_carriers(live, by=mona, regions=[make_region("Peru")])
    review.submit(later, by=mona)
    review.approve(later, by=rita, version=fresh(live).version)

    response = browsing(mona).get(URL)

    assert response.context["board"].to_send == [first.first_submission(), later]
    text = " ".join(response.content.decode().split())
    assert "Waiting to be sent" in text
    assert "Agent 2 · submission 2 · approved by Rita Ramos" in text


def test_it_answers_204_to_a_poll_when_nothing_changed(mona, browsing, django_assert_max_num_queries):
    in_review(mona)
    client, seen = browsing(mona), marker()

    with django_assert_max_num_queries(3):
        response = client.get(LIVE, {"seen": seen}, headers={"HX-Request": "true"})

    assert (response.status_code, response.content) == (204, b"")


@pytest.mark.page_only
def test_it_answers_the_board_alone_when_something_changed(mona, rita, browsing):
    launch = in_review(mona)
    seen = marker()
    review.send_back(launch.first_submission(), by=rita, reason="Say more.")

    response = browsing(mona).get(LIVE, {"seen": seen}, headers={"HX-Request": "true"})

    text = response.content.decode()
    assert response.status_code == 200
    assert text.lstrip().startswith('<div id="board"')
    assert f"seen={marker()}" in text
    assert "Say more." in text


@pytest.mark.page_only
def test_it_has_no_inputs_in_the_fragment_that_polls(mona, rita, browsing):
    sent_back(mona, rita)

    response = browsing(mona).get(LIVE)

    assert Page(response).values == {}


@pytest.mark.page_only
@pytest.mark.parametrize("url", [URL, LIVE])
def test_it_refuses_a_stranger(stranger, browsing, url):
    response = browsing(stranger).get(url)

    assert response.status_code == 403
    assert "That is not yours to do" in response.content.decode()


@pytest.mark.page_only
@pytest.mark.parametrize("url", [URL, LIVE])
def test_it_asks_to_sign_in(client, db, url):
    response = client.get(url)

    assert response.status_code == 302
    assert response["Location"] == f"/sign-in/?next={url}"


@pytest.mark.page_only
@pytest.mark.parametrize("url", [URL, LIVE])
def test_it_cannot_be_posted_to(mona, browsing, url):
    assert browsing(mona).post(url).status_code == 405


@pytest.mark.page_only
def test_it_takes_the_same_number_of_queries_for_1_and_for_30(
    mona, rita, browsing, django_assert_num_queries
):
    with_carriers(mona, rita, "live", "pending", number="n")
    sent_back(mona, rita, number="back")
    waiting = in_review(mona, "rev")
    client = browsing(rita)
    with django_assert_num_queries(17) as one:
        client.get(URL)
    more_like(with_carriers(mona, rita, "live", "rejected", number="a"), 9)
    more_like(waiting, 10)
    more_like(settled(mona, rita, SubmissionStatus.UNCONFIRMED, number="c"), 9)

    with django_assert_num_queries(len(one)):
        client.get(URL)
