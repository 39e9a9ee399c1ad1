"""Writing a launch: a new one, or a draft. Carriers that are added later have their own file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, push_url

from launches import access
from launches.forms.fields import whole_number
from launches.forms.launch import CarriersForm, LaunchForm
from launches.forms.progress import progress
from launches.models import Agent, Launch, Submission
from launches.problems import Blocked, ChangedMeanwhile, Problem
from launches.services import drafts, picking, review
from launches.services.plan import Going
from launches.services.versions import Sheet
from launches.statuses import SubmissionStatus
from launches.views import conflict, filling, kept
from launches.views.picker import picker_beside, propose_name
from launches.views.request import Request

SUBMITTED = "Submitted for review. Nothing is sent to Kaleyra before a reviewer approves it."
SAVED = "The draft is saved. It cannot be submitted yet: see below."


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("launches.add_launch", raise_exception=True)
def launch_new(request: Request) -> HttpResponse:
    """An empty form; or a new launch in draft, submitted if so wished."""
    if request.method != "POST":
        return _restored_or_empty(request)
    kept.let_go(request)
    form = LaunchForm(request.POST)
    is_valid = form.is_valid()
    if launch := drafts.made_from(form.sheet().token, by=request.user):
        return _write(request, launch, LaunchForm.with_its_name(request.POST, launch))
    if is_looking(request):
        return _look_around(request, request.POST)
    if not is_valid:
        return _page(request, form, status=422)
    try:
        launch = _create(request, form)
    except Problem as problem:
        return _refused(request, form, problem)
    return _submit_if_wished(request, launch)


@require_http_methods(["GET", "HEAD", "POST"])
def launch_edit(request: Request, pk: int) -> HttpResponse:
    """The draft as stored; or with what was written, submitted if so wished."""
    launch = get_draft_for(request, pk)
    if request.method == "POST":
        return _write(request, launch, request.POST)
    if typed := kept.take(request):
        return _page(request, LaunchForm.as_typed(typed, launch), launch, is_restored=True)
    return _stored(request, launch)


def get_draft_for(request: Request, pk: int) -> Launch:
    """The launch, unless it is a colleague's draft. What can no longer be edited is said later, in words."""
    launch = access.get_launch_for(request.user, pk)
    if not access.may_edit(request.user, launch) and launch.is_editable:
        raise PermissionDenied("Drafts belong to their author.")
    return launch


def is_looking(request: Request) -> bool:
    """Was it a button that only searches or fills in, on a page without JavaScript? Nothing is saved then."""
    return request.POST.get("action") == "search" or "remove" in request.POST or filling.is_asked(request)


def wants_to_keep(request: Request) -> int | None:
    """The stored version over which somebody wants to save theirs, deliberately, having seen the difference."""
    return whole_number(request.POST.get("keep", ""))


def sheet_of(request: Request, form: CarriersForm) -> Sheet:
    """The page, as if made from the version over which somebody wants to save theirs."""
    sheet = form.sheet()
    return sheet._replace(version=wants_to_keep(request) or sheet.version)


def wants_to_submit(request: Request) -> bool:
    """Was it *Submit for review* rather than *Save draft*?"""
    return request.POST.get("action") == "submit"


def go_to(request: Request, page: str) -> HttpResponse:
    """The browser is sent to this page, by whichever means it understands."""
    return HttpResponseClientRedirect(page) if request.htmx else redirect(page)


def go_to_launch(request: Request, launch: Launch) -> HttpResponse:
    """The browser is sent to the launch page."""
    return go_to(request, reverse("launch_detail", args=[launch.pk]))


def submit(request: Request, submission: Submission) -> None:
    """The submission is in review: by this very request, or because the same one came a moment ago.

    Raises the problems of review.submit.
    """
    try:
        review.submit(submission, by=request.user)
    except Blocked:
        raise
    except Problem:
        submission.refresh_from_db()
        if submission.status != SubmissionStatus.IN_REVIEW or submission.submitted_by_id != request.user.pk:
            raise
    messages.success(request, SUBMITTED)


def add_problem(form: CarriersForm, problem: Problem) -> None:
    """The form says what stood in the way, beside its fields where there are any."""
    if isinstance(problem, Blocked):
        form.add_findings(problem.findings)
    else:
        form.add_error(None, problem.sentence)


def _restored_or_empty(request: Request) -> HttpResponse:
    typed = kept.take(request)
    if typed is None:
        return _page(request, _empty_form(request))
    if not typed.get("agent"):
        typed = typed.copy()
        typed["agent"] = request.GET.get("agent", "")
    form = LaunchForm(typed)
    form.is_valid()
    if launch := drafts.made_from(form.sheet().token, by=request.user):
        # The page had begun its draft before the session ended.
        page = reverse("launch_edit", args=[launch.pk])
        kept.put(request, page, typed.urlencode())
        return redirect(page)
    return _page(request, LaunchForm.as_typed(typed), is_restored=True)


def _write(request: Request, launch: Launch, typed: QueryDict) -> HttpResponse:
    if is_looking(request):
        return _look_around(request, typed, launch)
    form = LaunchForm(typed, launch=launch)
    if not form.is_valid():
        return _page(request, form, launch, status=422)
    try:
        _save(request, form, launch, sheet_of(request, form))
    except Problem as problem:
        if not _came_before(request, form, launch, problem):
            return _refused(request, form, problem, launch)
    if wants_to_keep(request):
        messages.success(request, "Your version is saved.")
        return go_to(request, reverse("launch_edit", args=[launch.pk]))
    return _submit_if_wished(request, launch)


def _empty_form(request: Request) -> LaunchForm:
    number = whole_number(request.GET.get("agent", ""))
    agent = Agent.objects.active().filter(pk=number).first() if number is not None else None
    return propose_name(LaunchForm(initial={"agent": agent}), agent)


def _look_around(request: Request, typed: QueryDict, launch: Launch | None = None) -> HttpResponse:
    """The page as it was typed, with what the button asked for: nothing of the launch is saved by it."""
    typed, filled = filling.act(typed, by=request.user, launch=launch)
    form = LaunchForm.as_typed(typed, launch)
    if launch is None and LaunchForm.names_itself(typed):
        propose_name(form, form.chosen_agent())
    return _page(request, form, launch, filling=filled)


def _stored(request: Request, launch: Launch) -> HttpResponse:
    if not launch.is_editable:
        state = launch.get_state_display().lower()
        messages.info(request, f"{launch} can no longer be edited: it is {state}.")
        return redirect("launch_detail", launch.pk)
    return _page(request, LaunchForm.of_launch(launch), launch)


def _create(request: Request, form: LaunchForm) -> Launch:
    launch = drafts.create(
        by=request.user,
        agent=form.cleaned_data["agent"],
        answers=form.answers(),
        regions=form.cleaned_data["regions"],
        later=form.cleaned_data["later"],
        sheet=form.sheet(),
    )
    if not form.says_the_same_as(launch):
        # Back, changed and sent again: still one launch, and what was changed is not lost.
        _save(request, form, launch, form.sheet()._replace(version=1))
    return launch


def _save(request: Request, form: LaunchForm, launch: Launch, sheet: Sheet) -> None:
    drafts.save(
        launch,
        by=request.user,
        agent=form.cleaned_data["agent"],
        answers=form.answers(),
        regions=form.cleaned_data["regions"],
        later=form.cleaned_data["later"],
        sheet=sheet,
    )


def _came_before(request: Request, form: LaunchForm, launch: Launch, problem: Problem) -> bool:
    """Was the button pressed twice, so that exactly this is stored already? Then the first answer holds."""
    if isinstance(problem, Blocked) or launch.created_by_id != request.user.pk:
        return False
    launch.refresh_from_db()
    return form.says_the_same_as(launch)


def _submit_if_wished(request: Request, launch: Launch) -> HttpResponse:
    if not wants_to_submit(request):
        messages.success(request, "Draft saved.")
        return go_to_launch(request, launch)
    try:
        submit(request, launch.first_submission())
    except Problem as problem:
        form = LaunchForm.of_saved(request.POST, launch)
        form.is_valid()
        add_problem(form, problem)
        return push_url(
            _page(request, form, launch, status=422, note=SAVED), reverse("launch_edit", args=[launch.pk])
        )
    return go_to_launch(request, launch)


def _refused(
    request: Request, form: LaunchForm, problem: Problem, launch: Launch | None = None
) -> HttpResponse:
    add_problem(form, problem)
    is_stale = launch is not None and isinstance(problem, ChangedMeanwhile)
    newer = conflict.of_launch(form, launch, reader=request.user) if launch and is_stale else None
    return _page(request, form, launch, status=422, conflict=newer)


def _page(
    request: Request, form: LaunchForm, launch: Launch | None = None, *, status: int = 200, **more: object
) -> HttpResponse:
    agent = form.chosen_agent()
    looking = is_looking(request)
    hostings, managers = picking.choices()
    context = {
        "form": form,
        "launch": launch,
        "agent": agent,
        "picker": picker_beside(agent, form, typed=request.POST, drop_other_pods=looking),
        "hostings": hostings,
        "managers": managers,
        **(_about(launch) if launch else {"progress": progress(None)}),
        **more,
    }
    return render(request, "launches/launch_form.html", context, status=status)


def judged(submission: Submission) -> dict[str, Any]:
    """What is known about the draft as stored: what preflight says, how far it is, how many carriers go when."""
    launch, found = submission.launch, review.check(submission)
    going = Going(submission.regions.count(), launch.planned_regions.count())
    return {
        "submission": submission,
        "going": going,
        "findings": found,
        "progress": progress(launch, going.now, found),
    }


def _about(launch: Launch) -> dict[str, object]:
    """The same, and what would be sent."""
    submission = launch.first_submission()
    return {**judged(submission), "preview": review.request_preview(submission)}
