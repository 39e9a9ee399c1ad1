"""A draft is saved while it is written. The answer is a few quiet words, and what is to say about each answer now;
no field is ever drawn anew."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import replace_url

from launches import access
from launches.forms.launch import CarriersForm, LaunchForm
from launches.models import Launch, Submission
from launches.problems import BLOCKER, ChangedMeanwhile, Finding, Problem
from launches.services import autosave, drafts
from launches.services.autosave import Kept
from launches.views import kept
from launches.views.conflict import Conflict, of_launch
from launches.views.draft import get_draft_for, judged
from launches.views.request import Request


class News(NamedTuple):
    """What the page shows after a save. The same kind twice in a row is not read aloud again."""

    kind: str
    launch: Launch | None = None
    left_out: Mapping[str, str] = MappingProxyType({})
    problem: str = ""
    conflict: Conflict | None = None
    submission: Submission | None = None  # a later one, whose carriers are saved

    @property
    def said(self) -> str:
        """The kind together with what was left out."""
        return " ".join([self.kind, *self.left_out])


@require_POST
def launch_autosave(request: Request, pk: int | None = None) -> HttpResponse:
    """Everything that is sound is stored; the rest is named. A new launch is a draft once it has an agent."""
    launch = get_draft_for(request, pk) if pk else _begun_already(request)
    form = LaunchForm(request.POST, launch=launch)
    form.is_valid()
    if launch is None and not form.cleaned_data.get("agent"):
        keep_typed = kept.hold if any(form.sound_answers().values()) else kept.let_go
        keep_typed(request)
        return answer(request, News("waiting"))
    try:
        stored = _keep(request, form, launch)
    except ChangedMeanwhile:
        assert launch is not None  # only a draft that is there can have been changed
        newer = of_launch(form, launch, reader=request.user)
        return answer(request, News("conflict", launch, conflict=newer), status=422)
    except Problem as problem:
        return answer(request, News("problem", problem=problem.sentence), status=422)
    if not pk:
        kept.let_go(request)
    saved = _saved(request, form, stored)
    page = reverse("launch_edit", args=[stored.submission.launch_id])
    # Not for a new launch alone: the answer that brought the address may never have come.
    return saved if request.htmx.current_url_abs_path == page else replace_url(saved, page)


def _begun_already(request: Request) -> Launch | None:
    """The draft that this page of a new launch has made."""
    if not access.may_begin_launches(request.user):
        raise PermissionDenied("Only Marketing starts launches.")
    return drafts.made_from(LaunchForm.token_in(request.POST), by=request.user)


def _keep(request: Request, form: LaunchForm, launch: Launch | None) -> Kept:
    found = form.cleaned_data
    if launch is None:
        return autosave.begin(
            by=request.user,
            agent=found["agent"],
            answers=form.sound_answers(),
            choice=form.choice(),
            sheet=form.sheet(),
        )
    return autosave.keep(
        launch,
        by=request.user,
        agent=found.get("agent"),
        answers=form.sound_answers(),
        choice=form.choice(),
        sheet=form.sheet(),
    )


def _saved(request: Request, form: LaunchForm, stored: Kept) -> HttpResponse:
    left_out = form.unsound() | {
        str(form[finding.field].label): f"{finding.why} {finding.remedy}" for finding in stored.left_out
    }
    launch = stored.submission.launch
    about = {"is_saving": True, "form": form, "agent": launch.agent, **judged(stored.submission)}
    about["mended"] = mended(request, form, [*stored.left_out, *about["findings"]])
    return answer(request, News("saved", launch, left_out), about=about)


def mended(request: Request, form: CarriersForm, found: Iterable[Finding]) -> list[str]:
    """Those fields of the page's list of errors with which nothing is wrong any more."""
    wrong = {*form.errors, *(finding.field for finding in found if finding.level == BLOCKER)}
    return [name for name in form.fields if name in request.POST.getlist("wrong") and name not in wrong]


def answer(
    request: Request, news: News, *, status: int = 200, about: Mapping[str, object] = MappingProxyType({})
) -> HttpResponse:
    """The few words beside the buttons, and the version that the page follows from now on."""
    has_changed = request.POST.get("said") != news.said
    context = {
        "news": news,
        "conflict": news.conflict,
        "launch": news.launch,
        "submission": news.submission,
        "is_new": news.kind == "waiting",
        "is_aloud": has_changed,
        **about,
    }
    return render(request, "launches/_autosaved.html", context, status=status)
