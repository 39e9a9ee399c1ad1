"""What a launch asks for later, changed on its page: taken out, put earlier, or taken up now."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from launches import access
from launches.forms.fields import whole_number
from launches.problems import Problem
from launches.services import offers, plan
from launches.views.launch import live
from launches.views.request import Request


@require_POST
def launch_plan(request: Request, pk: int) -> HttpResponse:
    """The plan without one carrier, or with one of them earlier. What is no carrier of it changes nothing."""
    launch = access.get_launch_for(request.user, pk)
    removed, earlier = (whole_number(request.POST.get(name, "")) for name in ("remove", "earlier"))
    try:
        if removed is not None:
            plan.remove(launch, removed, by=request.user)
        elif earlier is not None:
            plan.put_earlier(launch, earlier, by=request.user)
    except Problem as problem:
        messages.warning(request, problem.sentence)
    return live(request, pk) if request.htmx else redirect("launch_detail", pk)


@require_POST
def launch_next(request: Request, pk: int) -> HttpResponse:
    """The next carriers of the plan are a draft of this person, open for changes."""
    launch = access.get_launch_for(request.user, pk)
    try:
        offers.begin_next(launch, by=request.user)
    except Problem as problem:
        if not access.is_writing_carriers(request.user, launch):  # Pressed twice: the first has begun it.
            messages.warning(request, problem.sentence)
            return redirect("launch_detail", pk)
    return redirect("carriers_add", pk)
