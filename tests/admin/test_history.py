"""History and exchanges: found by what people look for, pretty, and without secrets."""

import pytest
from django.urls import reverse
from django.utils import timezone

from launches.models import ApiCall, StatusEvent
from launches.services import review
from tests import factories

pytestmark = pytest.mark.django_db
CALLS = reverse("admin:launches_apicall_changelist")
HISTORY = reverse("admin:launches_statusevent_changelist")


def make_call(launch=None, **about):
    facts = {
        "endpoint": "launch_agent",
        "pod": "NA",
        "method": "POST",
        "url": "https://rcs-api.na.kaleyra.io/v1/xxxx/rcs/agent/launch",
        "request_headers": {"api-key": "[api-key]", "Content-Type": "application/json"},
        "request_body": '{"launch":{"agent_no":"2600","launch_name":"it\'s"}}',
        "http_status": 400,
        "code": "RCS904",
        "response_body": "<script>alert(1)</script>",
        "verdict": "refused",
        "started_at": timezone.now(),
    }
    return ApiCall.objects.create(launch=launch, **facts | about)


def found(client, address, **query):
    return list(client.get(address, query).context["cl"].result_list)


def test_it_finds_exchanges_by_launch_agent_code_and_verdict(mona, rita, browsing):
    call = make_call(factories.make_launch(mona, launch_name="spring_sale"))
    make_call(verdict="ok", code="RCS902", http_status=200)

    reviewer = browsing(rita)
    answers = [
        *(found(reviewer, CALLS, q=word) for word in ("spring_sale", "2600", "RCS904")),
        found(reviewer, CALLS, verdict__exact="refused"),
        found(reviewer, CALLS, http_status__exact="400"),
        found(reviewer, CALLS, started_at__gte=str(call.started_at), verdict__exact="refused"),
    ]

    assert answers == [[call]] * len(answers)


def test_it_shows_an_exchange_indented_escaped_and_as_curl(rita, browsing):
    call = make_call()

    page = browsing(rita).get(reverse("admin:launches_apicall_change", args=[call.pk])).content.decode()

    wanted = [
        "&quot;agent_no&quot;: &quot;2600&quot;",
        "&lt;script&gt;alert(1)",
        "curl --request POST",
        "[api-key]",
    ]
    assert [words for words in wanted if words not in page] == []
    assert "<script>alert(1)" not in page


def test_it_shows_an_answer_that_no_page_could_carry_as_it_is(rita, browsing):
    call = make_call(response_body='{"why":"\\ud800"}', response_headers={"X-Odd": "a\x9b31m"})

    page = browsing(rita).get(reverse("admin:launches_apicall_change", args=[call.pk])).content.decode()

    assert "&quot;why&quot;: &quot;[U+D800]&quot;" in page
    assert "X-Odd: a[U+009B]31m" in page


def test_it_shows_what_came_before_where_the_same_answer_came(rita, browsing):
    first = make_call()
    same = make_call(
        first.launch, same_as=first, url="", request_body="", response_body="", request_headers={}
    )

    page = browsing(rita).get(reverse("admin:launches_apicall_change", args=[same.pk])).content.decode()

    wanted = ["&quot;agent_no&quot;: &quot;2600&quot;", "&lt;script&gt;alert(1)", "curl --request POST"]
    assert [words for words in wanted if words not in page] == []
    assert reverse("admin:launches_apicall_change", args=[first.pk]) in page


def test_it_tells_history_as_sentences(mona, rita, browsing):
    review.send_back(factories.make_submitted(mona), by=rita, reason="Name the page.")

    page = browsing(rita).get(HISTORY).content.decode()

    assert [w for w in ("Sent the agent launch back", "Rita Ramos", "Name the page.") if w not in page] == []


def test_it_asks_no_table_for_what_may_be_chosen_of_history_but_new_states(
    mona, rita, browsing, django_assert_max_num_queries
):
    """What occurs among a million rows takes seconds to find."""
    factories.make_submitted(mona)
    reviewer = browsing(rita)

    with django_assert_max_num_queries(20) as asked:
        reviewer.get(HISTORY)

    tables = [query["sql"] for query in asked if "launches_statusevent" in query["sql"]]
    assert [sql.split(" AS ")[0] for sql in tables if "DISTINCT" in sql or "MIN(" in sql] == [
        'SELECT DISTINCT "launches_statusevent"."to_state"'
    ]


def test_it_finds_history_by_launch_agent_person_and_reason(mona, rita, browsing):
    submission = factories.make_submitted(mona, launch_name="spring_sale")
    review.send_back(submission, by=rita, reason="Name the page.")
    event = StatusEvent.objects.get(submission=submission, to_state="sent_back", subject="submission")

    reviewer = browsing(rita)

    assert event in found(reviewer, HISTORY, q="spring_sale")
    assert event in found(reviewer, HISTORY, q="2600")
    assert event in found(reviewer, HISTORY, q="Rita")
    assert found(reviewer, HISTORY, q="Name the page") == [event]


def test_it_opens_every_event(mona, rita, browsing):
    review.send_back(factories.make_submitted(mona), by=rita, reason="Name the page.")

    pages = [
        browsing(rita).get(reverse("admin:launches_statusevent_change", args=[event.pk]))
        for event in StatusEvent.objects.all()
    ]

    assert {page.status_code for page in pages} == {200}
