"""Following what the carriers say: who is asked, and when."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from launches.models import Checking, Launch, PodHealth
from launches.problems import NotAllowed
from launches.services import claims, pods, refresh
from tests.factories import make_accepted, make_agent, make_launch
from tests.services.rounds import ask, in_seconds, is_ahead, make_due, statuses

pytestmark = pytest.mark.django_db


def test_it_asks_only_those_that_are_due_and_known_to_kaleyra(sandbox, launch, mona):
    make_launch(mona, carriers=["X: 1"])  # a draft
    Checking.objects.update(next_at=timezone.now() + timedelta(minutes=1))
    assert refresh.refresh_due() == 0

    Checking.objects.update(next_at=timezone.now())
    assert refresh.refresh_due() == 1
    assert len(statuses(sandbox)) == 1


def test_it_leaves_to_others_what_they_are_asking_about(sandbox, launch):
    make_due()
    Checking.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    assert refresh.refresh_due() == 0

    Checking.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert refresh.refresh_due() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by statistics")
def test_it_finds_who_is_due_without_reading_who_is_not(sandbox):
    plan = claims.due_of_able_pods(timezone.now())[:192].explain()

    assert "checking_by_next" in plan
    assert "TEMP B-TREE" not in plan


def test_it_asks_the_longest_waiting_first_and_leaves_the_rest_for_the_next_round(
    sandbox, mona, rita, settings, monkeypatch
):
    settings.KALEYRA_PARALLEL = 1
    monkeypatch.setattr(refresh, "CLAIMED_PER_CALL", 2)
    monkeypatch.setattr(refresh, "LONGEST_ROUND", 0)
    launches = [
        make_accepted(mona, rita, carriers=[name])
        for name in ("Canada: Bell", "Canada: Telus", "Canada: Rogers")
    ]
    for minutes, each in enumerate(reversed(launches)):
        due = timezone.now() - timedelta(hours=1, minutes=-minutes)
        Checking.objects.filter(pk=each.pk).update(next_at=due)

    assert refresh.refresh_due() == 2
    assert [each.launch for each in Checking.objects.filter(checked_at=None)] == [launches[0]]
    assert refresh.refresh_due() == 1


def test_it_asks_many_side_by_side_and_spoils_none_by_one(sandbox, settings, mona, rita):
    settings.KALEYRA_PARALLEL = 4
    names = ["Canada: Bell", "Canada: Telus", "Canada: Rogers", "Canada: Videotron", "Mexico: Telcel"]
    launches = [make_accepted(mona, rita, carriers=[name]) for name in names]
    bad = launches[2]
    Launch.objects.filter(pk=bad.pk).update(agent_launch_id="not known there")
    make_due()

    assert refresh.refresh_due() == 5

    failures = dict(Checking.objects.values_list("pk", "failures"))
    assert failures == {each.pk: int(each == bad) for each in launches}
    assert Checking.objects.filter(lease_until=None).count() == 5


def test_it_spoils_no_round_by_an_account_that_cannot_be_right(sandbox, settings, launch):
    settings.KALEYRA_PODS = {"NA": {**settings.KALEYRA_PODS["NA"], "sid": "two words"}}

    ask(launch)

    assert launch.checking.failures == 1
    assert "settings are wrong" in launch.checking.problem
    assert launch.checking.lease_until is None


def test_it_pushes_back_what_fails_further_each_time_and_comes_back(sandbox, launch):
    sandbox.answer_next("not-found", on="status", times=0)
    for longest in (60, 120, 240, 480, 960, 1920, 3600, 3600, 3600):
        began = timezone.now()
        ask(launch)
        assert is_ahead(launch.checking.next_at, began, longest * 0.9, longest)
    assert launch.checking.failures == 9

    sandbox.answer_honestly()
    ask(launch)
    assert (launch.checking.failures, launch.checking.problem) == (0, "")


def test_it_leaves_a_pod_alone_that_is_ill_and_asks_the_other(sandbox, mona, rita):
    here = make_accepted(mona, rita)
    there = make_accepted(mona, rita, agent=make_agent("48900", pod="IN"), carriers=["India: Jio"])
    for _ in range(pods.TOLERATED):
        pods.failed("NA", "No answer.")
    make_due()
    asked = len(sandbox.requests)

    assert refresh.refresh_due() == 1

    assert Checking.objects.get(pk=here.pk).checked_at is None
    assert Checking.objects.get(pk=there.pk).checked_at is not None
    assert len(sandbox.requests) == asked + 1
    assert "/in/" in sandbox.requests[-1].path


def test_it_opens_the_breaker_after_failures_in_a_row_and_closes_it_with_an_answer(sandbox, launch):
    sandbox.answer_next("html-503", on="status", times=0)
    began = timezone.now()
    for _ in range(pods.TOLERATED):
        ask(launch)
    health = PodHealth.objects.get(pod="NA")
    assert (health.failures, pods.may_ask("NA"), pods.may_send("NA")) == (5, False, False)
    assert is_ahead(health.paused_until, began, 60)
    assert health.problem

    PodHealth.objects.update(paused_until=timezone.now())
    sandbox.answer_honestly()
    ask(launch)
    health.refresh_from_db()
    assert (health.failures, health.paused_until, health.problem) == (0, None, "")


# --- When somebody wants to know ---------------------------------------------------------------
def test_it_checks_now_when_somebody_asks_but_not_again_at_once(sandbox, launch, mona):
    assert refresh.check_now(launch, by=mona) is True
    launch.refresh_from_db()
    assert in_seconds(launch.checking.next_at) <= 0

    refresh.refresh_due()
    launch.refresh_from_db()
    assert refresh.check_now(launch, by=mona) is False

    Checking.objects.update(checked_at=timezone.now() - refresh.POLITE_PAUSE)
    launch.refresh_from_db()
    assert refresh.check_now(launch, by=mona) is True


def test_it_checks_nothing_for_strangers_and_nothing_that_kaleyra_does_not_know(launch, mona, stranger):
    for asked, by in ((launch, stranger), (make_launch(mona, carriers=["X: 1"]), mona)):
        with pytest.raises(NotAllowed):
            refresh.check_now(asked, by=by)
