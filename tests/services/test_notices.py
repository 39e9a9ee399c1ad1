"""Following a launch, and being told: written with the change itself, to each follower but who did it, once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from launches import transitions
from launches.models import Checking, Follow, Notice
from launches.problems import MovedMeanwhile, NotAllowed
from launches.services import archive, comments, delivery, notices, refresh, review, timeline
from launches.statuses import SubmissionStatus
from tests.factories import (
    approve,
    make_accepted,
    make_approved,
    make_launch,
    make_submitted,
    put,
)

pytestmark = pytest.mark.django_db


def told(person):
    """What this person is told, oldest first; a star marks what they have not read."""
    return [
        f"{'*' if notice.is_unread else ''}{notice.entry.who}: {notice.entry.sentence}"
        for notice in reversed(notices.page_for(person))
    ]


def followers(launch):
    return sorted(Follow.objects.on().filter(launch=launch).values_list("person__username", flat=True))


def test_whoever_begins_submits_reviews_or_comments_follows(mona, max, rita, rob):
    launch = make_launch(mona)
    assert followers(launch) == ["mona"]

    comments.add(launch, by=max, text="Good.")
    review.submit(launch.first_submission(), by=mona)
    review.send_back(launch.first_submission(), by=rita, reason="Say more.")
    review.submit(launch.first_submission(), by=mona)
    approve(launch.first_submission(), rob)

    assert followers(launch) == ["max", "mona", "rita", "rob"]


def test_archiving_makes_nobody_follow(mona, ada):
    launch = make_launch(mona)

    archive.archive(launch, by=ada)

    assert followers(launch) == ["mona"]


def test_each_follower_but_who_did_it_is_told(mona, rita):
    submission = make_submitted(mona)
    review.send_back(submission, by=rita, reason="Say more.")
    comments.add(submission.launch, by=mona, text="What exactly?")
    review.submit(submission, by=mona)

    assert told(mona) == ["*Rita Ramos: sent the agent launch back"]
    assert told(rita) == [
        "Mona Marsh: submitted the agent launch for review",
        "*Mona Marsh: commented",
        "*Mona Marsh: submitted the agent launch for review",
    ]
    assert [notice.entry.reason for notice in notices.page_for(rita)] == ["", "What exactly?", ""]


def test_everybody_who_may_review_is_asked_and_nobody_any_more_once_one_has_decided(
    mona, max, rita, rob, ada, person
):
    both = person("bea", "Bea Both", "Marketing", "Reviewers", is_staff=True)
    person("gus", "Gus Gone", "Reviewers", is_staff=True, is_active=False)
    root = person("root", "Rosa Root", is_superuser=True)
    submission = make_submitted(both)

    asked = set(Notice.objects.unread().values_list("person__username", flat=True))
    assert asked == {"rita", "rob", "ada", "root"}
    assert told(rob) == ["*Bea Both: submitted the agent launch for review"]
    assert followers(submission.launch) == ["bea"]

    review.send_back(submission, by=rita, reason="Say more.")

    assert told(rob) == ["Bea Both: submitted the agent launch for review"]
    assert [notices.count_unread(who) for who in (rita, rob, ada, root, both)] == [0, 0, 0, 0, 1]


def test_a_reviewer_who_stopped_following_is_not_asked_about_that_launch(mona, rita, rob):
    launch = make_launch(mona)
    notices.follow(launch, by=rita)
    notices.stop(launch, by=rita)

    review.submit(launch.first_submission(), by=mona)

    assert (told(rita), told(rob)) == ([], ["*Mona Marsh: submitted the agent launch for review"])


def test_followers_are_told_that_a_submission_was_withdrawn(mona, max, rita):
    submission = make_submitted(mona)
    notices.follow(submission.launch, by=max)

    review.withdraw(submission, by=mona, reason="The opt-in page has moved.")

    assert told(max) == ["*Mona Marsh: withdrew the agent launch from review"]
    assert notices.page_for(max)[0].entry.reason == "The opt-in page has moved."
    assert told(rita) == ["Mona Marsh: submitted the agent launch for review"]


def test_it_tells_what_kaleyra_and_the_carriers_decide_and_not_each_step_on_the_way(sandbox, mona, rita):
    launch = make_accepted(mona, rita, carriers=["Canada: Bell"])
    sandbox.answer_next("all-launched", on="status")
    Checking.objects.update(next_at=timezone.now())
    refresh.refresh_due()

    assert told(mona) == ["*Kaleyra: accepted the agent launch", "*Kaleyra: live on Canada: Bell"]
    assert told(rita) == ["Mona Marsh: submitted the agent launch for review", *told(mona)]
    assert launch.notices.count() == 5


@pytest.mark.parametrize("status", [SubmissionStatus.REFUSED, SubmissionStatus.UNCONFIRMED])
def test_it_tells_that_a_submission_went_wrong(mona, rita, status):
    submission = put(make_approved(mona, rita), SubmissionStatus.SENDING)

    transitions.move(submission, status, by=transitions.WORKER, reason="So it is.")

    (notice,) = notices.page_for(mona)
    assert (notice.entry.look.label, notice.entry.reason) == (status.label, "So it is.")


def test_nothing_is_told_of_what_did_not_happen(mona, rita):
    submission = make_submitted(mona)
    stale = type(submission).objects.get(pk=submission.pk)
    review.send_back(submission, by=rita, reason="Say more.")

    with pytest.raises(MovedMeanwhile):
        transitions.move(stale, SubmissionStatus.SENT_BACK, by=transitions.person(rita), reason="Twice.")

    assert told(mona) == ["*Rita Ramos: sent the agent launch back"]


def test_a_notice_goes_with_the_change_when_that_is_undone(mona, rita):
    submission = make_submitted(mona)

    with transaction.atomic():
        review.send_back(submission, by=rita, reason="Say more.")
        transaction.set_rollback(True)

    assert (told(mona), told(rita)) == ([], ["*Mona Marsh: submitted the agent launch for review"])


def test_whoever_stops_is_told_nothing_more_whatever_they_do(mona, rita):
    launch = make_launch(mona)
    notices.stop(launch, by=mona)

    comments.add(launch, by=mona, text="I only say this.")
    comments.add(launch, by=rita, text="All right.")

    assert (followers(launch), told(mona)) == (["rita"], [])


def test_nothing_is_told_to_who_has_left(mona, rita):
    launch = make_launch(mona)
    type(mona).objects.filter(pk=mona.pk).update(is_active=False)

    comments.add(launch, by=rita, text="Goodbye.")

    assert told(mona) == []


def test_whoever_follows_again_hears_what_comes_then(mona, rita):
    launch = make_launch(mona)
    notices.stop(launch, by=mona)
    comments.add(launch, by=rita, text="Missed.")

    notices.follow(launch, by=mona)
    notices.follow(launch, by=mona)
    comments.add(launch, by=rita, text="Heard.")

    assert [notice.entry.reason for notice in notices.page_for(mona)] == ["Heard."]


def test_a_stranger_does_not_follow(mona, stranger):
    with pytest.raises(NotAllowed):
        notices.follow(make_launch(mona), by=stranger)

    assert notices.count_unread(stranger) == 0


def test_only_what_was_shown_is_read(mona, rita):
    launch, other = make_launch(mona, launch_name="one"), make_launch(mona, carriers=["Canada: Telus"])
    for about in (launch, other):
        comments.add(about, by=rita, text="First.")
    shown = notices.page_for(mona)[0].entry.number
    comments.add(launch, by=rita, text="Later.")

    notices.mark_read(by=mona, up_to=shown, launch=launch)

    assert [(notice.entry.reason, notice.is_unread) for notice in notices.page_for(mona)] == [
        ("Later.", True),
        ("First.", True),
        ("First.", False),
    ]
    assert (len(timeline.shown_to(mona, launch, [], []).news), notices.count_unread(mona)) == (1, 2)


def test_reading_keeps_the_moment_of_the_first_time_and_touches_nobody_else(mona, max, rita):
    launch = make_launch(mona)
    notices.follow(launch, by=max)
    comments.add(launch, by=rita, text="Said.")
    notices.mark_read(by=mona, up_to=10**17)
    yesterday = timezone.now() - timedelta(days=1)
    Notice.objects.filter(person=mona).update(read_at=yesterday)

    notices.mark_read(by=mona, up_to=10**17)

    assert (Notice.objects.get(person=mona).read_at, notices.count_unread(max)) == (yesterday, 1)


def test_the_database_refuses_a_second_follow_and_a_second_notice(mona, rita):
    launch = make_launch(mona)
    comments.add(launch, by=rita, text="Said.")
    notice = Notice.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(launch=launch, person=mona)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(person=mona, launch=launch, event=notice.event)


def test_a_delivery_tells_nobody_twice_when_the_task_comes_twice(sandbox, mona, rita):
    submission = make_approved(mona, rita)

    for _ in range(3):
        delivery.deliver(submission.pk)

    assert told(mona) == ["*Kaleyra: accepted the agent launch"]


def test_a_page_takes_one_query_however_long(mona, rita, django_assert_num_queries):
    launch = make_launch(mona)
    for number in range(notices.PAGE + 2):
        comments.add(launch, by=rita, text=str(number))

    with django_assert_num_queries(1):
        page = notices.page_for(mona)
    with django_assert_num_queries(1):
        rest = notices.page_for(mona, before=page[notices.PAGE - 1].entry.number)

    assert (len(page), [notice.entry.reason for notice in rest]) == (notices.PAGE + 1, ["1", "0"])
