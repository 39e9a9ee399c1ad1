"""The banner that says what keeps submissions from being sent, while one looks."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from launches.services.troubles import troubles
from launches.views.polling import unchanged
from launches.views.request import Request


@require_safe
def troubles_live(request: Request) -> HttpResponse:
    """The banner when it has changed. That nothing has changed is no secret, so it is told first."""
    found = troubles()
    if request.GET.get("seen") == "".join(f"{trouble.key}." for trouble in found):
        return unchanged()
    return _banner(request, {"troubles": found, "is_fragment": True})


@permission_required("launches.view_launch", raise_exception=True)
def _banner(request: Request, context: dict[str, object]) -> HttpResponse:
    return render(request, "_troubles.html", context)
