"""/launches/<pk>/: where one launch stands, what happened, what was written and sent."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from launches.models import Launch
from launches.services import drafts, review
from launches.statuses import SubmissionStatus
from tests.views.reading import Page
from tests.views.standing import (
    a_draft,
    an_exchange,
    approved,
    fresh,
    in_review,
    sent_back,
    settled,
    with_carriers,
)
from tests.views.writing import ANSWERS, make_region

HTMX = {"HX-Request": "true"}
NO_SUCH = 99999


def url_of(launch, part=""):
    return f"/launches/{launch.pk}/{part}"


def words_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def partly_live(mona, rita):
    """Live on one carrier, pending on another, and a code that nobody has mapped on the third."""
    return with_carriers(mona, rita, "live", "pending", "unknown", days=5)


def test_it_says_where_it_stands_and_what_each_carrier_says(mona, browsing, partly_live):
    response = browsing(mona).get(url_of(partly_live))

    text = words_of(response)
    assert "Live on 1 of 3 carriers." in text
    assert "The others still decide. This page follows by itself." in text
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


@pytest.mark.parametrize(
    ("status", "headline"),
    [
        (SubmissionStatus.REFUSED, "Kaleyra refused it."),
        (SubmissionStatus.UNCONFIRMED, "Nobody knows yet whether Kaleyra received it."),
    ],
)
def test_it_gives_the_reason_and_what_to_do(mona, rita, browsing, status, headline):
    launch = settled(mona, rita, status, reason="RCS is not enabled.", next_step="Ask Kaleyra to enable RCS.")

    text = words_of(browsing(mona).get(url_of(launch)))

    assert headline in text
    assert "RCS is not enabled." in text
    assert "<strong>What to do:</strong> Ask Kaleyra to enable RCS." in text


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


@pytest.mark.parametrize(
    ("states", "pace"),
    [
        (["pending", "live"], "every 3s"),
        (["live", "rejected"], "every 30s"),
        (["live", "live"], None),
    ],
)
def test_it_polls_often_while_something_moves_and_not_once_settled(mona, rita, browsing, states, pace):
    launch = with_carriers(mona, rita, *states)

    page = Page(browsing(mona).get(url_of(launch)))

    assert page.attributes[f"launch-live-{launch.pk}"].get("hx-trigger") == pace


def test_it_does_not_poll_an_archived_launch(mona, browsing, partly_live):
    Launch.objects.filter(pk=partly_live.pk).update(archived_at=timezone.now())

    page = Page(browsing(mona).get(url_of(partly_live)))

    assert "hx-get" not in page.attributes[f"launch-live-{partly_live.pk}"]


def test_it_answers_204_to_a_poll_when_nothing_changed(
    mona, browsing, partly_live, django_assert_max_num_queries
):
    client = browsing(mona)
    seen = client.get(url_of(partly_live)).context["marker"]

    with django_assert_max_num_queries(3):
        response = client.get(url_of(partly_live, "live/"), {"seen": seen}, headers=HTMX)

    assert (response.status_code, response.content) == (204, b"")


def test_it_answers_what_changed_and_says_it_aloud(mona, rita, browsing):
    launch = in_review(mona)
    client = browsing(mona)
    seen = client.get(url_of(launch)).context["marker"]
    review.approve(launch.first_submission(), by=rita, version=launch.version)

    response = client.get(url_of(launch, "live/"), {"seen": seen}, headers=HTMX)

    text = words_of(response)
    assert response.status_code == 200
    assert text.startswith(f'<div id="launch-live-{launch.pk}"')
    assert f"{launch.launch_name}: It is approved and about to be sent." in text
    assert Page(response).values == {}


@pytest.mark.parametrize("fact", [{"checked_at": timezone.now()}, {"check_failures": 1}, {"version": 7}])
def test_it_notices_a_check_without_change_and_an_edit(mona, browsing, partly_live, fact):
    client = browsing(mona)
    seen = client.get(url_of(partly_live)).context["marker"]
    Launch.objects.filter(pk=partly_live.pk).update(**fact)

    assert client.get(url_of(partly_live, "live/"), {"seen": seen}, headers=HTMX).status_code == 200


def test_it_does_not_read_aloud_what_it_has_said_already(mona, browsing, partly_live):
    client = browsing(mona)
    seen = client.get(url_of(partly_live)).context
    Launch.objects.filter(pk=partly_live.pk).update(checked_at=timezone.now())

    response = client.get(
        url_of(partly_live, "live/"), {"seen": seen["marker"], "said": seen["said"]}, headers=HTMX
    )

    assert response.status_code == 200
    assert 'id="announcer"' not in response.content.decode()


def test_it_says_that_the_last_check_failed(mona, browsing, partly_live):
    Launch.objects.filter(pk=partly_live.pk).update(check_problem="Kaleyra did not answer.")

    assert "The last check failed: Kaleyra did not answer." in words_of(
        browsing(mona).get(url_of(partly_live))
    )


@pytest.fixture
def checked_long_ago(partly_live):
    """The launch, checked an hour ago."""
    hour_ago = timezone.now() - timedelta(hours=1)
    Launch.objects.filter(pk=partly_live.pk).update(checked_at=hour_ago, next_check_at=None)
    return fresh(partly_live)


def test_it_asks_the_worker_to_check_now(mona, browsing, checked_long_ago):
    response = browsing(mona).post(url_of(checked_long_ago, "check/"))

    assert response["Location"] == url_of(checked_long_ago)
    assert fresh(checked_long_ago).next_check_at is not None
    assert said(response) == ["Asking Kaleyra now. The answer appears here by itself."]


def test_it_answers_check_now_with_the_fragment_for_htmx(mona, browsing, checked_long_ago):
    response = browsing(mona).post(url_of(checked_long_ago, "check/"), headers=HTMX)

    text = words_of(response)
    assert response.status_code == 200
    assert text.startswith(f'<div id="launch-live-{checked_long_ago.pk}"')
    assert "Asking Kaleyra now. The answer appears here by itself." in text


def test_it_does_not_check_again_within_seconds(mona, browsing, partly_live):
    response = browsing(mona).post(url_of(partly_live, "check/"))

    assert said(response) == ["It was checked only seconds ago."]


def test_it_says_why_it_cannot_be_checked(mona, browsing):
    response = browsing(mona).post(url_of(a_draft(mona), "check/"))

    assert said(response) == ["This launch cannot be checked."]


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


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


def test_it_lets_no_stranger_ask_for_a_check(stranger, browsing, checked_long_ago):
    assert browsing(stranger).post(url_of(checked_long_ago, "check/")).status_code == 404
    assert fresh(checked_long_ago).next_check_at is None


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("pk", [NO_SUCH, "9" * 30])
def test_it_knows_no_other_launch(mona, browsing, part, pk):
    assert browsing(mona).get(f"/launches/{pk}/{part}").status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_it_cannot_be_posted_to(mona, browsing, part):
    assert browsing(mona).post(url_of(in_review(mona), part)).status_code == 405


def test_it_checks_nothing_by_get(mona, browsing, checked_long_ago):
    assert browsing(mona).get(url_of(checked_long_ago, "check/")).status_code == 405


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

    with django_assert_num_queries(8) as one:
        client.get(url_of(small))
    with django_assert_num_queries(len(one)):
        client.get(url_of(big))
