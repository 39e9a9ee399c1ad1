"""From the author to the reviewer and back: submit, withdraw, approve, send back."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from launches import access, gateway, preflight, transitions, wake
from launches.gateway import RequestPreview
from launches.models import ReturnedRequest, Submission
from launches.models.answers import ANSWERS
from launches.problems import Blocked, ChangedMeanwhile, Finding, NotAllowed, Problem
from launches.services import checks, epoch, reasons
from launches.statuses import Source, SubmissionStatus

# The fields that a reviewer may add a note to, by their name in the form.
NOTABLE = {
    "agent": "Agent",
    **ANSWERS,
    "video_uris": "Videos",
    "screenshot_uris": "Screenshots",
    "regions": "Carriers",
    "launch_name": "Name",
}
NOTABLE_LATER = {"regions": "Carriers"}  # Of a later submission nothing else can be changed.


def notable(submission: Submission) -> dict[str, str]:
    """The fields that its author can change, each with its name in words."""
    return NOTABLE if submission.is_agent_launch else NOTABLE_LATER


def check(submission: Submission) -> list[Finding]:
    """What preflight says about it as it stands now; nothing once Kaleyra has decided."""
    return checks.check_all([submission])[submission.pk]


def request_preview(submission: Submission) -> RequestPreview:
    """The exact request that goes, or went, to Kaleyra; the key masked."""
    return gateway.preview(submission)


def submit(submission: Submission, *, by: User) -> None:
    """The submission waits for a reviewer.

    Raises NotAllowed, Blocked with the blockers of preflight, or the problems of a move.
    """
    epoch.is_ours()  # From here on a copy of the database may be sent from: it has a life to be known by.
    with transaction.atomic():
        # What stands there now is submitted, not what the page was drawn from; nor what was archived meanwhile.
        submission.launch = transitions.lock(submission.launch_id)
        if not access.may_edit_carriers(by, submission):
            raise NotAllowed("Only its author may submit it, and only while it is a draft or was sent back.")
        if found := preflight.blockers(check(submission)):
            raise Blocked(found)
        transitions.move(
            submission,
            SubmissionStatus.IN_REVIEW,
            by=transitions.person(by),
            facts={
                "submitted_by": by,
                "submitted_at": timezone.now(),
                "reviewed_by": None,
                "reviewed_at": None,
                "next_step": "",
                "review_notes": {},
            },
        )


def withdraw(submission: Submission, *, by: User, reason: str = "") -> None:
    """What waited for a reviewer is a draft again, before anybody decided; its author may say why.

    Raises NotAllowed, TooLong, or the problems of a move: MovedMeanwhile when a reviewer was faster.
    """
    reason = reasons.written(reason)
    with transaction.atomic():
        transitions.lock(submission.launch_id)
        _refuse_stale(submission)
        if not access.may_withdraw(by, submission):
            raise NotAllowed("Only its author withdraws a submission, and only while it is in review.")
        transitions.move(
            submission,
            SubmissionStatus.DRAFT,
            by=transitions.person(by),
            reason=reason,
            facts={"submitted_by": None, "submitted_at": None},
        )


def revise(submission: Submission, *, by: User) -> None:
    """What Kaleyra refused is a draft again, to be changed, reviewed and approved like a new one.

    What was sent stays on record with its exchange. Raises NotAllowed, or the problems of a move.
    """
    facts = {"payload": "", "payload_sha256": "", "next_step": "", "send_after": None, "settled_at": None}
    with transaction.atomic():
        # Asked under the lock, so that nobody starts a later submission in between.
        transitions.lock(submission.launch_id)
        submission.refresh_from_db()
        if not access.may_revise(by, submission):
            raise NotAllowed(
                "Only its author may take up a refused submission, and only while no later one exists."
            )
        transitions.move(submission, SubmissionStatus.DRAFT, by=transitions.person(by), facts=facts)


def approve(submission: Submission, *, by: User, version: int) -> None:
    """Exactly what the reviewer saw is frozen, and the worker is asked to send it.

    `version` is the launch's version on the page that the reviewer decided on.
    Raises NotAllowed, ChangedMeanwhile, Blocked, or the problems of a move.
    """
    with transaction.atomic():
        launch = transitions.lock(submission.launch_id)
        submission.launch = launch
        _refuse_stale(submission)
        if reason := access.why_not_approve(by, submission):
            raise NotAllowed(reason)
        if launch.version != version:
            raise ChangedMeanwhile(
                "It was changed after you opened this page. Read it again before you approve."
            )
        if found := preflight.blockers(check(submission)):
            raise Blocked(found)
        payload = gateway.payload_for(submission)
        transitions.move(
            submission,
            SubmissionStatus.APPROVED,
            by=transitions.person(by, Source.ADMIN),
            facts={
                "reviewed_by": by,
                "reviewed_at": timezone.now(),
                "payload": payload,
                "payload_sha256": gateway.fingerprint(payload),
            },
        )
        ReturnedRequest.objects.filter(submission=submission).delete()
        wake.after_commit("deliver", submission.pk)


def send_back(
    submission: Submission, *, by: User, reason: str, notes: Mapping[str, str] | None = None
) -> None:
    """Return the submission to its author with a reason that they can act on, and notes beside single fields.

    The reason in history tells the notes too; those beside the fields go when it is submitted again. The request as the
    reviewer read it is kept until the approval, to tell what is changed.
    Raises NotAllowed, Problem without a word, TooLong, or the problems of a move.
    """
    words = notable(submission)
    typed = {field: note for field, note in (notes or {}).items() if field in words and note.strip()}
    kept = {
        field: reasons.written(note, what=f"A note beside a field ({words[field]})")
        for field, note in typed.items()
    }
    told = "\n".join(f"{words[field]}: {note}" for field, note in kept.items())
    reason = "\n\n".join(part for part in (reasons.written(reason), told) if part)
    if not reason:
        raise Problem("Say why: the author has to act on it.")
    with transaction.atomic():
        submission.launch = transitions.lock(submission.launch_id)
        _refuse_stale(submission)
        if refusal := access.why_not_review(by, submission):
            raise NotAllowed(refusal)
        transitions.move(
            submission,
            SubmissionStatus.SENT_BACK,
            by=transitions.person(by, Source.ADMIN),
            reason=reason,
            facts={"reviewed_by": by, "reviewed_at": timezone.now(), "review_notes": kept},
        )
        body = gateway.preview(submission).body
        ReturnedRequest.objects.update_or_create(submission=submission, defaults={"body": body})


def _refuse_stale(submission: Submission) -> None:
    """Raises MovedMeanwhile, naming who was faster, when somebody has decided about it already.

    Whoever decides saw it in review on a page, however fresh the row that comes with their click.
    """
    if not Submission.objects.waiting().filter(pk=submission.pk).exists():
        raise transitions.moved_meanwhile(submission, left=SubmissionStatus.IN_REVIEW)
