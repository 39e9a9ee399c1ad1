"""launches/written.py: queries written once."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from launches.models import Launch
from launches.written import Written
from tests.factories import make_launch

pytestmark = pytest.mark.django_db


def _launches(agent, person):
    return Launch.objects.filter(agent=agent, created_by=person).select_related("agent").order_by("-id")


def test_it_finds_what_the_query_would(mona, max, django_assert_num_queries):
    hers, his = make_launch(mona), make_launch(max)
    written = Written(_launches, int, int)

    with django_assert_num_queries(2):
        found = [written.rows(launch.agent_id, launch.created_by_id) for launch in (hers, his)]
        names = [launch.agent.name for (launch,) in found]

    assert found == [[hers], [his]]
    assert names == [hers.agent.name, his.agent.name]


def test_it_finds_plain_values_by_a_moment_each_of_its_kind(mona):
    launch, now = make_launch(mona), timezone.now()
    Launch.objects.filter(pk=launch.pk).update(archived_at=now)
    written = Written(
        lambda since: Launch.objects.filter(archived_at__gte=since).values_list("pk", "archived_at"),
        datetime,
    )

    assert written.rows(now - timedelta(days=1)) == [(launch.pk, now)]
    assert written.rows(now + timedelta(days=1)) == []


def test_it_finds_nothing_by_a_number_that_no_database_holds(mona):
    make_launch(mona)

    assert Written(_launches, int, int).rows(10**30, mona.pk) == []


def test_it_keeps_what_is_the_same_each_time(mona):
    launch = make_launch(mona)
    written = Written(lambda pk: Launch.objects.filter(pk=pk, launch_name=launch.launch_name), int)

    assert (written.rows(launch.pk), written.rows(launch.pk + 1)) == ([launch], [])


def test_it_counts_what_each_of_several_words_finds_in_one_query(mona, django_assert_num_queries):
    names = [make_launch(mona).launch_name for _ in range(2)]
    called = Written(lambda name: Launch.objects.filter(launch_name=name, created_by=mona), str)

    with django_assert_num_queries(1):
        assert called.sizes([[names[0]], ["nobody's"], [names[1]]]) == [1, 0, 1]
