"""Operations: is the worker alive, does each pod answer, what waits, and the button that lets sending go on."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from launches.admin.readonly import ReadOnlyAdmin, who
from launches.models import CarrierRegion, Heartbeat, Launch, PodHealth, StateCode, StatusEvent, Submission
from launches.problems import Problem
from launches.services import epoch, health, pods
from launches.statuses import Look, SubmissionStatus, look

BACKLOG = (
    SubmissionStatus.IN_REVIEW,
    SubmissionStatus.APPROVED,
    SubmissionStatus.SENDING,
    SubmissionStatus.UNCONFIRMED,
)


class Pod(NamedTuple):
    """One pod as the page draws it."""

    name: str
    standing: Look
    health: PodHealth | None
    carriers: int
    synced_at: object


@admin.register(PodHealth)
class OperationsAdmin(ReadOnlyAdmin[PodHealth]):
    """One page about the machinery, in place of a list of rows."""

    def get_urls(self) -> list[URLPattern]:
        """With the addresses of the buttons."""
        resume = self.admin_site.admin_view(require_POST(self.resume))
        park = self.admin_site.admin_view(require_POST(self.park))
        ours = [path("resume/", resume, name="launches_resume"), path("park/", park, name="launches_park")]
        return [*ours, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """How the machinery is at the moment."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "Operations",
            "opts": self.opts,
            **_state(),
        }
        context["may_resume"] = request.user.has_perm("launches.change_podhealth")
        context["may_park"] = request.user.has_perm("launches.review_submission")
        return TemplateResponse(request, "admin/launches/podhealth/operations.html", context)

    def resume(self, request: HttpRequest) -> HttpResponse:
        """Sending to the pod goes on."""
        pod = request.POST.get("pod", "")
        try:
            pods.resume(pod, by=who(request))
        except Problem as problem:
            messages.error(request, problem.sentence)
        else:
            messages.success(request, f"Sending to the {pod} pod goes on.")
        return redirect("admin:launches_podhealth_changelist")

    def park(self, request: HttpRequest) -> HttpResponse:
        """After a restored backup: what was believed to be waiting is unconfirmed, and sending goes on."""
        try:
            parked = epoch.park(by=who(request))
        except Problem as problem:
            messages.error(request, problem.sentence)
        else:
            messages.success(request, f"Sending goes on. Parked as unconfirmed: {parked}.")
        return redirect("admin:launches_podhealth_changelist")


def _state() -> dict[str, Any]:
    now = timezone.now()
    numbers: dict[str, int] = dict(Submission.objects.order_by().values_list("status").annotate(Count("pk")))
    waiting = Launch.objects.filter(next_check_at__lte=now).exclude(agent_launch_id="")
    return {
        "report": health.report(),
        "heartbeat": Heartbeat.objects.filter(name=health.WORKER).first(),
        "database": connection.vendor,
        "pods": _pods(),
        "backlog": [(status, look(status), numbers.get(status, 0)) for status in BACKLOG],
        "oldest_unchecked": waiting.order_by("next_check_at").first(),
        "due_count": waiting.count(),
        "unmapped": StateCode.objects.filter(state="").count(),
        "catalogue_events": StatusEvent.objects.filter(subject="carrier_region")
        .select_related("carrier_region")
        .order_by("-id")[:10],
    }


def _pods() -> list[Pod]:
    known = {row.pod: row for row in PodHealth.objects.all()}
    catalogues = CarrierRegion.objects.filter(retired_at=None).order_by().values("pod")
    sizes: dict[str, Any] = {
        row["pod"]: row for row in catalogues.annotate(number=Count("pk"), synced_at=Max("last_seen_at"))
    }
    nothing: dict[str, Any] = {"number": 0, "synced_at": None}
    rows = []
    for name in sorted(settings.KALEYRA_PODS):
        size = sizes.get(name, nothing)
        rows.append(Pod(name, _standing(known.get(name)), known.get(name), size["number"], size["synced_at"]))
    return rows


def _standing(row: PodHealth | None) -> Look:
    if row is not None and row.stopped_at:
        return Look("Sending is stopped", "red", "circle-x")
    if row is not None and row.paused_until and row.paused_until > timezone.now():
        return Look("Paused for a while", "orange", "circle-pause")
    return Look("Answers", "green", "circle-check")
