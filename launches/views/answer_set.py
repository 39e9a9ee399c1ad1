"""The answer sets: kept from a launch, renamed, deleted."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from launches import access
from launches.models import AnswerSet
from launches.problems import Problem
from launches.services import answer_sets
from launches.views.request import Request


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def answer_set_list(request: Request) -> HttpResponse:
    """Every set with its answers; those that this person manages with their buttons."""
    sets = AnswerSet.objects.select_related("created_by").order_by("name", "id")
    rows = [
        (kept, answer_sets.in_words(kept), access.may_manage_answers(request.user, kept)) for kept in sets
    ]
    return render(request, "launches/answer_sets.html", {"rows": rows})


@require_POST
def launch_keep_answers(request: Request, pk: int) -> HttpResponse:
    """The answers of a launch are kept under a name."""
    launch = access.get_launch_for(request.user, pk)
    brand = launch.agent.brand_name if request.POST.get("set_for") == "brand" else ""
    name = request.POST.get("set_name", "")
    answers = answer_sets.answers_of(launch)
    links = answer_sets.links_of(launch) if "set_links" in request.POST else answer_sets.NO_LINKS
    try:
        kept = answer_sets.keep(by=request.user, name=name, brand_name=brand, answers=answers, links=links)
    except Problem as problem:
        messages.warning(request, problem.sentence)
        return redirect("launch_detail", pk)
    messages.success(request, f"The answers are kept as {kept}.")
    return redirect("launch_detail", pk)


@require_POST
def answer_set_rename(request: Request, pk: int) -> HttpResponse:
    """The set has another name."""
    name = request.POST.get("set_name", "")
    return _change(request, pk, lambda kept: answer_sets.rename(kept, by=request.user, name=name), "Renamed.")


@require_POST
def answer_set_delete(request: Request, pk: int) -> HttpResponse:
    """The set is gone."""
    words = "Deleted. Launches keep the answers that were filled in from it."
    return _change(request, pk, lambda kept: answer_sets.delete(kept, by=request.user), words)


def _change(request: Request, pk: int, verb: Callable[[AnswerSet], None], words: str) -> HttpResponse:
    if not access.may_see_launches(request.user):
        raise Http404
    kept = get_object_or_404(AnswerSet, pk=pk)
    try:
        verb(kept)
    except Problem as problem:
        messages.warning(request, problem.sentence)
    else:
        messages.success(request, words)
    return redirect("answer_sets")
