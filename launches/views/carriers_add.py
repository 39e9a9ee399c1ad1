"""Adding carriers to a launch that Kaleyra knows: a later submission, new or not yet reviewed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from launches import access
from launches.forms.launch import CarriersForm, with_version
from launches.models import Launch, Submission
from launches.problems import ChangedMeanwhile, NotAllowed, Problem
from launches.services import autosave, drafts, picking, review
from launches.services.plan import Going
from launches.views import conflict, kept
from launches.views.draft import (
    SAVED,
    add_problem,
    go_to_launch,
    is_looking,
    sheet_of,
    submit,
    wants_to_submit,
)
from launches.views.picker import picker_beside
from launches.views.request import Request

NOT_YET = "Carriers can be added once Kaleyra has accepted the launch."
UNDER_WAY = "Submission {} is under way ({}). More carriers can be added once it is through."


@require_http_methods(["GET", "HEAD", "POST"])
def carriers_add(request: Request, pk: int) -> HttpResponse:
    """The carriers of the later submission that is being written; saved, or submitted if so wished."""
    launch = access.get_launch_for(request.user, pk)
    submission = written_so_far(request, launch)
    if submission is None and not access.may_add_carriers(request.user, launch):
        return _not_now(request, launch)
    if request.method != "POST":
        if typed := kept.take(request):
            return _page(request, CarriersForm.as_typed(typed), launch, submission, is_restored=True)
        return _page(request, CarriersForm.of_submission(submission, launch), launch, submission)
    if is_looking(request):
        return _page(request, CarriersForm.as_typed(request.POST), launch, submission)
    return _save(request, launch, submission)


def written_so_far(request: Request, launch: Launch) -> Submission | None:
    """The later submission that is still being written; a colleague's answers 403."""
    submission = launch.open_submission()
    if submission is None or submission.is_agent_launch or not submission.is_editable:
        return None
    if not access.may_edit_carriers(request.user, submission):
        raise PermissionDenied("Only its author may change a submission.")
    return submission


def _not_now(request: Request, launch: Launch) -> HttpResponse:
    """Why carriers cannot be added now; what was chosen stays, unless the same was submitted a moment ago."""
    if not request.user.has_perm("launches.add_submission"):
        raise PermissionDenied("Only Marketing adds carriers.")
    waiting = launch.open_submission()
    why = UNDER_WAY.format(waiting.number, waiting.get_status_display().lower()) if waiting else NOT_YET
    if request.method != "POST":
        messages.info(request, why)
        return redirect("launch_detail", launch.pk)
    form = CarriersForm(request.POST)
    if waiting and form.is_valid() and _says_the_same(waiting, form):
        return go_to_launch(request, launch)
    form.add_error(None, why)
    return _page(request, form, launch, None, status=422)


def _save(request: Request, launch: Launch, submission: Submission | None) -> HttpResponse:
    form = CarriersForm(request.POST)
    if not form.is_valid():
        return _page(request, form, launch, submission, status=422)
    try:
        submission = _write(request, form, launch, submission)
    except ChangedMeanwhile:
        submission = written_so_far(request, launch)
        newer = conflict.of_carriers(form, launch, submission, reader=request.user)
        return _page(request, form, launch, submission, status=422, conflict=newer)
    except Problem as problem:
        add_problem(form, problem)
        return _page(request, form, launch, submission, status=422)
    return _submit_if_wished(request, launch, submission)


def _write(request: Request, form: CarriersForm, launch: Launch, submission: Submission | None) -> Submission:
    regions, later, sheet = form.cleaned_data["regions"], form.cleaned_data["later"], sheet_of(request, form)
    if submission is None:
        try:
            return drafts.add_carriers(launch, by=request.user, regions=regions, later=later, sheet=sheet)
        except (ChangedMeanwhile, NotAllowed):
            # Mostly by this very page, which was saving itself when somebody submitted it.
            submission = written_so_far(request, launch)
            if submission is None:
                raise
    if _says_the_same(submission, form):
        return submission
    return drafts.save_carriers(submission, by=request.user, regions=regions, later=later, sheet=sheet)


def _says_the_same(submission: Submission, form: CarriersForm) -> bool:
    """Is this stored already, for instance because the button was pressed twice?"""
    return autosave.says_no_other_carriers(submission, form.choice())


def _submit_if_wished(request: Request, launch: Launch, submission: Submission) -> HttpResponse:
    if not wants_to_submit(request):
        messages.success(request, "Draft saved.")
        return go_to_launch(request, launch)
    try:
        submit(request, submission)
    except Problem as problem:
        launch.refresh_from_db()
        form = CarriersForm(with_version(request.POST, launch))
        add_problem(form, problem)
        return _page(request, form, launch, submission, status=422, note=SAVED)
    return go_to_launch(request, launch)


def _page(
    request: Request,
    form: CarriersForm,
    launch: Launch,
    submission: Submission | None,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    agent = launch.agent
    hostings, managers = picking.choices()
    context = {
        "form": form,
        "launch": launch,
        "agent": agent,
        "submission": submission,
        "is_new": submission is None,
        "picker": picker_beside(agent, form, typed=request.POST),
        "hostings": hostings,
        "managers": managers,
        "going": Going(submission.regions.count(), launch.planned_regions.count()) if submission else None,
        "findings": review.check(submission) if submission else [],
        "preview": review.request_preview(submission) if submission else None,
        **more,
    }
    return render(request, "launches/carriers_add.html", context, status=status)
