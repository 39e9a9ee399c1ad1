"""The first page: what needs me, what is under way, what went live."""

from datetime import timedelta

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from launches import board
from launches.counting import latest_change
from launches.views.polling import is_unchanged, unchanged
from launches.views.request import Request

WEEK = timedelta(days=7)


@require_safe
def overview(request: Request) -> HttpResponse:
    """The page."""
    return _board(request, "launches/overview.html")


@require_safe
def overview_live(request: Request) -> HttpResponse:
    """The part of the page that updates itself. That nothing changed is no secret, and is answered to anybody."""
    if is_unchanged(request, latest_change()):
        return unchanged()
    return _board(request, "launches/_board.html")


@permission_required("launches.view_launch", raise_exception=True)
def _board(request: Request, template: str) -> HttpResponse:
    found = board.board_for(request.user, timezone.now() - WEEK)
    return render(request, template, {"board": found, "marker": found.marker})
