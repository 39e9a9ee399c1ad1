"""The matrix: the whole estate at a glance, as a page and as a sheet."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from launches import matrix
from launches.forms.filters import MatrixFilter
from launches.listing import query_of
from launches.models.agent import PODS
from launches.statuses import CarrierState
from launches.views.address import at_address
from launches.views.download import csv_file
from launches.views.request import Request


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def matrix_page(request: Request) -> HttpResponse:
    """The page."""
    choices = {"pods": PODS, "countries": matrix.countries(), "states": CarrierState.choices}
    return render(request, "launches/matrix.html", _found(request) | choices)


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def matrix_rows(request: Request) -> HttpResponse:
    """The table alone, for whoever filters."""
    found = _found(request)
    response = render(request, "launches/_matrix_rows.html", found | {"announce": True})
    return at_address(request, response, reverse("matrix") + found["query"])


@require_safe
@permission_required("launches.view_launch", raise_exception=True)
def matrix_export(request: Request) -> StreamingHttpResponse:
    """Everything that the filters leave, a line for each filled cell."""
    return csv_file("matrix", matrix.lines_of(MatrixFilter.wanted_in(request.GET)))


def _found(request: Request) -> dict[str, Any]:
    wanted = MatrixFilter.wanted_in(request.GET)
    page = matrix.matrix(wanted)
    export = {name: value for name, value in wanted.items() if name != "after"}
    return {**vars(page), "wanted": wanted, "export": reverse("matrix_export") + query_of(export)}
