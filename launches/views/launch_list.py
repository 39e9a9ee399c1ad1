"""The list of launches: searched, filtered, in pages whose addresses can be shared, and as a sheet."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from launches import listing, spreadsheet
from launches.counting import latest_change
from launches.forms.fields import chosen_numbers
from launches.forms.filters import AGES, LaunchFilter
from launches.listing import PAGE
from launches.models import Launch
from launches.models.agent import PODS
from launches.services import archive
from launches.views.address import at_address
from launches.views.download import csv_file
from launches.views.polling import is_unchanged, unchanged
from launches.views.request import Request


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def launch_list(request: Request) -> HttpResponse:
    """The page."""
    choices = {**listing.choices(request.user), "pods": PODS, "ages": AGES}
    return render(request, "launches/launch_list.html", _listing(request) | choices)


@require_safe
def launch_rows(request: Request) -> HttpResponse:
    """The rows alone. Whether anything changed is no secret: it is answered before rights are checked."""
    if "seen" in request.GET and is_unchanged(request, latest_change()):
        return unchanged()
    return _rows(request)


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def launch_export(request: Request) -> StreamingHttpResponse:
    """Everything that the filters leave, as a sheet that a spreadsheet program opens without running anything."""
    wanted = LaunchFilter.wanted_in(request.GET)
    if "only" in request.GET:
        wanted["only"] = chosen_numbers(request.GET.getlist("only"))
    return csv_file("launches", spreadsheet.lines_of(wanted))


@require_POST
@permission_required("launches.change_launch", raise_exception=True)
def launch_archive_ticked(request: Request) -> HttpResponse:
    """The ticked launches are off the lists; what cannot be archived is named with its reason."""
    ticked = Launch.objects.filter(pk__in=chosen_numbers(request.POST.getlist("only"))[:PAGE]).order_by("id")
    archived, refused = archive.archive_each(ticked, by=request.user)
    if archived:
        number = f"{len(archived)} launch{'es are' if len(archived) > 1 else ' is'}"
        messages.success(request, f"{number} archived: off the lists. Kaleyra is not told.")
    for launch, reason in refused:
        messages.warning(request, f"{launch.launch_name}: {reason}")
    if not archived and not refused:
        messages.info(request, "Nothing was ticked, so nothing was archived.")
    # Back to the same place of the list.
    return redirect(reverse("launch_list") + listing.query_of(LaunchFilter.wanted_in(request.GET)))


@permission_required("launches.view_launch", raise_exception=True)
def _rows(request: Request) -> HttpResponse:
    found = _listing(request)
    if "empty" in request.GET and found["is_anything"]:
        return HttpResponseClientRefresh()  # With the first launch the page gets its filters.
    response = render(request, "launches/_launch_rows.html", found | {"announce": "seen" not in request.GET})
    # Whoever filters as they type can share the address bar.
    return response if "seen" in request.GET else at_address(request, response, found["address"])


def _listing(request: Request) -> dict[str, Any]:
    wanted = LaunchFilter.wanted_in(request.GET)
    page = listing.listing(wanted)
    export = {name: value for name, value in wanted.items() if name != "before"}
    return {
        **vars(page),
        "wanted": wanted,
        "is_anything": bool(page.launches or page.are_all_archived or wanted),
        "address": reverse("launch_list") + page.query,
        "export": reverse("launch_export") + listing.query_of(export),
    }
