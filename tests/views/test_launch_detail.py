"""/launches/<pk>/: where one launch stands, what happened, what was written and sent."""

import pytest
from django.utils import timezone

from launches.models import ApiCall
from launches.services import drafts, review
from launches.statuses import SubmissionStatus
from tests.views.reading import Page, words_of
from tests.views.standing import (
    a_draft,
    an_exchange,
    approved,
    in_review,
    sent_back,
    settled,
    url_of,
    with_carriers,
)
from tests.views.writing import ANSWERS, make_region

pytestmark = pytest.mark.page_only

HTMX = {"HX-Request": "true"}


def test_it_says_where_it_stands_and_what_each_carrier_says(mona, browsing, partly_live):
    response = browsing(mona).get(url_of(partly_live))

    text = words_of(response)
    assert "Live on 1 of 3 carriers." in text
    assert "What the others say stands below. This page follows by itself." in text
    assert "State 9, not mapped yet" in text
    assert "5 days" in text
    for region in partly_live.first_submission().regions.all():
        assert str(region) in text


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (a_draft, "It is a draft."),
        (in_review, "It waits for a reviewer."),
    ],
)
def test_it_says_what_happens_next_before_it_is_sent(mona, browsing, make, words):
    assert words in words_of(browsing(mona).get(url_of(make(mona))))


def test_it_gives_the_reason_and_what_to_do(mona, rita, browsing):
    refused = SubmissionStatus.REFUSED
    launch = settled(
        mona, rita, refused, reason="RCS is not enabled.", next_step="Ask Kaleyra to enable RCS."
    )

    text = words_of(browsing(mona).get(url_of(launch)))

    assert "Kaleyra refused it." in text
    assert "RCS is not enabled." in text
    assert "<strong>What to do:</strong> Ask Kaleyra to enable RCS." in text


def test_it_tells_who_settles_what_to_do_when_the_answer_was_lost(mona, rita, browsing):
    launch = settled(mona, rita, SubmissionStatus.UNCONFIRMED, next_step="Look for it in the console.")

    response = browsing(rita).get(url_of(launch))
    text = words_of(response)

    assert "Nobody knows yet whether Kaleyra received it." in text
    assert "<strong>What to do:</strong> Look for it in the console." in text
    desk = f"/admin/launches/submission/{launch.first_submission().pk}/change/"
    assert Page(response).attributes["review"]["href"] == desk
    assert "Settle it" in text


def test_it_asks_nobody_else_to_settle_it(mona, rita, browsing):
    launch = settled(mona, rita, SubmissionStatus.UNCONFIRMED, next_step="Look for it in the console.")

    text = words_of(browsing(mona).get(url_of(launch)))

    assert "a reviewer looks it up at Kaleyra and settles it. Until then, do not launch it anew." in text
    assert "What to do:" not in text
    assert "Settle it" not in text


def test_it_shows_why_it_was_sent_back_and_leads_to_the_form(mona, rita, browsing):
    launch = sent_back(mona, rita, "Say <b>where</b> people agree.")

    text = words_of(browsing(mona).get(url_of(launch)))

    assert "Say &lt;b&gt;where&lt;/b&gt; people agree." in text
    assert f'href="{url_of(launch, "edit/")}"' in text


def test_it_says_where_a_later_submission_stands(mona, rita, browsing):
    launch = with_carriers(mona, rita, "live")
    later = drafts.add_carriers(launch, by=mona, regions=[make_region("Peru")])
    review.submit(later, by=mona)
    review.send_back(later, by=rita, reason="Peru is next year.")

    text = words_of(browsing(mona).get(url_of(launch)))

    assert "Live on 1 carrier." in text
    assert "<strong>Submission 2:</strong> A reviewer sent it back." in text
    assert "Peru is next year." in text


def test_it_shows_answers_and_links_as_they_were_written(mona, browsing):
    launch = a_draft(
        mona,
        optin_description="First line\n<script>alert(1)</script>",
        interactions_description="long " * 200,
        video_uris=["https://media.example.com/a.mp4"],
    )

    response = browsing(mona).get(url_of(launch))

    text = response.content.decode()
    assert "First line\n&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "Read all of it" in text
    assert 'href="https://media.example.com/a.mp4" target="_blank" rel="noopener noreferrer"' in text
    assert ANSWERS["trigger_description"] in text


def test_it_tells_the_whole_history(mona, rita, browsing):
    launch = approved(mona, rita)

    response = browsing(mona).get(url_of(launch))

    told = [(moment.who, moment.sentence) for moment in response.context["recent"]]
    submissions = [line for line in told if "agent launch" in line[1]]
    assert submissions == [
        ("Rita Ramos", "approved the agent launch"),
        ("Mona Marsh", "submitted the agent launch for review"),
        ("Mona Marsh", "started the agent launch"),
    ]
    assert "<strong>Rita Ramos</strong> approved the agent launch" in words_of(response)


@pytest.mark.parametrize(
    ("make", "offered"),
    [
        (a_draft, {"edit"}),
        (in_review, set()),
    ],
)
def test_it_offers_the_author_what_they_may_do(mona, browsing, make, offered):
    assert buttons(browsing(mona).get(url_of(make(mona)))) == offered


def test_it_offers_to_check_and_to_add_carriers_once_accepted(mona, browsing, partly_live):
    assert buttons(browsing(mona).get(url_of(partly_live))) == {"check-now-button", "add-carriers"}


def test_it_offers_to_finish_a_later_submission(mona, browsing, partly_live):
    drafts.add_carriers(partly_live, by=mona, regions=[make_region("Peru")])

    assert buttons(browsing(mona).get(url_of(partly_live))) == {"check-now-button", "edit-carriers"}


def test_it_offers_a_colleague_no_edit(mona, max, browsing):
    assert buttons(browsing(max).get(url_of(a_draft(mona)))) == set()


def test_it_leads_a_reviewer_to_the_admin(mona, rita, browsing):
    launch = in_review(mona)

    response = browsing(rita).get(url_of(launch))

    assert buttons(response) == {"review"}
    submission = launch.first_submission()
    assert f'href="/admin/launches/submission/{submission.pk}/change/"' in response.content.decode()


def buttons(response):
    """The actions on the page, by the ids of their buttons and links."""
    known = {"edit", "edit-carriers", "add-carriers", "check-now-button", "review"}
    return known & Page(response).attributes.keys()


def test_it_shows_the_exact_request_as_a_page_and_as_a_fragment(mona, browsing):
    launch = in_review(mona)
    client = browsing(mona)

    page = client.get(url_of(launch, "submissions/1/request/")).content.decode()
    fragment = client.get(url_of(launch, "submissions/1/request/"), headers=HTMX).content.decode()

    for text in (page, fragment):
        assert "POST " in text
        assert "/rcs/agent/launch" in text
        assert "curl" in text
        assert "sandbox-key" not in text
    assert "<html" in page
    assert fragment.lstrip().startswith('<div class="request"')


def test_it_shows_exchanges_to_those_who_may_see_them(mona, rita, browsing):
    launch = approved(mona, rita)
    call = an_exchange(launch)
    path = url_of(launch, f"exchanges/{call.pk}/")
    client = browsing(rita)

    assert f"exchange-{call.pk}" in Page(client.get(url_of(launch))).attributes
    assert "&quot;code&quot;: &quot;RCS902&quot;" in client.get(path).content.decode()
    assert client.get(path, headers=HTMX).content.decode().lstrip().startswith('<div class="request"')


def test_it_shows_an_answer_that_no_page_could_carry_as_it_is(mona, rita, browsing):
    launch = approved(mona, rita)
    call = an_exchange(launch, response_body='{"why":"\\ud800"}', response_headers={"X-Odd": "a\x9b31m"})

    page = browsing(rita).get(url_of(launch, f"exchanges/{call.pk}/")).content.decode()

    assert "&quot;why&quot;: &quot;[U+D800]&quot;" in page
    assert "X-Odd: a[U+009B]31m" in page


def test_it_shows_what_came_before_where_the_same_answer_came(mona, rita, browsing):
    launch = approved(mona, rita)
    first = an_exchange(launch)
    facts = {"endpoint": "launch_status", "pod": "NA", "method": "GET", "http_status": 200, "verdict": "ok"}
    same = ApiCall.objects.create(launch=launch, same_as=first, started_at=timezone.now(), **facts)

    page = browsing(rita).get(url_of(launch, f"exchanges/{same.pk}/")).content.decode()

    assert "&quot;code&quot;: &quot;RCS902&quot;" in page
    assert first.url in page
    assert "The same answer, to the letter" in page
    assert url_of(launch, f"exchanges/{first.pk}/") in page


def test_it_keeps_exchanges_from_marketing(mona, rita, browsing):
    launch = approved(mona, rita)
    call = an_exchange(launch)
    client = browsing(mona)

    assert "exchanges" not in Page(client.get(url_of(launch))).attributes
    assert client.get(url_of(launch, f"exchanges/{call.pk}/")).status_code == 403


def test_it_shows_an_exchange_only_beside_its_own_launch(mona, rita, browsing):
    call = an_exchange(approved(mona, rita, number="1"))
    other = approved(mona, rita, number="2")

    assert browsing(rita).get(url_of(other, f"exchanges/{call.pk}/")).status_code == 404


PARTS = ["", "live/", "submissions/1/request/", "exchanges/1/"]


@pytest.mark.parametrize("part", PARTS)
def test_it_hides_a_launch_from_a_stranger(mona, stranger, browsing, part):
    assert browsing(stranger).get(url_of(in_review(mona), part)).status_code == 404


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("pk", [99999, "9" * 30])
def test_it_knows_no_other_launch(mona, browsing, part, pk):
    assert browsing(mona).get(f"/launches/{pk}/{part}").status_code == 404


def test_it_says_what_is_usual_and_which_carrier_is_overdue(mona, rita, browsing):
    launch = with_carriers(mona, rita, "pending", "live", number="1", days=7)

    text = words_of(browsing(mona).get(url_of(launch)))

    assert ('<strong>Country 1: Carrier 001</strong> <span class="badge" data-tone="amber">') in text
    assert "waits 7 days. Google decides: 1 to 3 business days, as published." in text
    assert text.count("Overdue</span>") == 2
    assert "Country 1: Carrier 002</strong>" not in text


@pytest.mark.parametrize("part", PARTS)
def test_it_cannot_be_posted_to(mona, browsing, part):
    assert browsing(mona).post(url_of(in_review(mona), part)).status_code == 405


@pytest.mark.parametrize("part", [*PARTS, "check/"])
def test_it_asks_to_sign_in(client, db, part):
    assert client.get(f"/launches/1/{part}")["Location"] == f"/sign-in/?next=/launches/1/{part}"


def test_it_takes_the_same_number_of_queries_for_1_carrier_and_for_5(
    mona, rita, browsing, django_assert_num_queries
):
    small = with_carriers(mona, rita, "live", number="1")
    big = with_carriers(mona, rita, "live", "pending", "rejected", "unknown", "suspended", number="2")
    later = drafts.add_carriers(big, by=mona, regions=[make_region("Peru"), make_region("Chile")])
    review.submit(later, by=mona)
    for _ in range(30):
        an_exchange(big)
    client = browsing(rita)
    client.get(url_of(big))  # what is usual of carriers is read, and known for ten minutes

    with django_assert_num_queries(8) as one:
        client.get(url_of(small))
    with django_assert_num_queries(len(one)):
        client.get(url_of(big))
