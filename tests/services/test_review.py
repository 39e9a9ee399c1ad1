"""From the author to the reviewer and back."""

import json

import pytest
from django.utils import timezone

from launches import gateway
from launches.models import CarrierRegion, Launch, Submission
from launches.problems import Blocked, ChangedMeanwhile, MovedMeanwhile, NotAllowed, Problem
from launches.services import archive, checks, drafts, review
from launches.services.versions import Sheet
from launches.statuses import LaunchState, SubmissionStatus
from tests.factories import (
    ANSWERS,
    approve,
    history_of,
    make_agent,
    make_approved,
    make_launch,
    make_region,
    make_submitted,
    put,
)

S = SubmissionStatus
pytestmark = pytest.mark.django_db


def fresh(submission):
    return Submission.objects.get(pk=submission.pk)


# --- Submit ------------------------------------------------------------------------------------
def test_it_waits_for_a_reviewer_once_it_is_submitted(mona):
    submission = make_launch(mona).first_submission()

    review.submit(submission, by=mona)

    stored = fresh(submission)
    assert (stored.status, stored.submitted_by, stored.reviewed_by) == (S.IN_REVIEW, mona, None)
    assert stored.submitted_at is not None
    assert stored.launch.state == LaunchState.IN_REVIEW
    assert history_of(submission) == ["new > draft", "draft > in_review"]
    assert history_of(submission.launch) == ["draft > in_review"]
    assert Submission.objects.waiting().get() == stored


def test_it_submits_nothing_that_preflight_blocks(mona):
    launch = make_launch(mona, agent=make_agent("51030", website=""), optin_description=" ", carriers=[])

    with pytest.raises(Blocked) as refusal:
        review.submit(launch.first_submission(), by=mona)

    assert [finding.field for finding in refusal.value.findings] == ["agent", "optin_description", "regions"]
    assert fresh(launch.first_submission()).status == S.DRAFT
    assert history_of(launch.first_submission()) == ["new > draft"]


def test_it_submits_what_stands_there_now_and_not_what_the_page_was_drawn_from(mona):
    launch = make_launch(mona)
    on_the_page = launch.first_submission()
    Launch.objects.filter(pk=launch.pk).update(optin_description="")

    with pytest.raises(Blocked, match="Opt-in is missing"):
        review.submit(on_the_page, by=mona)


def test_it_submits_nothing_for_a_pod_without_an_account(mona, settings):
    submission = make_launch(mona).first_submission()
    settings.KALEYRA_PODS = {"IN": settings.KALEYRA_PODS["IN"]}

    with pytest.raises(Blocked, match="This portal has no Kaleyra account for the NA pod"):
        review.submit(submission, by=mona)


def test_it_is_submitted_once(mona):
    submission = make_launch(mona).first_submission()
    second_click = fresh(submission)
    review.submit(submission, by=mona)

    with pytest.raises(MovedMeanwhile):
        review.submit(second_click, by=mona)
    with pytest.raises(NotAllowed):
        review.submit(submission, by=mona)

    assert history_of(submission) == ["new > draft", "draft > in_review"]


@pytest.mark.parametrize("who", ["max", "rita", "stranger"])
def test_it_is_submitted_by_its_author_alone(request, mona, who):
    submission = make_launch(mona).first_submission()

    with pytest.raises(NotAllowed, match="Only its author"):
        review.submit(submission, by=request.getfixturevalue(who))

    assert fresh(submission).status == S.DRAFT


# --- Approve -----------------------------------------------------------------------------------
def test_it_freezes_exactly_what_the_reviewer_saw(mona, rita):
    submission = make_submitted(mona)
    seen = review.request_preview(submission)

    approve(submission, rita)

    stored = fresh(submission)
    assert (stored.status, stored.reviewed_by) == (S.APPROVED, rita)
    assert stored.reviewed_at is not None
    assert json.loads(stored.payload) == json.loads(seen.body)
    assert stored.payload_sha256 == gateway.fingerprint(stored.payload)
    assert history_of(submission)[-1] == "in_review > approved"
    event = stored.events.get(to_state="approved", subject="submission")
    assert (event.actor_name, event.source) == ("Rita Ramos", "admin")


def test_it_keeps_showing_what_was_approved_though_the_catalogue_changes(mona, rita):
    submission = make_approved(mona, rita)
    before = review.request_preview(submission)
    CarrierRegion.objects.filter(display_name="Canada: Bell").update(remote_id="other")
    Launch.objects.update(optin_description="Other.")

    assert review.request_preview(fresh(submission)) == before


def test_it_approves_no_version_that_the_reviewer_has_not_seen(mona, rita, rob):
    submission = make_submitted(mona)
    seen = submission.launch.version
    review.send_back(submission, by=rob, reason="Say more.")
    drafts.save(
        Launch.objects.get(),
        by=mona,
        sheet=Sheet(version=seen),
        agent=make_agent(),
        answers={"optin_description": "Something else on the website."},
        regions=[make_region()],
    )
    review.submit(submission, by=mona)

    with pytest.raises(ChangedMeanwhile):
        review.approve(submission, by=rita, version=seen)

    stored = fresh(submission)
    assert (stored.status, stored.payload) == (S.IN_REVIEW, "")


def test_it_tells_the_second_reviewer_who_was_first(mona, rita, rob):
    submission = make_submitted(mona)
    robs = fresh(submission)
    approve(submission, rita)

    for page in (robs, fresh(submission)):
        with pytest.raises(MovedMeanwhile, match=r"Rita Ramos was faster: it has been approved since \d\d:"):
            review.approve(page, by=rob, version=1)
        with pytest.raises(MovedMeanwhile, match="Rita Ramos was faster"):
            review.send_back(page, by=rob, reason="No.")

    assert fresh(submission).reviewed_by == rita
    assert history_of(submission).count("in_review > approved") == 1


@pytest.fixture
def both(person):
    """Somebody who writes launches and reviews them."""
    return person("bo", "Bo Both", "Marketing", "Reviewers")


def test_it_needs_four_eyes(both):
    submission = make_submitted(both)

    with pytest.raises(NotAllowed, match="Nobody approves their own submission"):
        approve(submission, both)

    assert fresh(submission).status == S.IN_REVIEW


def test_it_counts_the_author_as_well_as_who_submitted_it(both, person):
    boss = person("boss", "Bea Boss", is_superuser=True)
    submission = make_launch(both).first_submission()
    review.submit(submission, by=boss)

    for by in (both, boss):
        with pytest.raises(NotAllowed, match="Nobody approves their own submission"):
            approve(submission, by)


def test_it_lets_people_approve_their_own_where_the_house_says_so(both, settings):
    settings.LAUNCH_SELF_APPROVAL = True

    assert fresh(approve(make_submitted(both), both)).status == S.APPROVED


@pytest.mark.parametrize("who", ["mona", "max", "stranger"])
def test_it_lets_only_reviewers_decide(request, mona, who):
    submission, by = make_submitted(mona), request.getfixturevalue(who)

    with pytest.raises(NotAllowed, match="Only reviewers decide"):
        approve(submission, by)
    with pytest.raises(NotAllowed, match="Only reviewers decide"):
        review.send_back(submission, by=by, reason="No.")

    assert fresh(submission).status == S.IN_REVIEW


def test_it_approves_nothing_that_has_become_impossible_since_it_was_submitted(mona, rita):
    submission = make_submitted(mona)
    CarrierRegion.objects.filter(display_name="Canada: Bell").update(retired_at=timezone.now())

    with pytest.raises(Blocked, match="Canada: Bell is no longer offered"):
        approve(submission, rita)

    assert fresh(submission).status == S.IN_REVIEW


@pytest.mark.parametrize("status", [status for status in S if status != S.IN_REVIEW])
def test_it_decides_only_about_what_is_in_review(mona, rita, status):
    submission = put(make_approved(mona, rita), status)
    events = submission.events.count()

    with pytest.raises(Problem):
        approve(submission, rita)
    with pytest.raises(Problem):
        review.send_back(submission, by=rita, reason="No.")

    assert (fresh(submission).status, submission.events.count()) == (status, events)


# --- Send back ---------------------------------------------------------------------------------
def test_it_goes_back_with_the_reason_and_may_be_submitted_again(mona, rita):
    submission = make_submitted(mona)

    review.send_back(submission, by=rita, reason="  Show the reply to STOP.  ")

    stored = fresh(submission)
    assert (stored.status, stored.reason) == (S.SENT_BACK, "Show the reply to STOP.")
    assert (stored.reviewed_by, stored.launch.state) == (rita, LaunchState.SENT_BACK)
    assert stored.events.get(to_state="sent_back", subject="submission").reason == stored.reason

    review.submit(stored, by=mona)
    stored = fresh(submission)
    assert (stored.status, stored.reason, stored.reviewed_by) == (S.IN_REVIEW, "", None)
    assert history_of(submission)[-2:] == ["in_review > sent_back", "sent_back > in_review"]


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_it_sends_nothing_back_without_a_reason(mona, rita, reason):
    submission = make_submitted(mona)

    with pytest.raises(Problem, match="Say why"):
        review.send_back(submission, by=rita, reason=reason)

    assert fresh(submission).status == S.IN_REVIEW


# --- Preview and check -------------------------------------------------------------------------
def test_it_shows_the_exact_request_without_key_and_sid(mona, settings):
    preview = review.request_preview(make_submitted(mona))

    assert preview.method == "POST"
    assert preview.url.endswith("/na/v1/••••••••/rcs/agent/launch")
    assert preview.headers == {"api-key": "••••••••", "Content-Type": "application/json"}
    assert json.loads(preview.body)["launch"]["optin_description"] == ANSWERS["optin_description"]
    for secret in ("api_key", "sid"):
        assert settings.KALEYRA_PODS["NA"][secret] not in repr(preview)


def test_it_shows_a_request_that_is_not_whole_yet(mona):
    assert review.request_preview(make_launch(mona, carriers=[]).first_submission()).body == ""


def test_it_checks_a_queue_in_as_many_queries_as_one(mona, django_assert_max_num_queries):
    def queue(number):
        return [make_submitted(mona, carriers=[f"X: {number}-{each}"]) for each in range(number)]

    one, many = queue(1), queue(6)
    for queued in (one, many):
        submissions = list(
            Submission.objects.filter(pk__in=[each.pk for each in queued]).select_related("launch__agent")
        )
        with django_assert_max_num_queries(4):
            found = checks.check_all(submissions)
        assert set(map(len, found.values())) == {0}


def test_it_submits_nothing_that_was_archived_after_the_page_was_opened(mona):
    submission = make_launch(mona).first_submission()
    archive.archive(Launch.objects.get(pk=submission.launch_id), by=mona)

    with pytest.raises(NotAllowed):
        review.submit(submission, by=mona)

    assert fresh(submission).status == S.DRAFT
