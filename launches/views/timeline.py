"""Everything that happened to a launch: the whole of it as a page, or what the launch page does not show at once."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from launches import access
from launches.services.timeline import RECENT, timeline
from launches.views.request import Request


@require_safe
def launch_timeline(request: Request, pk: int) -> HttpResponse:
    """The timeline. Under htmx it goes on where the launch page stops."""
    launch = access.get_launch_for(request.user, pk)
    moments = timeline(launch)
    if request.htmx:
        return render(request, "launches/_moments.html", {"moments": moments[RECENT:]})
    return render(request, "launches/timeline.html", {"launch": launch, "moments": moments})
