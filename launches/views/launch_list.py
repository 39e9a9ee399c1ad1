"""The list of launches: searched, filtered, in pages whose addresses can be shared, and as a sheet."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url

from launches import listing, sheet
from launches.forms.filters import AGES, LaunchFilter
from launches.models.agent import PODS
from launches.views.download import csv_file
from launches.views.polling import is_unchanged, latest_change, unchanged
from launches.views.request import Request


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def launch_list(request: Request) -> HttpResponse:
    """The page."""
    choices = {**listing.choices(request.user), "pods": PODS, "ages": AGES}
    return render(request, "launches/launch_list.html", _listing(request) | choices)


@require_safe
def launch_rows(request: Request) -> HttpResponse:
    """The rows alone. Whether anything changed at all is no secret, so it is told first."""
    if "seen" in request.GET and is_unchanged(request, latest_change()):
        return unchanged()
    return _rows(request)


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def launch_export(request: Request) -> StreamingHttpResponse:
    """Everything that the filters leave, as a sheet that a spreadsheet program opens without running anything."""
    return csv_file("launches", sheet.lines_of(LaunchFilter(request.GET).wanted()))


@permission_required("launches.view_launch", raise_exception=True)
def _rows(request: Request) -> HttpResponse:
    found = _listing(request)
    response = render(request, "launches/_launch_rows.html", found | {"announce": "seen" not in request.GET})
    # Whoever filters as they type can share the address bar.
    return response if "seen" in request.GET else replace_url(response, found["address"])


def _listing(request: Request) -> dict[str, Any]:
    wanted = LaunchFilter(request.GET).wanted()
    page = listing.listing(wanted)
    export = {name: value for name, value in wanted.items() if name != "before"}
    return {
        **vars(page),
        "wanted": wanted,
        "address": reverse("launch_list") + page.query,
        "export": reverse("launch_export") + listing.query_of(export),
    }
