"""`manage.py load_demo`: people and data for somebody who has just run `make run`."""

from collections import Counter
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from launches.management import demo
from launches.models import Agent, CarrierRegion, Launch, StatusEvent
from launches.statuses import LaunchState

pytestmark = pytest.mark.django_db


def load():
    said = StringIO()
    call_command("load_demo", stdout=said)
    return said.getvalue()


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (User, Agent, CarrierRegion, Launch, StatusEvent)
    ]


def test_it_loads_people_agents_and_launches_through_the_real_services(sandbox, monkeypatch):
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
    assert Counter(Launch.objects.values_list("state", flat=True)) == {
        LaunchState.WITH_CARRIERS: 3, LaunchState.IN_REVIEW: 1, LaunchState.SENT_BACK: 1, LaunchState.DRAFT: 1,
    }  # fmt: skip
    assert len([arrival for arrival in sandbox.requests if arrival.method == "POST"]) == 3
    assert "DEMO" not in " ".join(Launch.objects.values_list("launch_name", flat=True))


def test_it_changes_nothing_when_it_runs_again(sandbox):
    load()
    before, asked = everything(), len(sandbox.requests)

    assert load() == ""

    assert everything() == before
    assert len(sandbox.requests) == asked


def test_it_loads_nothing_where_a_real_account_is_configured(sandbox, settings):
    settings.KALEYRA_SANDBOX = False

    assert load().startswith("No demo data")

    assert User.objects.count() == 0
    assert sandbox.requests == []
