"""Faults 7 and 41 to 44: people and workers at the same moment, in processes of their own that start in step."""

import json
import os
from collections import Counter
from uuid import uuid4

from django.db import transaction

from launches.models import Launch, StatusEvent, Submission
from launches.services import brake
from launches.statuses import SubmissionStatus
from tests.contract import faultserver
from tests.contract.samples import accepted
from tests.factories import history_of
from tests.faults import elsewhere
from tests.many import make_many_approved, make_many_submitted
from tests.views import writing

S = SubmissionStatus
# RACE_ROUNDS=1000 for the long run (docs/promises.md); so many show a race that is there, and are over soon.
ROUNDS = int(os.environ.get("RACE_ROUNDS", "25"))
PATIENCE = 180 + ROUNDS


def accept_each(peer):
    """Every launch gets an id of its own."""
    faultserver.says(accepted(str(uuid4())))(peer)


# --- 41 ----------------------------------------------------------------------------------------
def test_it_sends_exactly_once_when_two_workers_race(kaleyra, forks, mona, rita, transactional_db, start):
    pks = [submission.pk for submission in make_many_approved(mona, rita, ROUNDS)]
    server = kaleyra(accept_each)
    barrier = forks.Barrier(2)

    racers = [start(elsewhere.deliver_in_step, pks, barrier) for _ in range(2)]
    for racer in racers:
        racer.join(PATIENCE)

    assert [racer.exitcode for racer in racers] == [0, 0]
    names = Counter(json.loads(request.body)["launch"]["launch_name"] for request in server.requests)
    assert names == Counter(Launch.objects.values_list("launch_name", flat=True))
    for submission in Submission.objects.filter(pk__in=pks):
        assert (submission.status, submission.attempts) == (S.ACCEPTED, 1)
        assert history_of(submission)[-2:] == ["approved > sending", "sending > accepted"]


# --- the brake ---------------------------------------------------------------------------------
def test_it_sends_nothing_that_was_not_claimed_when_the_brake_was_on(
    kaleyra, forks, mona, rita, ada, transactional_db, start
):
    pks = [submission.pk for submission in make_many_approved(mona, rita, ROUNDS)]
    server = kaleyra(accept_each)
    barrier, told = forks.Barrier(2), forks.Queue()

    racers = [start(elsewhere.pull_in_step, pks, "ada", barrier, told)]
    racers.append(start(elsewhere.deliver_under_a_brake, pks, barrier))
    seen = dict(told.get(timeout=PATIENCE) for _ in pks)
    for racer in racers:
        racer.join(PATIENCE)
    told.close()
    told.join_thread()

    assert [racer.exitcode for racer in racers] == [0, 0]
    waiting = {pk for pk in pks if seen[pk] == S.APPROVED}
    assert {row.pk for row in Submission.objects.filter(status=S.APPROVED)} == waiting
    assert Submission.objects.filter(status=S.ACCEPTED).count() == len(pks) - len(waiting)
    assert len(server.requests) == len(pks) - len(waiting)


def test_it_sends_nothing_when_the_brake_is_being_pulled_as_it_claims(kaleyra, forks, approved, ada, start):
    server = kaleyra(accept_each)
    barrier = forks.Barrier(2)
    racer = start(elsewhere.deliver_in_step, [approved.pk], barrier)

    with transaction.atomic():
        brake.pull("", by=ada, reason="The wrong logo.")
        barrier.wait(180)
        racer.join(1)  # it waits for us; without a lock it would have asked whether it may, and been told yes
        is_waiting = racer.is_alive()
    racer.join(PATIENCE)

    approved.refresh_from_db()
    assert (is_waiting, racer.exitcode) == (True, 0)
    assert (approved.status, approved.attempts, server.requests) == (S.APPROVED, 0, [])


# --- 42 ----------------------------------------------------------------------------------------
def decide_at_once(forks, start, pks, verbs):
    """Rita and Rob decide about the same submissions in step. Answers what each was told, by submission."""
    told, barrier = forks.Queue(), forks.Barrier(2)
    people = zip(("rita", "rob"), verbs, strict=True)
    deciders = [
        start(elsewhere.decide_in_step, pks, username, verb, barrier, told) for username, verb in people
    ]
    answers = [told.get(timeout=PATIENCE) for _ in range(2 * len(pks))]
    for decider in deciders:
        decider.join(PATIENCE)
    told.close()
    told.join_thread()
    return {pk: {who: words for key, who, words in answers if key == pk} for pk in pks}


def assert_one_winner(submission, said):
    winner, loser = sorted(said, key=lambda who: said[who] != "done")
    assert said[winner] == "done"
    name = {"rita": "Rita Ramos", "rob": "Rob Reyes"}[winner]
    assert said[loser].startswith(f"{name} was faster: it has been ")
    assert submission.reviewed_by.username == winner
    decided = StatusEvent.objects.filter(submission=submission, subject="submission", from_state=S.IN_REVIEW)
    assert [(event.actor.username, event.to_state) for event in decided] == [(winner, submission.status)]


def test_it_is_approved_once_and_the_other_is_told_who_was_faster(forks, start, mona, rita, rob, sandbox):
    pks = [submission.pk for submission in make_many_submitted(mona, ROUNDS)]

    said = decide_at_once(forks, start, pks, ("approve", "approve"))

    for submission in Submission.objects.filter(pk__in=pks):
        assert submission.status == S.APPROVED
        assert_one_winner(submission, said[submission.pk])


def test_it_is_approved_or_sent_back_but_never_both(forks, start, mona, rita, rob, sandbox):
    pks = [submission.pk for submission in make_many_submitted(mona, ROUNDS)]

    said = decide_at_once(forks, start, pks, ("approve", "send back"))

    for submission in Submission.objects.filter(pk__in=pks):
        assert submission.status in (S.APPROVED, S.SENT_BACK)
        assert_one_winner(submission, said[submission.pk])


# --- 7 and 44 ----------------------------------------------------------------------------------
def whole_form():
    agent = writing.make_agent()
    return writing.typed(agent, [writing.make_region()], action="submit")


def test_it_keeps_nothing_of_a_form_when_the_web_process_is_killed_before_the_commit(
    start, let_it_die, mona, browsing, transactional_db
):
    form = whole_form()

    let_it_die(start(elsewhere.post_a_form, "mona", form, "before the commit"))

    assert (Launch.objects.count(), Submission.objects.count(), StatusEvent.objects.count()) == (0, 0, 0)

    assert browsing(mona).post("/launches/new/", form).status_code == 302
    assert Launch.objects.get().state == S.IN_REVIEW


def test_it_makes_one_launch_when_the_web_process_is_killed_after_it_and_the_browser_tries_again(
    start, let_it_die, mona, browsing, transactional_db
):
    form = whole_form()

    let_it_die(start(elsewhere.post_a_form, "mona", form))

    made = Launch.objects.get()
    assert browsing(mona).post("/launches/new/", form).status_code == 302
    assert Launch.objects.get() == made
    assert history_of(made.first_submission()) == ["new > draft", "draft > in_review"]


def test_it_makes_one_launch_when_the_same_form_comes_from_two_processes_at_once(
    start, mona, transactional_db
):
    form = whole_form()

    racers = [start(elsewhere.post_a_form, "mona", form) for _ in range(3)]
    for racer in racers:
        racer.join(PATIENCE)

    launch = Launch.objects.get()
    assert history_of(launch.first_submission()) == ["new > draft", "draft > in_review"]
