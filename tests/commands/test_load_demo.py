"""`manage.py load_demo`: people and data for somebody who has just run `make run`."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from launches.chain import verify
from launches.management import demo
from launches.models import Agent, CarrierRegion, Launch, LaunchRegion, StatusEvent
from launches.services.expected import overdue
from launches.services.track_record import usual
from launches.statuses import LaunchState

pytestmark = pytest.mark.django_db

STATES = {
    LaunchState.WITH_CARRIERS: 4, LaunchState.IN_REVIEW: 1, LaunchState.SENT_BACK: 1, LaunchState.DRAFT: 1,
    LaunchState.LIVE: 5, LaunchState.NEEDS_ATTENTION: 3,
}  # fmt: skip


def load(**options):
    said = StringIO()
    call_command("load_demo", stdout=said, **options)
    return said.getvalue()


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (User, Agent, CarrierRegion, Launch, StatusEvent)
    ]


def test_it_loads_people_agents_and_launches_through_the_real_services_and_only_once(sandbox, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "a password of the demo")

    load()

    people = {user.username: user for user in User.objects.all()}
    assert set(people) == {"marketing", "reviewer", "admin"}
    assert all(user.check_password("a password of the demo") for user in people.values())
    assert {name: [group.name for group in user.groups.all()] for name, user in people.items()} == {
        "marketing": ["Marketing"], "reviewer": ["Reviewers"], "admin": ["Admins"],
    }  # fmt: skip
    assert [people[name].is_staff for name in ("marketing", "reviewer", "admin")] == [False, True, True]
    assert Agent.objects.count() == len(demo.AGENTS)
    assert CarrierRegion.objects.count() == 144
    assert Counter(Launch.objects.values_list("state", flat=True)) == STATES
    assert len([arrival for arrival in sandbox.requests if arrival.method == "POST"]) == 12
    assert "DEMO" not in " ".join(Launch.objects.values_list("launch_name", flat=True))

    before, asked = everything(), len(sandbox.requests)

    assert load() == ""  # a second time

    assert everything() == before
    assert len(sandbox.requests) == asked

    monkeypatch.setenv("DEMO_PASSWORD", "another password of the demo")
    User.objects.filter(username="admin").update(password="")
    load()  # whoever starts it reads that each has this one

    assert all(user.check_password("another password of the demo") for user in User.objects.all())
    assert_it_tells_the_months_before()


def assert_it_tells_the_months_before():
    """In their order and under seal, with one carrier overdue."""
    launch = Launch.objects.get(launch_name="fern_weekly_offers")
    moments = list(StatusEvent.objects.filter(launch=launch).order_by("id").values_list("at"))
    passed = timezone.now() - moments[0][0]
    assert moments == sorted(moments)
    assert round(passed / timedelta(days=1)) == 210
    assert verify().broken is None
    bell = usual()[CarrierRegion.objects.get(display_name="Canada: Bell").pk]
    assert (bell.decided, bell.typical) == (4, timedelta(days=7, hours=12))
    (late,) = overdue(LaunchRegion.objects.all(), most=50)
    assert (late.row.name, (timezone.now() - late.since).days) == ("Mexico: Altan", 11)


def test_it_tells_the_rest_when_it_was_broken_off(sandbox, monkeypatch):
    first, was_sent_back = demo.PAST[:2]
    sent_back = next(launch for launch in demo.LAUNCHES if launch.reaches == "sent back")
    unheard = first._replace(said=(("India: Jio", 12, "no state"), *first.said[1:]))
    story = {"PAST": (first, was_sent_back), "LAUNCHES": (sent_back,), "NOTES": (), "COMMENTS": ()}
    for part, wrong, problem in (
        ("PAST", (unheard, was_sent_back), "no state"),
        ("COMMENTS", (("no launch", "reviewer", "Well?"),), "Launch matching query"),
    ):
        for name, value in (story | {part: wrong}).items():
            monkeypatch.setattr(demo, name, value)
        with pytest.raises((ValueError, Launch.DoesNotExist), match=problem):
            load()
    monkeypatch.setattr(demo, "COMMENTS", ())

    load()

    assert [(launch.launch_name, launch.state) for launch in Launch.objects.order_by("id")] == [
        (first.name, LaunchState.LIVE),
        (was_sent_back.name, LaunchState.LIVE),
        (sent_back.name, LaunchState.SENT_BACK),
    ]
    assert len([arrival for arrival in sandbox.requests if arrival.method == "POST"]) == 2
    assert StatusEvent.objects.filter(to_state="sent_back", subject="submission").count() == 2
    happened = StatusEvent.objects.filter(launch__launch_name=first.name).order_by("id")
    assert list(happened.values_list("at")) == sorted(happened.values_list("at"))


def test_it_loads_nothing_where_a_real_account_is_configured(sandbox, settings):
    settings.KALEYRA_SANDBOX, settings.DEBUG = False, True
    here = settings.KALEYRA_PODS["IN"]
    settings.KALEYRA_PODS = {"IN": here, "NA": {**here, "base_url": "https://rcs-api.na.kaleyra.io"}}

    assert load().startswith("No demo data")

    assert User.objects.count() == 0
    assert sandbox.requests == []


def test_it_makes_the_people_alone_where_something_else_on_this_machine_plays_kaleyra(sandbox, settings):
    settings.KALEYRA_SANDBOX, settings.DEBUG = False, True

    assert load(migrate=True).startswith("Demo people, no demo data")

    assert sorted(User.objects.values_list("username", flat=True)) == ["admin", "marketing", "reviewer"]
    assert (Agent.objects.count(), Launch.objects.count(), sandbox.requests) == (0, 0, [])
    settings.DEBUG = False
    assert load().startswith("No demo data")
