"""From the page of a launch to a new draft: a copy of it, or its refused carriers once more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from launches import access
from launches.forms.again import CopyForm
from launches.problems import Problem
from launches.services import again
from launches.views.request import Request


@require_POST
def launch_copy(request: Request, pk: int) -> HttpResponse:
    """A new draft that says the same, open for changes; what could not be taken over is named."""
    launch = access.get_launch_for(request.user, pk)
    form = CopyForm(request.POST)
    form.is_valid()
    try:
        copied, left_out = again.copy(launch, by=request.user, form_token=form.cleaned_data.get("form_token"))
    except Problem as problem:
        messages.warning(request, problem.sentence)
        return redirect("launch_detail", pk)
    agent = copied.agent.name
    messages.success(
        request,
        f"This is a copy of {launch}, as a draft of yours. Its answers were written for {agent}: "
        "for another agent, change them and the name.",
    )
    _name(request, "Not taken over", left_out)
    return redirect("launch_edit", copied.pk)


@require_POST
def launch_try_again(request: Request, pk: int) -> HttpResponse:
    """A later submission with the carriers that refused, open for changes."""
    launch = access.get_launch_for(request.user, pk)
    try:
        _, left_out = again.try_again(launch, by=request.user)
    except Problem as problem:
        # Unless it was pressed twice, and the first press has begun it.
        if not access.is_writing_carriers(request.user, launch):
            messages.warning(request, problem.sentence)
            return redirect("launch_detail", pk)
    else:
        messages.info(request, "These are the carriers that refused. Look at them, then submit for review.")
        _name(request, "Not asked again", left_out)
    return redirect("carriers_add", pk)


def _name(request: Request, what: str, left_out: dict[str, str]) -> None:
    if left_out:
        messages.warning(request, f"{what}: {again.in_words(left_out)}.")
