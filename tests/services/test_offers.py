"""Once a submission is accepted, the next carriers of the plan are a draft for its author."""

import pytest
from django.utils import timezone

from launches.models import CarrierRegion, Launch, StatusEvent
from launches.problems import NotAllowed, Problem
from launches.services import delivery, drafts, offers, plan, review
from launches.statuses import LaunchState, SubmissionStatus
from tests.factories import (
    ANSWERS,
    approve,
    chosen,
    history_of,
    make_accepted,
    make_agent,
    make_approved,
    make_region,
    make_submitted,
    planned,
)

S = SubmissionStatus
pytestmark = pytest.mark.django_db
NOW = ["Canada: Bell", "Canada: Rogers"]
LATER = (
    [f"Mexico: {name}" for name in ("Altan", "AT&T", "Movistar", "Telcel")]
    + [f"Jamaica: {name}" for name in ("Digicel", "Flow")]
    + ["Costa Rica: Kolbi"]
)


def plan_for(launch, *names):
    plan.write(launch, [make_region(name) for name in names])


@pytest.fixture
def approved(mona, rita):
    """Two carriers about to be sent, and seven for later."""
    submission = make_approved(mona, rita, carriers=NOW)
    plan_for(submission.launch, *LATER)
    return submission


def deliver(submission):
    delivery.deliver(submission.pk)
    submission.refresh_from_db()
    return Launch.objects.get(pk=submission.launch_id)


def test_it_offers_the_next_five_to_the_author_once_the_first_are_accepted(sandbox, mona, approved):
    launch = deliver(approved)

    second = launch.submissions.get(number=2)
    assert (second.kind, second.status, second.created_by) == ("carrier_launch", S.DRAFT, mona)
    assert (second.is_planned, second.reason) == (True, "")
    assert chosen(second) == LATER[:5]
    assert planned(launch) == LATER[5:]
    assert history_of(second) == ["new > draft"]
    event = StatusEvent.objects.get(submission=second)
    assert (event.source, event.actor) == ("worker", None)
    assert launch.state == LaunchState.WITH_CARRIERS
    assert len(sandbox.requests) == 1  # an offer sends nothing


def test_it_goes_on_to_the_last_one_by_the_same_way(sandbox, mona, rita, approved):
    launch = deliver(approved)
    second = launch.submissions.get(number=2)
    review.submit(second, by=mona)
    launch = deliver(approve(second, rita))

    third = launch.submissions.get(number=3)
    assert (chosen(third), planned(launch)) == (LATER[5:], [])
    review.submit(third, by=mona)
    deliver(approve(third, rita))
    assert launch.submissions.count() == 3


def test_it_offers_nothing_when_nothing_is_planned(sandbox, mona, rita):
    assert make_accepted(mona, rita).submissions.count() == 1


@pytest.mark.parametrize("script", ["rcs904-missing"])
def test_it_offers_nothing_when_it_was_refused(sandbox, approved, script):
    sandbox.answer_next(script)
    launch = deliver(approved)

    assert approved.status == S.REFUSED
    assert (launch.submissions.count(), planned(launch)) == (1, LATER)


def test_it_names_and_leaves_out_what_cannot_be_asked_any_more(sandbox, mona, approved):
    CarrierRegion.objects.filter(display_name=LATER[0]).update(retired_at=timezone.now())
    CarrierRegion.objects.filter(display_name=LATER[1]).update(carrier_enabled=False)
    make_submitted(mona, carriers=[LATER[2]], launch_name="other")
    launch = deliver(approved)

    second = launch.submissions.get(number=2)
    words = (
        f"Left out for now: {LATER[0]} (no longer offered since {timezone.now():%-d %B %Y}); "
        f"{LATER[1]} (not enabled by Kaleyra); {LATER[2]} (in review in other)."
    )
    assert chosen(second) == LATER[3:]
    assert planned(launch) == LATER[:3]
    assert (second.reason, StatusEvent.objects.get(submission=second).reason) == (words, words)


def test_it_offers_nothing_when_none_can_be_asked(sandbox, approved):
    CarrierRegion.objects.filter(display_name__in=LATER).update(carrier_enabled=False)
    launch = deliver(approved)

    assert approved.status == S.ACCEPTED
    assert (launch.submissions.count(), planned(launch)) == (1, LATER)


def test_it_leaves_the_plan_to_colleagues_when_its_author_has_left(sandbox, mona, max, approved):
    mona.is_active = False
    mona.save()
    launch = deliver(approved)
    assert (approved.status, launch.submissions.count()) == (S.ACCEPTED, 1)

    second = offers.begin_next(launch, by=max)

    assert (second.created_by, second.is_planned, chosen(second)) == (max, True, LATER[:5])
    event = StatusEvent.objects.get(submission=second)
    assert (event.source, event.actor) == ("person", max)


def test_it_loses_no_acceptance_to_a_plan_that_cannot_be_read(sandbox, approved, monkeypatch):
    def break_down(launch):
        raise RuntimeError("no plan today")

    monkeypatch.setattr(plan, "planned_for", break_down)

    launch = deliver(approved)

    assert (approved.status, launch.submissions.count()) == (S.ACCEPTED, 1)
    assert launch.planned_regions.count() == 7


def test_it_takes_up_the_next_ones_only_while_nothing_is_under_way(sandbox, mona, rita, approved):
    for by in (mona, rita):
        with pytest.raises(NotAllowed):
            offers.begin_next(approved.launch, by=by)
    launch = deliver(approved)
    with pytest.raises(NotAllowed, match="nothing else is under way"):
        offers.begin_next(launch, by=mona)

    assert (launch.submissions.count(), planned(launch)) == (2, LATER[5:])


def test_it_says_so_when_nothing_is_left_to_take_up(sandbox, mona, rita):
    launch = make_accepted(mona, rita)

    with pytest.raises(Problem, match="None of the planned carriers can be asked now"):
        offers.begin_next(launch, by=mona)

    assert launch.submissions.count() == 1


def test_it_offers_to_whoever_wrote_the_accepted_submission(sandbox, mona, max, rita):
    launch = make_accepted(mona, rita)
    second = drafts.add_carriers(
        launch, by=max, regions=[make_region(LATER[0])], later=[make_region(LATER[1])]
    )
    review.submit(second, by=max)
    deliver(approve(second, rita))

    assert launch.submissions.get(number=3).created_by == max


def test_it_makes_a_page_from_before_it_an_old_one(sandbox, approved):
    before = approved.launch.version

    assert deliver(approved).version > before


def test_it_knows_why_each_planned_carrier_cannot_be_asked(mona):
    later = [make_region("X: 0"), make_region("X: 1", carrier_enabled=True)]
    launch = drafts.create(by=mona, agent=make_agent(), answers=ANSWERS, regions=[], later=later)
    CarrierRegion.objects.filter(display_name="X: 1").update(carrier_enabled=False)

    assert [(str(region), why) for region, why in offers.why_not(launch)] == [
        ("X: 0", ""),
        ("X: 1", "not enabled by Kaleyra"),
    ]
