"""Activity: everything that happened, as a page and as a sheet."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from launches import activity
from launches.forms.filters import KINDS, ActivityFilter
from launches.listing import query_of
from launches.statuses import Source
from launches.views.address import at_address
from launches.views.download import csv_file
from launches.views.request import Request


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def activity_page(request: Request) -> HttpResponse:
    """The page."""
    choices = {"people": activity.people(), "agents": activity.agents()}
    choices |= {"sources": Source.choices, "kinds": KINDS}
    return render(request, "launches/activity.html", _found(request) | choices)


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def activity_rows(request: Request) -> HttpResponse:
    """What fits, for whoever filters; or what is older, to be put below what is there."""
    found = _found(request)
    if "before" in found["wanted"]:
        return render(request, "launches/_activity_days.html", found | {"is_more": True})
    response = render(request, "launches/_activity_rows.html", found | {"announce": True})
    return at_address(request, response, reverse("activity") + found["query"])


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def activity_export(request: Request) -> StreamingHttpResponse:
    """Everything that the filters leave."""
    return csv_file("activity", activity.lines_of(ActivityFilter.wanted_in(request.GET)))


def _found(request: Request) -> dict[str, Any]:
    wanted = ActivityFilter.wanted_in(request.GET)
    page = activity.activity(wanted)
    export = {name: value for name, value in wanted.items() if name != "before"}
    return {**vars(page), "wanted": wanted, "export": reverse("activity_export") + query_of(export)}
