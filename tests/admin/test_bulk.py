"""Deciding about many at once: asked first, each row on its own."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.html import strip_tags

from launches.models import Agent, Submission
from launches.services import review
from tests import factories
from tests.many import more_like

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:launches_submission_changelist")
DECIDE = reverse("admin:launches_submission_decide")


@pytest.fixture
def waiting(mona):
    """Three submissions of three agents, oldest first."""
    return [
        factories.make_submitted(mona, agent=factories.make_agent(number), launch_name=f"launch_{number}")
        for number in ("1", "2", "3")
    ]


def form_for(verb, submissions, **more):
    versions = {f"version_{row.pk}": row.launch.version for row in submissions}
    return {"verb": verb, "submission": [row.pk for row in submissions], **versions, **more}


def statuses(submissions):
    return [Submission.objects.get(pk=row.pk).status for row in submissions]


def said(answer):
    """In words: each begins with a link or a number, so that Django leaves the first letter of a name as it is."""
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert all(words.startswith("<a ") or words[0].isdigit() for words in told)
    return [strip_tags(words) for words in told]


def ask(client, action, submissions):
    return client.post(QUEUE, {"action": action, "_selected_action": [row.pk for row in submissions]})


def test_it_asks_before_it_sends_and_says_how_many_carriers_go_where(rita, browsing, waiting):
    answer = ask(browsing(rita), "approve_and_send", waiting)

    assert answer.context["summary"] == "6 carriers on the NA pod"
    assert [row.submission for row in answer.context["ready"]] == waiting
    assert statuses(waiting) == ["in_review"] * 3


def test_it_leaves_out_what_has_a_blocker(rita, browsing, waiting):
    Agent.objects.filter(agent_no="2").update(website="")

    answer = ask(browsing(rita), "approve_and_send", waiting)

    assert [row.submission for row in answer.context["ready"]] == [waiting[0], waiting[2]]
    assert [row.why_not for row in answer.context["left_out"]] == ["Preflight found a blocker: send it back."]


def test_it_approves_each_row_and_says_so_once(rita, browsing, waiting):
    answer = browsing(rita).post(DECIDE, form_for("approve", waiting))

    assert statuses(waiting) == ["approved"] * 3
    assert said(answer) == ["3 submissions: Approved. Sending begins now."]


def test_it_names_the_one_that_it_approves(rita, browsing, waiting):
    answer = browsing(rita).post(DECIDE, form_for("approve", waiting[:1]))

    assert said(answer) == ["launch_1: Approved. Sending begins now."]


def test_it_lets_one_row_that_cannot_stop_no_other(rita, rob, browsing, waiting):
    form = form_for("approve", waiting)
    review.send_back(waiting[1], by=rob, reason="Too thin.")

    answer = browsing(rita).post(DECIDE, form)

    assert statuses(waiting) == ["approved", "sent_back", "approved"]
    refusal, done = said(answer)
    assert refusal.startswith("launch_2: Rob Reyes was faster: it has been sent back since ")
    assert done == "2 submissions: Approved. Sending begins now."


def test_it_sends_each_row_back_with_the_reason(rita, browsing, waiting):
    browsing(rita).post(DECIDE, form_for("send_back", waiting, reason="Add screenshots."))

    assert statuses(waiting) == ["sent_back"] * 3
    assert {Submission.objects.get(pk=row.pk).reason for row in waiting} == {"Add screenshots."}


def test_it_sends_none_back_without_a_reason(rita, browsing, waiting):
    answer = browsing(rita).post(DECIDE, form_for("send_back", waiting))

    assert statuses(waiting) == ["in_review"] * 3
    assert len(said(answer)) == 3


def test_it_approves_none_whose_version_was_not_named(rita, browsing, waiting):
    browsing(rita).post(DECIDE, {"verb": "approve", "submission": [row.pk for row in waiting]})

    assert statuses(waiting) == ["in_review"] * 3


def test_it_takes_a_broken_form_for_nothing(rita, browsing, waiting):
    answer = browsing(rita).post(DECIDE, {"verb": "approve", "submission": ["x", "", "9" * 400]})

    assert answer.status_code == 302
    assert statuses(waiting) == ["in_review"] * 3


def test_it_decides_nothing_for_staff_who_do_not_review(person, browsing, waiting):
    clerk = person("cleo", "Cleo Clerk", "Marketing", is_staff=True)

    browsing(clerk).post(DECIDE, form_for("approve", waiting))
    ask(browsing(clerk), "approve_and_send", waiting)

    assert statuses(waiting) == ["in_review"] * 3


@pytest.mark.page_only
def test_it_asks_the_database_as_often_for_thirty_as_for_one(
    mona, rita, browsing, waiting, django_assert_num_queries, django_assert_max_num_queries
):
    reviewer = browsing(rita)
    with django_assert_max_num_queries(25) as one:
        ask(reviewer, "approve_and_send", waiting[:1])
    more_like(waiting[0].launch, 27)

    everything = list(Submission.objects.all())
    with django_assert_num_queries(len(one)):
        answer = ask(reviewer, "approve_and_send", everything)

    assert len(answer.context["ready"]) == 30
