"""The review queue: who waits, since when, and what preflight says."""

import pytest
from django.urls import reverse

from launches.models import Agent
from launches.services import checks, review
from tests import factories
from tests.many import more_like

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:launches_submission_changelist")


def names(answer):
    return [row.launch.launch_name for row in answer.context["cl"].result_list]


def make_waiting(by, number, **answers):
    agent = factories.make_agent(str(number))
    return factories.make_submitted(by, agent=agent, launch_name=f"waiting_{number}", **answers)


def test_it_shows_those_waiting_oldest_first(mona, rita, browsing):
    factories.make_launch(mona, agent=factories.make_agent("1"), launch_name="still_a_draft")
    make_waiting(mona, 2)
    make_waiting(mona, 3)

    answer = browsing(rita).get(QUEUE)

    assert names(answer) == ["waiting_2", "waiting_3"]


def test_it_shows_the_others_when_asked(mona, rita, browsing):
    make_waiting(mona, 2)
    review.send_back(make_waiting(mona, 3), by=rita, reason="Say more.")

    assert names(browsing(rita).get(QUEUE, {"status": "sent_back"})) == ["waiting_3"]
    assert sorted(names(browsing(rita).get(QUEUE, {"status": "all"}))) == ["waiting_2", "waiting_3"]


def test_it_finds_by_launch_agent_and_author(mona, rita, browsing):
    make_waiting(mona, 2)
    make_waiting(mona, 3)

    found = {word: names(browsing(rita).get(QUEUE, {"q": word})) for word in ("waiting_3", "Agent 2", "Mona")}

    assert found == {"waiting_3": ["waiting_3"], "Agent 2": ["waiting_2"], "Mona": ["waiting_2", "waiting_3"]}


def test_it_says_agent_carriers_author_and_findings(mona, rita, browsing):
    make_waiting(
        mona, 2, optout_description="We reply that nothing more is sent to this number.", screenshot_uris=[]
    )

    page = browsing(rita).get(QUEUE).content.decode()

    assert [
        words for words in ("Agent 2 <span", "2 on NA", "Mona Marsh", "2 warnings") if words not in page
    ] == []


def test_it_counts_a_blocker_that_came_up_after_submitting(mona, rita, browsing):
    submission = make_waiting(mona, 2)
    Agent.objects.filter(pk=submission.launch.agent_id).update(website="")

    assert "1 blocker" in browsing(rita).get(QUEUE).content.decode()


def test_it_shows_how_many_wait_on_every_page(mona, rita, browsing):
    make_waiting(mona, 2)
    make_waiting(mona, 3)

    page = browsing(rita).get("/admin/").content.decode()

    assert "waiting for your decision" in page
    assert page.count('<span class="count" data-some="yes">2') == 2


@pytest.mark.page_only
def test_it_asks_the_database_as_often_for_thirty_as_for_one(
    mona, rita, browsing, django_assert_num_queries, django_assert_max_num_queries
):
    launch = make_waiting(mona, 1).launch
    reviewer = browsing(rita)
    with django_assert_max_num_queries(25) as one:
        reviewer.get(QUEUE)
    more_like(launch, 29)

    with django_assert_num_queries(len(one)):
        answer = reviewer.get(QUEUE)

    assert len(names(answer)) == 30


def test_it_finds_for_the_queue_what_it_finds_for_one(mona):
    first = make_waiting(mona, 2, screenshot_uris=[])
    same_carriers = factories.make_launch(mona, agent=first.launch.agent, carriers=["Canada: Telus"])
    second = same_carriers.first_submission()
    review.submit(second, by=mona)

    together = checks.check_all([first, second])

    assert together == {first.pk: review.check(first), second.pk: review.check(second)}
    assert [finding.field for finding in together[first.pk]] == ["screenshot_uris"]
