"""/launches/<pk>/live/ and check/: the page follows by itself, and can be told to ask now."""

from datetime import timedelta

import pytest
from django.utils import timezone

from launches.models import Checking, Launch
from launches.services import comments, pods, review
from tests.views.reading import Page, said, words_of
from tests.views.standing import (
    a_draft,
    fresh,
    in_review,
    url_of,
    with_carriers,
)

pytestmark = pytest.mark.page_only

HTMX = {"HX-Request": "true"}
LATER = timezone.now() + timedelta(days=1)


@pytest.mark.parametrize(
    ("states", "pace"),
    [
        (["pending", "live"], "every 3s"),
        (["live", "rejected"], "every 30s"),
        (["live", "live"], "every 60s"),
    ],
)
def test_it_polls_often_while_something_moves_and_now_and_then_once_settled(
    mona, rita, browsing, states, pace
):
    launch = with_carriers(mona, rita, *states)

    page = Page(browsing(mona).get(url_of(launch)))

    assert page.attributes[f"launch-live-{launch.pk}"].get("hx-trigger") == pace


def test_it_polls_an_archived_launch_for_what_colleagues_say(mona, rita, browsing, partly_live):
    Launch.objects.filter(pk=partly_live.pk).update(archived_at=timezone.now())
    client = browsing(mona)
    page = client.get(url_of(partly_live))
    seen = page.context["marker"]
    assert Page(page).attributes[f"launch-live-{partly_live.pk}"]["hx-trigger"] == "every 60s"
    assert client.get(url_of(partly_live, "live/"), {"seen": seen}, headers=HTMX).status_code == 204

    comments.add(partly_live, by=rita, text="Why is it archived?")

    response = client.get(url_of(partly_live, "live/"), {"seen": seen}, headers=HTMX)
    assert "Why is it archived?" in Page(response).text(f"comment-list-{partly_live.pk}")


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
    assert f"{launch.launch_name}: It is approved and waits to be sent." in text
    assert Page(response).values == {}


def test_it_takes_away_what_was_done_once_the_launch_stands_elsewhere(mona, rita, browsing):
    launch = in_review(mona)
    client = browsing(mona)
    page = client.get(url_of(launch)).context
    asked = {"seen": "older", "said": page["said"]}

    same = client.get(url_of(launch, "live/"), asked, headers=HTMX)
    review.send_back(launch.first_submission(), by=rita, reason="Say more.")
    moved = client.get(url_of(launch, "live/"), asked, headers=HTMX)

    swaps = [Page(response).attributes["toasts-done"]["hx-swap-oob"] for response in (same, moved)]
    assert swaps == ["beforeend", "innerHTML"]


@pytest.mark.parametrize("fact", [{"checked_at": timezone.now()}, {"failures": 1}, {"version": 7}])
def test_it_notices_a_check_without_change_and_an_edit(mona, browsing, partly_live, fact):
    client = browsing(mona)
    seen = client.get(url_of(partly_live)).context["marker"]
    (Launch if "version" in fact else Checking).objects.filter(pk=partly_live.pk).update(**fact)

    assert client.get(url_of(partly_live, "live/"), {"seen": seen}, headers=HTMX).status_code == 200


def test_it_does_not_read_aloud_what_it_has_said_already(mona, browsing, partly_live):
    client = browsing(mona)
    seen = client.get(url_of(partly_live)).context
    Checking.objects.filter(pk=partly_live.pk).update(checked_at=timezone.now())

    response = client.get(
        url_of(partly_live, "live/"), {"seen": seen["marker"], "said": seen["said"]}, headers=HTMX
    )

    assert response.status_code == 200
    assert 'id="announcer"' not in response.content.decode()


def test_it_says_that_the_last_check_failed(mona, browsing, partly_live):
    Checking.objects.filter(pk=partly_live.pk).update(problem="Kaleyra did not answer.")

    assert "The last check failed: Kaleyra did not answer." in words_of(
        browsing(mona).get(url_of(partly_live))
    )


@pytest.fixture
def checked_long_ago(partly_live):
    """The launch, checked an hour ago."""
    hour_ago = timezone.now() - timedelta(hours=1)
    Checking.objects.filter(pk=partly_live.pk).update(checked_at=hour_ago, next_at=LATER)
    return fresh(partly_live)


def test_it_asks_the_worker_to_check_now(mona, browsing, checked_long_ago):
    response = browsing(mona).post(url_of(checked_long_ago, "check/"))

    assert response["Location"] == url_of(checked_long_ago)
    assert fresh(checked_long_ago).checking.next_at < LATER
    assert said(response) == ["Asking Kaleyra now. The answer appears here by itself."]


def test_it_answers_check_now_with_the_fragment_for_htmx(mona, browsing, checked_long_ago):
    response = browsing(mona).post(url_of(checked_long_ago, "check/"), headers=HTMX)

    text = words_of(response)
    assert response.status_code == 200
    assert text.startswith(f'<div id="launch-live-{checked_long_ago.pk}"')
    assert "Asking Kaleyra now. The answer appears here by itself." in text


def test_it_says_that_a_check_waits_while_its_pod_is_left_alone(mona, browsing, checked_long_ago):
    pods.failed(checked_long_ago.agent.pod, "Kaleyra asks us to slow down.", wait=60)

    response = browsing(mona).post(url_of(checked_long_ago, "check/"))

    assert said(response) == [
        "Its pod is left alone at the moment, as said above. This launch is checked as soon as that is over."
    ]


def test_it_does_not_check_again_within_seconds(mona, browsing, partly_live):
    response = browsing(mona).post(url_of(partly_live, "check/"))

    assert said(response) == ["It was checked only seconds ago."]


def test_it_says_why_it_cannot_be_checked(mona, browsing):
    response = browsing(mona).post(url_of(a_draft(mona), "check/"))

    assert said(response) == ["This launch cannot be checked."]


def test_it_lets_no_stranger_ask_for_a_check(stranger, browsing, checked_long_ago):
    assert browsing(stranger).post(url_of(checked_long_ago, "check/")).status_code == 404
    assert fresh(checked_long_ago).checking.next_at == LATER


def test_it_checks_nothing_by_get(mona, browsing, checked_long_ago):
    assert browsing(mona).get(url_of(checked_long_ago, "check/")).status_code == 405
