"""Insights: what our own history says, as drawings with their figures beside them, and as sheets."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from launches import insights, plots
from launches.forms.filters import PERIODS, InsightsFilter
from launches.listing import query_of
from launches.models.agent import PODS
from launches.views.address import at_address
from launches.views.download import csv_file
from launches.views.request import Request


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def insights_page(request: Request) -> HttpResponse:
    """The page."""
    choices = {"periods": PERIODS, "default": insights.DEFAULT, "pods": PODS}
    return render(request, "launches/insights.html", _found(request) | choices)


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def insights_figures(request: Request) -> HttpResponse:
    """The figures alone, for whoever chooses another period."""
    found = _found(request)
    response = render(request, "launches/_insights_figures.html", found | {"announce": True})
    return at_address(request, response, reverse("insights") + found["query"])


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def insights_export(request: Request, figure: str) -> StreamingHttpResponse:
    """One of the figures as a sheet."""
    found = insights.insights(InsightsFilter.wanted_in(request.GET))
    return csv_file(figure, insights.lines_of(figure, found))


def _found(request: Request) -> dict[str, Any]:
    wanted = InsightsFilter.wanted_in(request.GET)
    found = insights.insights(wanted)
    return {
        "found": found,
        "first_time_right": plots.share(found.first_time_right, found.accepted),
        "rejected": plots.share(found.total.rejected, found.total.decided),
        "plots": plots.plots(found),
        "wanted": wanted,
        "query": query_of(wanted),
        "most": insights.MOST,
    }
