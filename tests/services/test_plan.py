"""Carriers beyond five: planned with the launch, changed by people, and no slot of any submission."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from launches.models import Launch, PlannedRegion, StatusEvent
from launches.problems import Blocked, NotAllowed
from launches.services import archive, drafts, plan, review
from launches.services.versions import Sheet
from tests.factories import ANSWERS, chosen, make_accepted, make_agent, make_launch, make_region, planned

pytestmark = pytest.mark.django_db


def regions(*numbers):
    return [make_region(f"X: {number}") for number in numbers]


def draft(by, *, later, now=5, agent=None):
    """A draft with so many carriers now, and those later."""
    return drafts.create(
        by=by, agent=agent or make_agent(), answers=ANSWERS, regions=regions(*range(now)), later=later
    )


@pytest.fixture
def launch(mona):
    """Five now, then X: 5, X: 6 and X: 7."""
    return draft(mona, later=regions(5, 6, 7))


# --- Writing it --------------------------------------------------------------------------------
def test_it_keeps_what_is_beyond_five_with_the_launch_and_in_no_slot(launch):
    assert chosen(launch.first_submission()) == [f"X: {number}" for number in range(5)]
    assert planned(launch) == ["X: 5", "X: 6", "X: 7"]
    assert [row.place for row in launch.planned_regions.all()] == [1, 2, 3]


def test_it_still_refuses_a_sixth_in_one_submission(mona):
    with pytest.raises(Blocked, match=r"6 carriers are chosen\. At most 5 go into one submission\."):
        draft(mona, now=6, later=regions(6))

    assert Launch.objects.count() == 0


def unplannable(launch=None):
    """Carriers that cannot be planned beside X: 0 to X: 4 for the agent 2600 on NA, and what is said."""
    return {
        "chosen now": (regions(0), "X: 0 is chosen more than once."),
        "repeated": (regions(6, 6), "X: 6 is chosen more than once."),
        "disabled": ([make_region("X: Off", carrier_enabled=False)], "X: Off is not enabled by Kaleyra."),
        "retired": (
            [make_region("X: Gone", retired_at=timezone.now())],
            f"X: Gone is no longer offered since {timezone.now():%-d %B %Y}.",
        ),
        "other pod": ([make_region("Y: 1", pod="IN")], "Y: 1 is on the IN pod, the agent on NA."),
        "too many": (regions(*range(10, 56)), "46 carriers are planned for later."),
    }


@pytest.mark.same_rows
@pytest.mark.parametrize("case", ["chosen now", "repeated", "disabled", "retired", "other pod", "too many"])
def test_it_plans_nothing_that_cannot_be_asked(mona, launch, case):
    later, words = unplannable()[case]

    with pytest.raises(Blocked) as refusal:
        draft(mona, later=later)
    with pytest.raises(Blocked):
        save(launch, mona, regions=regions(*range(5)), later=later)

    (finding,) = refusal.value.findings
    assert (finding.field, finding.level, finding.why) == ("regions", "blocker", words)
    launch.refresh_from_db()
    assert (planned(launch), launch.version, Launch.objects.count()) == (["X: 5", "X: 6", "X: 7"], 1, 1)


def test_it_is_blocked_by_a_carrier_that_is_on_its_way_or_live(sandbox, mona, rita):
    taken = make_accepted(mona, rita, carriers=["Canada: Bell"])

    with pytest.raises(Blocked, match=f"Canada: Bell cannot be chosen again: submitted in {taken}"):
        draft(mona, later=[make_region("Canada: Bell")])


def save(launch, by, *, regions, later):
    return drafts.save(
        launch, by=by, sheet=Sheet(version=1), agent=launch.agent, answers={}, regions=regions, later=later
    )


def test_it_saves_another_plan_in_the_order_given(mona, launch):
    save(launch, mona, regions=None, later=regions(7, 9, 5))

    assert planned(launch) == ["X: 7", "X: 9", "X: 5"]


def test_it_looks_up_once_which_carriers_are_taken(mona, launch):
    now, later = regions(0, 1), regions(7, 9)

    with CaptureQueriesContext(connection) as asked:
        save(launch, mona, regions=now, later=later)

    assert sum('FROM "launches_launchregion"' in query["sql"] for query in asked) == 1


def test_it_stays_when_a_save_says_nothing_about_it_but_for_what_is_asked_now(mona, launch):
    save(launch, mona, regions=regions(0, 6), later=None)

    assert chosen(launch.first_submission()) == ["X: 0", "X: 6"]
    assert planned(launch) == ["X: 5", "X: 7"]


def test_it_lets_a_planned_carrier_stay_that_is_no_longer_offered(mona, launch):
    launch.planned_regions.first().region.__class__.objects.filter(display_name="X: 5").update(
        carrier_enabled=False
    )

    save(launch, mona, regions=None, later=regions(5, 6))

    assert planned(launch) == ["X: 5", "X: 6"]


@pytest.mark.parametrize("odd", [{"place": 1}, {"place": 0}, {"place": 46}, {"region": "X: 5", "place": 9}])
def test_the_database_itself_keeps_it_in_order(launch, odd):
    region = make_region(odd.pop("region", "X: 99"))

    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedRegion.objects.create(launch=launch, region=region, **odd)


# --- Changing it on the launch page ------------------------------------------------------------
def test_it_takes_out_and_puts_earlier(mona, launch):
    plan.put_earlier(launch, make_region("X: 7").pk, by=mona)
    assert planned(launch) == ["X: 5", "X: 7", "X: 6"]
    plan.put_earlier(launch, make_region("X: 7").pk, by=mona)
    assert planned(launch) == ["X: 7", "X: 5", "X: 6"]
    plan.remove(launch, make_region("X: 5").pk, by=mona)
    assert planned(launch) == ["X: 7", "X: 6"]

    launch.refresh_from_db()
    assert (launch.version, launch.saved_by) == (4, mona)


def test_it_changes_nothing_for_the_first_and_for_what_is_not_planned(mona, launch):
    plan.put_earlier(launch, make_region("X: 5").pk, by=mona)
    plan.put_earlier(launch, make_region("X: 0").pk, by=mona)
    plan.remove(launch, make_region("X: 0").pk, by=mona)

    launch.refresh_from_db()
    assert (planned(launch), launch.version) == (["X: 5", "X: 6", "X: 7"], 1)


def test_it_leaves_what_the_reviewer_saw_as_it_is(mona, rita, launch):
    submission = launch.first_submission()
    review.submit(submission, by=mona)

    plan.remove(launch, make_region("X: 6").pk, by=mona)
    review.approve(submission, by=rita, version=1)

    assert planned(launch) == ["X: 5", "X: 7"]
    assert StatusEvent.objects.filter(subject="submission").count() == 3


@pytest.mark.parametrize("who", ["max", "rita", "stranger"])
def test_it_is_the_authors_business_until_kaleyra_knows_the_launch(request, launch, who):
    with pytest.raises(NotAllowed):
        plan.remove(launch, make_region("X: 6").pk, by=request.getfixturevalue(who))

    assert planned(launch) == ["X: 5", "X: 6", "X: 7"]


def test_it_is_all_of_marketings_business_from_then_on(sandbox, mona, max, rita):
    launch = make_accepted(mona, rita, carriers=["Canada: Bell"])
    plan.write(launch, regions(1, 2))

    plan.remove(launch, make_region("X: 1").pk, by=max)
    with pytest.raises(NotAllowed):
        plan.remove(launch, make_region("X: 2").pk, by=rita)

    assert planned(launch) == ["X: 2"]


def test_it_stays_as_it_is_once_the_launch_is_archived(mona, launch):
    archive.archive(launch, by=mona)

    with pytest.raises(NotAllowed):
        plan.remove(launch, make_region("X: 6").pk, by=mona)


def test_it_goes_nowhere_with_a_launch_of_somebody_else(mona):
    one, other = draft(mona, later=regions(5)), make_launch(mona, agent=make_agent("2601"))

    plan.remove(other, make_region("X: 5").pk, by=mona)

    assert planned(one) == ["X: 5"]
