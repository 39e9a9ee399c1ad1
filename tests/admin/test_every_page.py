"""Every list of the admin asks the database as often for thirty rows as for one, and every row has a page."""

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from launches import transitions
from launches.models import (
    Agent,
    ApiCall,
    CarrierRegion,
    Launch,
    LaunchRegion,
    PodHealth,
    StateCode,
    StatusEvent,
    Submission,
)
from launches.services import brake, record
from launches.statuses import SubmissionStatus
from tests import factories
from tests.many import more_like
from tests.views import standing

# On the other database, tests/test_everywhere.py opens each of these pages.
pytestmark = [pytest.mark.django_db, pytest.mark.page_only]
SPEAKING = ("submitted", "pending", "live", "rejected", "suspended")


def _sign_in_attempt(number, kind, **facts):
    kind.objects.create(
        username=f"guest_{number}", ip_address="192.0.2.7", user_agent="test", path_info="/", **facts
    )


def _launch(number, by):
    """One that waits for a reviewer, and was spoken of with Kaleyra."""
    agent = factories.make_agent(f"1{number}")
    launch = factories.make_submitted(by, agent=agent, launch_name=f"launch_{number}").launch
    standing.an_exchange(launch)
    return launch


def _deed(number, by):
    brake.release(brake.pull("", by=by, reason=f"The {number}th wrong logo.").pk, by=by)


def _permission(number):
    Group.objects.create(name=f"Group {number}").user_set.create(username=f"member_{number}")


# How one more row of each list comes to be, as far along as rows get.
ONE_MORE = {
    AccessAttempt: lambda number, ada: _sign_in_attempt(number, AccessAttempt, failures_since_start=1),
    AccessLog: lambda number, ada: _sign_in_attempt(number, AccessLog),
    AccessFailureLog: lambda number, ada: _sign_in_attempt(number, AccessFailureLog),
    Agent: lambda number, ada: factories.make_agent(f"1{number}", created_by=ada),
    CarrierRegion: lambda number, ada: factories.make_region(f"Country {number}: Carrier"),
    StateCode: lambda number, ada: StateCode.objects.create(code=f"9{number}", first_seen_at=timezone.now()),
    StatusEvent: _launch,
    ApiCall: _launch,
    Launch: _launch,
    PodHealth: _deed,
    User: lambda number, ada: User.objects.create(username=f"guest_{number}", last_login=timezone.now()),
    Group: lambda number, ada: _permission(number),
    LogEntry: _deed,
    Submission: _launch,
}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_it_knows_every_list():
    ours = {model for model in admin.site._registry if model._meta.app_label != "huey"}

    assert ours == set(ONE_MORE)


@pytest.mark.parametrize("model", ONE_MORE, ids=lambda model: model.__name__)
def test_it_asks_the_database_as_often_for_thirty_rows_as_for_one(
    person, browsing, django_assert_num_queries, django_assert_max_num_queries, model
):
    root = person("root", "Rosa Root", is_staff=True, is_superuser=True)
    page, client = address(model, "changelist"), browsing(root)
    row = ONE_MORE[model](0, root)
    client.get(page)  # the first visit ever fills what is looked up once for each process
    with django_assert_max_num_queries(40) as one:
        assert client.get(page).status_code == 200
    if isinstance(row, Launch):
        more_like(row, 29)
    else:
        for number in range(1, 30):
            ONE_MORE[model](number, root)

    with django_assert_num_queries(len(one)):
        client.get(page)


def rows_unlike_each_other(model):
    """All its rows, but of history one for each step: the others look the same."""
    rows = model.objects.all()
    if model is StatusEvent:
        return {(row.subject, row.from_state, row.to_state): row for row in rows}.values()
    return rows


def test_it_opens_what_looks_different_in_every_list(mona, rita, person, browsing):
    root = person("root", "Rosa Root", is_staff=True, is_superuser=True)
    for number, status in enumerate(SubmissionStatus):
        launch = standing.approved(mona, rita, number=f"2{number}")
        factories.put(launch.first_submission(), status)
        standing.an_exchange(launch, submission=launch.first_submission())
    standing.with_carriers(mona, rita, *SPEAKING, number="300")
    standing.with_carriers(mona, rita, "unknown", number="301")
    transitions.note_region(factories.make_region(), "offered", "retired", by=transitions.KALEYRA)
    for model, one_more in ONE_MORE.items():
        if model is not StatusEvent:
            one_more(f"4{len(model._meta.model_name)}{ContentType.objects.get_for_model(model).pk}", root)
    client = browsing(root)

    answers = {
        (model.__name__, str(row)): client.get(address(model, "change", row.pk)).status_code
        for model in ONE_MORE
        for row in rows_unlike_each_other(model)
    }

    assert len(answers) > 90
    assert {what: status for what, status in answers.items() if status != 200} == {}


@pytest.mark.parametrize("model", ONE_MORE, ids=lambda model: model.__name__)
def test_it_leads_from_every_row_to_what_was_done_to_it(person, browsing, model):
    root = person("root", "Rosa Root", is_staff=True, is_superuser=True)
    ONE_MORE[model](0, root)
    row = model.objects.order_by("-pk").first()
    record.note(row, "Looked at it twice", by=root)

    client = browsing(root)
    rows, page, done = (
        client.get(where).content.decode()
        for where in (
            address(model, "changelist"),
            address(model, "change", row.pk),
            address(model, "history", row.pk),
        )
    )

    assert model is PodHealth or address(model, "change", row.pk) in rows  # that list is a page of its own
    assert address(model, "history", row.pk) in page
    assert "Looked at it twice" in done
    assert "Rosa Root" in done


def test_it_shows_the_page_of_a_carrier_that_says_something(mona, rita, browsing):
    launch = standing.with_carriers(mona, rita, "live")
    row = LaunchRegion.objects.get(launch=launch)

    page = browsing(rita).get(address(CarrierRegion, "change", row.region_id))

    assert page.status_code == 200
    assert str(row.region) in page.content.decode()


def test_it_teaches_where_a_list_is_empty(rita, browsing):
    client = browsing(rita)
    lists = [Submission, Launch, Agent, CarrierRegion, StatusEvent, ApiCall]

    pages = {model: client.get(address(model, "changelist")).content.decode() for model in lists}
    searched = client.get(address(Launch, "changelist"), {"q": "nothing like it"}).content.decode()

    assert [
        model.__name__
        for model, page in pages.items()
        if str(admin.site._registry[model].when_empty) not in page.replace("&#x27;", "'")
    ] == []
    assert "Nothing matches." in searched
