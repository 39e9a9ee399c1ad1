"""What each person may see and do: the rules from which the buttons come."""

import pytest
from django.contrib.auth.models import User
from django.http import Http404
from django.utils import timezone

from launches import access
from launches.access import Moves
from launches.models import Launch, Submission
from launches.services import drafts, review
from launches.statuses import SubmissionStatus
from tests.factories import (
    make_accepted,
    make_agent,
    make_approved,
    make_launch,
    make_region,
    make_submitted,
    put,
)

S = SubmissionStatus
pytestmark = pytest.mark.django_db


def may(user, launch):
    """The names of what they may do."""
    moves = access.moves(user, Launch.objects.get(pk=launch.pk))
    return {name for name in Moves.__annotations__ if getattr(moves, name)}


@pytest.mark.parametrize("who", ["mona", "max", "rita", "ada"])
def test_it_shows_every_launch_and_agent_to_colleagues(request, mona, who):
    launch = make_launch(mona)
    user = request.getfixturevalue(who)

    assert access.get_launch_for(user, launch.pk) == launch
    assert access.get_agent_for(user, launch.agent_id) == launch.agent


def test_it_shows_nothing_to_strangers_nor_what_is_not_there(mona, stranger):
    launch = make_launch(mona)

    for user, pk in ((stranger, launch.pk), (mona, launch.pk + 1)):
        with pytest.raises(Http404):
            access.get_launch_for(user, pk)
    for user, pk in ((stranger, launch.agent_id), (mona, launch.agent_id + 1)):
        with pytest.raises(Http404):
            access.get_agent_for(user, pk)


def test_it_gives_a_draft_to_its_author(mona, max, rita, ada, stranger):
    launch = make_launch(mona)

    assert may(mona, launch) == {"edit", "submit"}
    assert may(max, launch) == set()
    assert may(rita, launch) == may(ada, launch) == {"see_exchanges"}
    assert may(stranger, launch) == set()


def test_it_gives_what_waits_to_reviewers(mona, max, rita, ada, stranger):
    launch = make_submitted(mona).launch

    assert may(mona, launch) == {"withdraw"}
    assert may(max, launch) == may(stranger, launch) == set()
    assert may(rita, launch) == may(ada, launch) == {"review", "see_exchanges"}


def test_it_gives_what_was_accepted_to_all_of_marketing(sandbox, mona, max, rita, stranger):
    launch = make_accepted(mona, rita)

    assert may(mona, launch) == may(max, launch) == {"add_carriers", "check_now"}
    assert may(rita, launch) == {"check_now", "see_exchanges"}
    assert may(stranger, launch) == set()


def test_it_gives_to_all_of_marketing_what_its_author_left_behind(sandbox, mona, max, rita):
    launch = make_accepted(mona, rita)
    later = drafts.add_carriers(launch, by=mona, regions=[make_region("Canada: Telus")])
    before = may(max, launch)
    User.objects.filter(pk=mona.pk).update(is_active=False)

    # Nobody could add a carrier to the launch any more: one submission is open, and nobody's.
    assert (before, may(max, launch), may(rita, launch) & {"submit"}) == (
        {"check_now"}, {"check_now", "submit"}, set(),
    )  # fmt: skip
    review.submit(Submission.objects.get(pk=later.pk), by=max)
    assert Submission.objects.get(pk=later.pk).submitted_by == max


@pytest.mark.same_rows
@pytest.mark.parametrize(
    ("status", "authors"),
    [
        (S.DRAFT, {"edit", "submit"}),
        (S.SENT_BACK, {"edit", "submit"}),
        (S.IN_REVIEW, {"withdraw"}),
        (S.APPROVED, set()),
        (S.SENDING, set()),
        (S.UNCONFIRMED, set()),
        (S.REFUSED, {"revise"}),
    ],
)
def test_it_lets_an_author_change_it_only_while_nobody_else_has_it(mona, rita, status, authors):
    submission = put(make_approved(mona, rita), status)

    assert may(mona, submission.launch) == authors


def test_it_lets_nobody_change_what_is_archived(mona):
    launch = make_launch(mona)
    Launch.objects.update(archived_at=timezone.now())

    assert may(mona, launch) == set()


def test_it_says_why_somebody_may_not_decide(mona, rita, person, settings):
    waiting = make_submitted(mona)
    both = person("bo", "Bo Both", "Marketing", "Reviewers")
    own = make_submitted(both, agent=make_agent("2601"))
    draft = make_launch(mona, agent=make_agent("2602")).first_submission()

    assert access.why_not_review(rita, waiting) == access.why_not_approve(rita, waiting) == ""
    assert access.why_not_review(mona, waiting) == "Only reviewers decide about submissions."
    assert access.why_not_review(rita, draft) == "It is not in review: draft."
    assert access.why_not_review(both, own) == ""  # they may send their own back
    assert access.why_not_approve(both, own) == "Nobody approves their own submission. Ask another reviewer."
    settings.LAUNCH_SELF_APPROVAL = True
    assert access.why_not_approve(both, own) == ""


def test_it_takes_the_rights_away_with_the_group(mona):
    launch = make_launch(mona)
    mona.groups.clear()

    assert may(User.objects.get(pk=mona.pk), launch) == set()
    assert Submission.objects.count() == 1
