"""The unconfirmed desk: the ways out when the answer to a submission was lost.

A proof, or a person who says so with a reason; never the machine by itself.
"""

import logging
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from launches import access, gateway, transitions, wake
from launches.kaleyra import KaleyraError, LaunchReply, Misconfigured, Refused, is_uuid
from launches.models import ApiCall, Launch, Submission
from launches.problems import MovedMeanwhile, NotAllowed, Problem
from launches.services import acceptance, pods, reasons
from launches.services.schedule import LONGEST_PUSH_BACK
from launches.statuses import Source, SubmissionStatus

log = logging.getLogger(__name__)

OF_ANOTHER = "That id belongs to another launch of ours."


def settle_with_id(submission: Submission, *, by: User, agent_launch_id: str) -> None:
    """The worker is asked to verify the id that this person found in Kaleyra's console.

    It is believed only once Kaleyra's status endpoint knows it. Raises NotAllowed or Problem.
    """
    _refuse_others(submission, by)
    if not submission.is_agent_launch:
        raise Problem(
            "Only an agent launch gets an id; this one settles itself when its carriers are listed."
        )
    pod = submission.launch.agent.pod
    if pod not in gateway.offered_pods():
        raise Problem(
            f"This portal has no Kaleyra account for the {pod} pod, so no id can be verified there."
        )
    launch_id = agent_launch_id.strip().strip("\"'").strip()
    if not is_uuid(launch_id):
        raise Problem("That is not an id of Kaleyra's: it looks like 1370ed9d-53ed-47ec-b150-e2d1c0b9a83d.")
    if _is_of_another(submission, launch_id):
        raise Problem(OF_ANOTHER)
    with transaction.atomic():
        waiting = Submission.objects.filter(pk=submission.pk, status=SubmissionStatus.UNCONFIRMED)
        if not waiting.update(proposed_launch_id=launch_id, proposed_by=by):
            raise transitions.moved_meanwhile(submission, left=SubmissionStatus.UNCONFIRMED)
        wake.after_commit("verify", submission.pk)


def settle_received(submission: Submission, *, by: User, reason: str) -> None:
    """This person says that Kaleyra has the carrier launch: it is accepted, and its carriers are asked about.

    For what the status endpoint cannot prove: carriers that were asked before, or of which only some got through.
    Raises NotAllowed, Problem without a reason, or the problems of a move.
    """
    _refuse_others(submission, by)
    if submission.is_agent_launch:
        raise Problem("An agent launch is settled by its id: paste it as Kaleyra's console shows it.")
    reason = reasons.demanded(reason, or_say="Say how you know that Kaleyra has it.")
    acceptance.accept(
        submission,
        LaunchReply(),  # Nothing is reported yet.
        by=transitions.person(by, Source.ADMIN),
        reason=f"Received by Kaleyra: {reason}",
    )


def settle_not_received(submission: Submission, *, by: User, reason: str) -> None:
    """This person says that Kaleyra never got it: the approved request is sent once more.

    Raises NotAllowed, Problem without a reason, or the problems of a move.
    """
    _refuse_others(submission, by)
    reason = reasons.demanded(reason, or_say="Say how you know that Kaleyra does not have it.")
    with transaction.atomic():
        transitions.move(
            submission,
            SubmissionStatus.APPROVED,
            by=transitions.person(by, Source.ADMIN),
            reason=f"Not received by Kaleyra: {reason}",
            facts={"send_after": None, "next_step": "", "proposed_launch_id": "", "proposed_by": None},
        )
        wake.after_commit("deliver", submission.pk)


def verify(pk: int) -> None:
    """The proposed id was checked with Kaleyra: known, and the submission is accepted; unknown, and it says so."""
    submission = Submission.objects.select_related("launch__agent", "proposed_by").get(pk=pk)
    proposed, proposer = submission.proposed_launch_id, submission.proposed_by
    if submission.status != SubmissionStatus.UNCONFIRMED or not proposed or proposer is None:
        return
    if not pods.may_ask(submission.launch.agent.pod):
        return  # The sweep comes back to it.
    try:
        reply = _ask(submission)
    except KaleyraError as problem:
        _note_unverified(submission, problem)
        return
    if doubt := _doubt_about(submission, reply):
        _note(submission, doubt, keep_proposal=False)
        return
    try:
        acceptance.accept(
            submission,
            # The status reply of the documents carries no id; the one that was asked for is meant.
            replace(reply, agent_launch_id=proposed),
            by=transitions.person(proposer, Source.ADMIN),
            holding={"proposed_launch_id": proposed},  # Somebody may have corrected it while we asked.
            reason=f"Found at Kaleyra as {proposed}, and Kaleyra's status endpoint knows it.",
        )
    except MovedMeanwhile:
        log.info("Submission %s was settled by somebody else meanwhile.", pk)


def settle_by_proof(submission: Submission, reply: LaunchReply) -> None:
    """A carrier launch whose answer was lost is accepted, because Kaleyra lists its carriers."""
    acceptance.accept(
        submission,
        reply,
        by=transitions.KALEYRA,
        reason="No clear answer came back, but Kaleyra's status endpoint lists these carriers.",
    )


def _refuse_others(submission: Submission, by: User) -> None:
    if not access.may_review(by):
        raise NotAllowed("Only reviewers settle an unconfirmed submission.")
    if submission.status != SubmissionStatus.UNCONFIRMED:
        raise transitions.moved_meanwhile(submission, left=SubmissionStatus.UNCONFIRMED)


def _ask(submission: Submission) -> LaunchReply:
    """What Kaleyra says of a launch with the proposed id; the exchange is kept whatever it is. Raises KaleyraError."""
    agent, proposed = submission.launch.agent, submission.proposed_launch_id
    client = gateway.client_for(agent.pod)
    try:
        answer = client.launch_status(agent_no=agent.agent_no, agent_launch_id=proposed)
    except KaleyraError as problem:
        gateway.record(problem.exchanges, pod=agent.pod, submission=submission)
        raise
    gateway.record(answer.exchanges, pod=agent.pod, submission=submission)
    pods.answered(agent.pod)
    return answer.value


def _doubt_about(submission: Submission, reply: LaunchReply) -> str:
    """Why this answer does not prove that the proposed id is this launch's, in words; empty when it does."""
    agent, proposed = submission.launch.agent, submission.proposed_launch_id
    if reply.agent_launch_id and reply.agent_launch_id.lower() != proposed.lower():
        return f"Kaleyra answered about another launch than {proposed}."
    if gateway.other_agents_named([(agent.pod, agent.agent_no, reply)]):
        return f"{proposed} is a launch of agent {reply.agent_no}, Kaleyra says."
    # Asked again: it may have been typed in for two of them.
    return OF_ANOTHER if _is_of_another(submission, proposed) else ""


def _is_of_another(submission: Submission, launch_id: str) -> bool:
    others = Launch.objects.exclude(pk=submission.launch_id)
    return others.filter(agent_launch_id__iexact=launch_id).exists()


def _note_unverified(submission: Submission, problem: KaleyraError) -> None:
    pod = submission.launch.agent.pod
    if isinstance(problem, Refused):
        pods.answered(pod)
    else:
        pods.failed(pod, problem.sentence, wait=problem.retry_after)
    if isinstance(problem, Refused) and problem.code == "RCS904":
        words = f"Kaleyra does not know the id {submission.proposed_launch_id}."
        _note(submission, words, keep_proposal=False)
        return
    if isinstance(problem, Misconfigured):
        _note(submission, problem.sentence, keep_proposal=False)
    else:
        # Not an answer about the id: the sweep asks again.
        _note(submission, f"The id could not be verified yet: {problem.sentence}", keep_proposal=True)


def _note(submission: Submission, sentence: str, *, keep_proposal: bool) -> None:
    facts: dict[str, object] = {"next_step": sentence}
    if not keep_proposal:
        facts |= {"proposed_launch_id": "", "proposed_by": None}
    asked = {"status": SubmissionStatus.UNCONFIRMED, "proposed_launch_id": submission.proposed_launch_id}
    Submission.objects.filter(pk=submission.pk, **asked).update(**facts)


def sweep() -> None:
    """Proposed ids that could not be verified yet are asked about again: less and less often, but always."""
    able = [pod for pod in gateway.offered_pods() if pods.may_ask(pod)]
    waiting = Submission.objects.filter(status=SubmissionStatus.UNCONFIRMED).exclude(proposed_launch_id="")
    now = timezone.now()
    for submission in waiting.filter(launch__agent__pod__in=able):
        if _is_due(submission, now):
            wake.after_commit("verify", submission.pk)


def _is_due(submission: Submission, now: datetime) -> bool:
    """Is it time to ask about the id again? Each wait is as long as all of them before it, at most an hour."""
    asked = ApiCall.objects.filter(launch=submission.launch_id, submission=submission)
    asked = asked.filter(url__contains=submission.proposed_launch_id)
    first, last = asked.aggregate(first=Min("started_at"), last=Max("started_at")).values()
    return last is None or now - last >= min(last - first, LONGEST_PUSH_BACK)
