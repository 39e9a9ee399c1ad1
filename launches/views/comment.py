"""What people say to each other about a launch. The launch page fetches it when it comes into view."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from launches import access
from launches.models import Launch
from launches.problems import Problem
from launches.services import comments
from launches.views.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def launch_comments(request: Request, pk: int) -> HttpResponse:
    """Everything that was said; or one comment more. What could not be said stays in the box, with the reason."""
    launch = access.get_launch_for(request.user, pk)
    if request.method != "POST":
        return _page(request, launch)
    text = request.POST.get("text", "")
    try:
        comments.add(launch, by=request.user, text=text)
    except Problem as problem:
        return _page(request, launch, problem=problem.sentence, text=text, status=422)
    return _page(request, launch, is_added=True) if request.htmx else redirect("launch_comments", pk)


def _page(request: Request, launch: Launch, *, status: int = 200, **more: object) -> HttpResponse:
    context = {"launch": launch, "comments": comments.of(launch.pk), **more}
    template = "launches/_comments.html" if request.htmx else "launches/comments.html"
    return render(request, template, context, status=status)
