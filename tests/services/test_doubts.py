"""A catalogue that is hard to believe is kept aside with its differences, until an admin applies it."""

import pytest

from launches.models import CarrierRegion, DoubtfulCatalogue, StatusEvent
from launches.problems import MovedMeanwhile, NotAllowed, Problem
from launches.services import doubts, regions
from sandbox import catalogue

pytestmark = pytest.mark.django_db
NA = catalogue.carriers("NA")


@pytest.fixture
def doubtful(sandbox):
    """Kaleyra said that it has no carrier any more."""
    regions.sync("NA")
    sandbox.answer_next("regions-empty", on="regions")
    with pytest.raises(Problem):
        regions.sync("NA")
    return DoubtfulCatalogue.objects.get()


def test_it_waits_with_its_reason_and_what_it_would_change(doubtful):
    (doubt,) = doubts.waiting()

    assert (doubt.pk, doubt.pod, doubt.listed) == (doubtful.pk, "NA", 0)
    assert doubt.reason.startswith(f"Kaleyra lists 0 of the {len(NA)} carriers")
    assert (doubt.new, doubt.gone) == ([], sorted(carrier.display_name for carrier in NA))


def test_it_is_applied_when_an_admin_says_so(doubtful, ada):
    report = doubts.believe(doubtful.pk, by=ada)

    assert (report.added, report.retired, report.total) == (0, len(NA), 0)
    assert not CarrierRegion.objects.filter(retired_at=None).exists()
    assert StatusEvent.objects.filter(to_state="retired").count() == len(NA)
    assert doubts.waiting() == []


@pytest.mark.same_rows
@pytest.mark.parametrize("colleague", ["mona", "rita"])
def test_it_is_applied_by_admins_alone(doubtful, colleague, request):
    with pytest.raises(NotAllowed):
        doubts.believe(doubtful.pk, by=request.getfixturevalue(colleague))

    assert CarrierRegion.objects.filter(retired_at=None).count() == len(NA)


def test_it_is_forgotten_when_a_better_one_comes(doubtful):
    regions.sync("NA")

    assert doubts.waiting() == []


def test_nobody_applies_another_one_than_they_were_shown(doubtful, sandbox, ada):
    sandbox.answer_next("regions-empty", on="regions")
    with pytest.raises(Problem):
        regions.sync("NA")

    with pytest.raises(MovedMeanwhile):
        doubts.believe(doubtful.pk, by=ada)


def test_it_costs_one_query_when_none_waits(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert doubts.waiting() == []
