"""Taking a submission back from review: asked on a page of its own, where the reason can be given."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from launches import access
from launches.models import Launch, Submission
from launches.problems import Problem, TooLong
from launches.services import review
from launches.statuses import SubmissionStatus
from launches.views.request import Request

WITHDRAWN = (
    "Withdrawn: it is a draft again, and nothing was sent. Change what you like, then submit it again."
)


@require_http_methods(["GET", "HEAD", "POST"])
def launch_withdraw(request: Request, pk: int) -> HttpResponse:
    """The question; or the submission is a draft again and its author at the form."""
    launch = access.get_launch_for(request.user, pk)
    submission = launch.latest_submission()
    if request.method == "POST":
        return _withdraw(request, launch, submission)
    if access.may_withdraw(request.user, submission):
        return _ask(request, submission)
    if submission.status == SubmissionStatus.IN_REVIEW:
        raise PermissionDenied("Only its author withdraws a submission.")
    messages.info(request, f"It is not in review: {submission.get_status_display().lower()}.")
    return redirect("launch_detail", pk)


def _ask(request: Request, submission: Submission, *, reason: str = "", problem: str = "") -> HttpResponse:
    context = {"launch": submission.launch, "submission": submission, "reason": reason, "problem": problem}
    return render(request, "launches/withdraw.html", context, status=422 if problem else 200)


def _withdraw(request: Request, launch: Launch, submission: Submission) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        review.withdraw(submission, by=request.user, reason=reason)
    except TooLong as problem:
        return _ask(request, submission, reason=reason, problem=problem.sentence)
    except Problem as problem:
        # A draft by now, and theirs: the button was pressed twice, and the first press did it.
        if submission.status != SubmissionStatus.DRAFT or not access.may_edit_carriers(
            request.user, submission
        ):
            messages.warning(request, problem.sentence)
            return redirect("launch_detail", launch.pk)
    else:
        messages.success(request, WITHDRAWN)
    return redirect("launch_edit" if submission.is_agent_launch else "carriers_add", launch.pk)
