"""Kaleyra's catalogue of carriers (read-only, synced by the worker) and the map of its state codes."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from launches import access
from launches.admin.columns import when
from launches.admin.filters import in_words
from launches.admin.readonly import ListAdmin, ReadOnlyAdmin, TypedAdmin, who
from launches.models import CarrierRegion, LaunchRegion, StateCode
from launches.problems import Problem
from launches.services import meanings, regions
from launches.statuses import CarrierState, look
from launches.templatetags.portal import badge
from launches.words import so_many


class OfferedFilter(admin.SimpleListFilter):
    """Can it be chosen?"""

    title = "offered"
    parameter_name = "offered"

    def lookups(self, request: HttpRequest, model_admin: TypedAdmin[CarrierRegion]) -> list[tuple[str, str]]:
        """Three kinds."""
        return [("yes", "Offered"), ("disabled", "Not enabled by Kaleyra"), ("retired", "No longer listed")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[CarrierRegion]
    ) -> QuerySet[CarrierRegion] | None:
        """The carriers of that kind."""
        kinds: dict[str, dict[str, Any]] = {
            "yes": {"carrier_enabled": True, "retired_at": None},
            "disabled": {"carrier_enabled": False, "retired_at": None},
            "retired": {"retired_at__isnull": False},
        }
        return queryset.filter(**kinds.get(self.value() or "", {}))


def _managed_by(kind: str) -> str:
    return capfirst(CarrierRegion(management_type=kind).managed_by())


def _hosted_in(name: str) -> str:
    return capfirst(CarrierRegion(hosting_region=name).hosted_in())


@admin.register(CarrierRegion)
class CarrierRegionAdmin(ReadOnlyAdmin[CarrierRegion]):
    """What Kaleyra offers. Nobody edits it; an admin asks for a sync."""

    when_empty = "No carriers yet. The worker syncs the catalogue by itself; an admin can ask for it here."
    search_help_text = "Search by country, carrier and Kaleyra's id"
    list_display = ("carrier", "country", "on_pod", "standing", "managed", "hosted", "seen")
    list_filter = (
        OfferedFilter,
        "pod",
        ("management_type", in_words("manager", _managed_by)),
        ("hosting_region", in_words("hosting region", _hosted_in)),
    )
    fields = (
        "display_name",
        "pod",
        "standing",
        "managed",
        "hosted",
        "remote_id",
        "region_name",
        "first_seen_at",
        "last_seen_at",
        "retired_at",
    )
    search_fields = ("display_name", "region_name", "remote_id")
    ordering = ("country", "carrier", "id")
    change_list_template = "admin/launches/carrierregion/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """With the address of the sync button."""
        sync = path(
            "sync/", self.admin_site.admin_view(require_POST(self.sync)), name="launches_catalogue_sync"
        )
        return [sync, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With one sync button for each pod, for those who may press it."""
        may_sync = access.may_keep_catalogue(who(request))
        pods = sorted(settings.KALEYRA_PODS) if may_sync else []
        return super().changelist_view(request, {"pods_to_sync": pods, **(extra_context or {})})

    def sync(self, request: HttpRequest) -> HttpResponse:
        """The worker is asked; a web request never talks to Kaleyra."""
        pod = request.POST.get("pod", "")
        if pod not in settings.KALEYRA_PODS:
            raise PermissionDenied
        try:
            regions.request_sync(pod, by=who(request))
        except Problem as problem:
            messages.error(request, problem.sentence)
        else:
            messages.success(request, f"The worker syncs the {pod} catalogue now; reload in a few seconds.")
        return redirect("admin:launches_carrierregion_changelist")

    @admin.display(description="Offered", ordering="retired_at")
    def standing(self, region: CarrierRegion) -> str:
        """Can it be chosen, and why not?"""
        return capfirst(region.why_not_offered()) or "Offered"

    @admin.display(description="Pod", ordering="pod")
    def on_pod(self, region: CarrierRegion) -> str:
        """Where it is, as short as people say it."""
        return region.pod

    @admin.display(description="Managed by", ordering="management_type")
    def managed(self, region: CarrierRegion) -> str:
        """Who decides."""
        return capfirst(region.managed_by())

    @admin.display(description="Hosted in", ordering="hosting_region")
    def hosted(self, region: CarrierRegion) -> str:
        """Where it is hosted."""
        return capfirst(region.hosted_in())

    @admin.display(description="Last listed", ordering="last_seen_at")
    def seen(self, region: CarrierRegion) -> SafeString | str:
        """When Kaleyra last listed it."""
        return when(region.last_seen_at)


class MeaningFilter(admin.SimpleListFilter):
    """Does the code have a meaning yet?"""

    title = "meaning"
    parameter_name = "meaning"

    def lookups(self, request: HttpRequest, model_admin: TypedAdmin[StateCode]) -> list[tuple[str, str]]:
        """Only the gap is worth a filter."""
        return [("none", "Needs a meaning")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StateCode]) -> QuerySet[StateCode]:
        """Those without one, when asked for."""
        return queryset.filter(state="") if self.value() == "none" else queryset


@admin.register(StateCode)
class StateCodeAdmin(ListAdmin[StateCode]):
    """What Kaleyra's codes mean; those without a meaning come first."""

    search_help_text = "Search by code and note"
    list_display = ("code", "meaning", "note", "seen_on", "first_seen")
    list_filter = (MeaningFilter,)
    search_fields = ("code", "note")
    fields = ("code", "state", "note", "first_seen", "seen_on")
    ordering = ("state", "code")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StateCode]:
        """With the number of carriers that say this code now, in the same query."""
        saying = (
            LaunchRegion.objects.filter(state_code=OuterRef("code"))
            .order_by()
            .values("state_code")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return super().get_queryset(request).annotate(seen=Coalesce(Subquery(saying), 0))

    def get_readonly_fields(self, request: HttpRequest, obj: StateCode | None = None) -> tuple[str, ...]:
        """The code itself is Kaleyra's: given once, never changed."""
        return ("first_seen", "seen_on", "code") if obj else ("first_seen", "seen_on")

    def has_delete_permission(self, request: HttpRequest, obj: StateCode | None = None) -> bool:
        """Nobody: a code that was seen stays known."""
        return False

    def save_model(
        self, request: HttpRequest, obj: StateCode, form: "forms.ModelForm[StateCode]", change: bool
    ) -> None:
        """Carriers that say this code are read again, by the service."""
        reread = meanings.give(obj, by=who(request))
        if reread:
            carriers = so_many(reread, "carrier")
            messages.info(
                request,
                f"Read again because they say {obj.code}: {carriers}. Their history keeps what it said before.",
            )

    @admin.display(description="Meaning", ordering="state")
    def meaning(self, code: StateCode) -> SafeString:
        """In our words, or that it has none yet."""
        if not code.state:
            return badge(look(CarrierState.UNKNOWN)._replace(label="Needs a meaning"))
        return badge(look(CarrierState(code.state)))

    @admin.display(description="Carriers that say it now")
    def seen_on(self, code: StateCode) -> int:
        """How many."""
        return int(getattr(code, "seen", 0))

    @admin.display(description="First seen", ordering="first_seen_at")
    def first_seen(self, code: StateCode) -> SafeString | str:
        """When, if it was not on the map from the start."""
        return when(code.first_seen_at)
