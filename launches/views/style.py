"""Every part in every state on one page, for those who work on the portal."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from launches.statuses import CarrierState, LaunchState, SubmissionStatus, look


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The parts. Only where the portal is worked on."""
    if not settings.DEBUG:
        raise Http404
    groups = [
        (title, [look(state) for state in states])
        for title, states in (
            ("Launch", LaunchState),
            ("Submission", SubmissionStatus),
            ("Carrier", CarrierState),
        )
    ]
    mixtures = [
        {"regions_total": total, "regions_live": live, "regions_troubled": troubled}
        for total, live, troubled in ((0, 0, 0), (5, 0, 0), (5, 3, 0), (5, 3, 1), (5, 5, 0))
    ]
    tones = [
        ("red", "circle-alert"),
        ("amber", "triangle-alert"),
        ("blue", "info"),
        ("green", "circle-check"),
    ]
    context = {"groups": groups, "mixtures": mixtures, "tones": tones}
    return render(request, "launches/style.html", context)
