"""Kaleyra's catalogue of carriers, as we know it."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Max, Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from launches import access
from launches.forms.filters import CarrierFilter
from launches.listing import query_of
from launches.models import CarrierRegion
from launches.models.agent import PODS
from launches.services import notes, picking
from launches.services.track_record import usual
from launches.spreadsheet import moment, whole
from launches.views.address import at_address
from launches.views.download import csv_file
from launches.views.request import Request

HEAD = ("Country", "Carrier", "Pod", "Managed by", "Hosted in", "Offered", "First seen", "Region id")
MOST_ROWS = 100  # More only for those who ask: almost everybody searches.


@require_safe
@permission_required("launches.view_carrierregion", raise_exception=True)
def carrier_list(request: Request) -> HttpResponse:
    """The page."""
    hostings, managers = picking.choices()
    synced = CarrierRegion.objects.order_by().values_list("pod").annotate(Max("last_seen_at"))
    context = {"hostings": hostings, "managers": managers, "pods": PODS, "synced": sorted(synced)}
    return render(request, "launches/carrier_list.html", context | _found(request))


@require_safe
@permission_required("launches.view_carrierregion", raise_exception=True)
def carrier_detail(request: Request, pk: int) -> HttpResponse:
    """One carrier: its record, and the notebook of what colleagues know about it."""
    region = get_object_or_404(CarrierRegion, pk=pk)
    notebook = notes.notebook(region) if access.may_comment(request.user) else []
    context = {"region": region, "notebook": notebook, "record": usual()[region.pk]}
    return render(request, "launches/carrier_detail.html", context)


@require_safe
@permission_required("launches.view_carrierregion", raise_exception=True)
def carrier_rows(request: Request) -> HttpResponse:
    """The carriers alone, for whoever searches as they type."""
    found = _found(request)
    response = render(request, "launches/_carrier_rows.html", found | {"announce": True})
    return at_address(request, response, reverse("carrier_list") + found["query"])


@require_safe
@permission_required("launches.view_carrierregion", raise_exception=True)
def carrier_export(request: Request) -> StreamingHttpResponse:
    """Every carrier that the filters leave."""
    found = _narrowed(CarrierFilter.wanted_in(request.GET))
    return csv_file("carriers", whole(HEAD, map(_row, found)))


def _found(request: Request) -> dict[str, Any]:
    wanted = CarrierFilter.wanted_in(request.GET)
    narrowing = {name: value for name, value in wanted.items() if name != "all"}
    regions = _narrowed(narrowing)
    total = regions.count()
    rows = regions if wanted.get("all") else regions[:MOST_ROWS]
    countries = [(country, list(of)) for country, of in groupby(rows, key=lambda region: region.country)]
    return {
        "wanted": wanted,
        "query": query_of(narrowing),
        "export": reverse("carrier_export") + query_of(narrowing),
        "everything": query_of(narrowing | {"all": "on"}),
        "countries": countries,
        "total": total,
        "left_out": 0 if wanted.get("all") else max(total - MOST_ROWS, 0),
        "is_filtered": bool(narrowing),
    }


def _narrowed(wanted: dict[str, Any]) -> QuerySet[CarrierRegion]:
    found = CarrierRegion.objects.matching(wanted.get("q", ""))
    if "pod" in wanted:
        found = found.filter(pod=wanted["pod"])
    if "hosting" in wanted:
        found = found.filter(hosting_region=wanted["hosting"])
    if "managed" in wanted:
        found = found.filter(management_type=wanted["managed"])
    is_offered = Q(carrier_enabled=True, retired_at=None)
    if "offered" in wanted:
        found = found.filter(is_offered if wanted["offered"] == "yes" else ~is_offered)
    return found.order_by("country", "carrier", "pod", "id")


def _row(region: CarrierRegion) -> tuple[object, ...]:
    return (
        region.country,
        region.carrier,
        region.pod,
        region.managed_by(),
        region.hosted_in(),
        region.why_not_offered() or "offered",
        moment(region.first_seen_at),
        region.remote_id,
    )
