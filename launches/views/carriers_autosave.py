"""Carriers that are added later are saved while they are chosen, as a launch is while it is written."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from launches import access
from launches.forms.launch import CarriersForm
from launches.models import Submission
from launches.problems import ChangedMeanwhile, Finding, Problem
from launches.services import autosave
from launches.views import conflict
from launches.views.autosave import News, answer, mended
from launches.views.carriers_add import written_so_far
from launches.views.draft import judged
from launches.views.request import Request


@require_POST
def carriers_autosave(request: Request, pk: int) -> HttpResponse:
    """What can be chosen is stored, the rest is named. A new submission begins with its first carrier."""
    launch = access.get_launch_for(request.user, pk)
    submission = written_so_far(request, launch)
    form = CarriersForm(request.POST)
    form.is_valid()
    try:
        submission, unfit = autosave.keep_carriers(
            launch, submission, by=request.user, choice=form.choice(), sheet=form.sheet()
        )
    except ChangedMeanwhile:
        submission = written_so_far(request, launch)
        newer = conflict.of_carriers(form, launch, submission, reader=request.user)
        return answer(request, News("conflict", launch, conflict=newer, submission=submission), status=422)
    except Problem as problem:
        return answer(request, News("problem", launch, problem=problem.sentence), status=422)
    if submission is None:
        return answer(request, News("waiting", launch))
    return _saved(request, form, submission, unfit)


def _saved(
    request: Request, form: CarriersForm, submission: Submission, unfit: list[Finding]
) -> HttpResponse:
    left_out = form.unsound()
    if unfit:
        left_out["Carriers"] = " ".join(f"{finding.why} {finding.remedy}" for finding in unfit)
    about = {"agent": submission.launch.agent, **judged(submission)}
    about["mended"] = mended(request, form, [*unfit, *about["findings"]])
    return answer(request, News("saved", submission.launch, left_out, submission=submission), about=about)
