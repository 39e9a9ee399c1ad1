"""Operations: the machinery on one page, the emergency brake, and the buttons that let sending go on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from launches import access
from launches.admin import machinery
from launches.admin.bulk import number_in
from launches.admin.readonly import ReadOnlyAdmin, who
from launches.models import PodHealth
from launches.problems import Problem
from launches.services import brake, breaks, doubts, epoch, pods
from launches.views import proof

PAGE = "admin:launches_podhealth_changelist"


View = Callable[[HttpRequest], HttpResponse]


def button(deed: Callable[[HttpRequest], str]) -> View:
    """The deed behind a button: back on the page, which says what was done, or why it was not."""

    @wraps(deed)
    def press(request: HttpRequest) -> HttpResponse:
        try:
            messages.success(request, deed(request))
        except Problem as problem:
            messages.error(request, problem.sentence)
        return redirect(PAGE)

    return press


@button
def pull(request: HttpRequest) -> str:
    """Sending is stopped, to one pod or to all, and the whole portal says by whom and why."""
    pod, reason = request.POST.get("pod", ""), request.POST.get("reason", "")
    pulled = brake.pull(pod, by=who(request), reason=reason)
    return f"Sending to {pulled.where} is stopped. What is approved waits."


@button
def release(request: HttpRequest) -> str:
    """The brake is off, and what waits is sent."""
    released = brake.release(number_in(request.POST, "brake"), by=who(request))
    return f"Sending to {released.where} goes on. The worker sends what waited."


@button
def resume(request: HttpRequest) -> str:
    """Sending to the pod goes on."""
    pod = request.POST.get("pod", "")
    pods.resume(pod, by=who(request))
    return f"Sending to the {pod} pod goes on."


@button
def unpark(request: HttpRequest) -> str:
    """A launch over whose answers we broke is checked again."""
    launch = breaks.release(number_in(request.POST, "launch"), by=who(request))
    return f"{launch} is checked again."


@button
def believe(request: HttpRequest) -> str:
    """A catalogue that was not believed is the catalogue."""
    report = doubts.believe(number_in(request.POST, "catalogue"), by=who(request))
    said = f"{report.added} new, {report.changed} changed, {report.retired} gone"
    return f"The catalogue is applied: {said}."


@button
def park(request: HttpRequest) -> str:
    """After a restored backup: nothing waits any more that may have been sent, and sending goes on."""
    return f"Sending goes on; {epoch.park(by=who(request))}."


@admin.register(PodHealth)
class OperationsAdmin(ReadOnlyAdmin[PodHealth]):
    """One page about the machinery, in place of a list of rows."""

    def get_urls(self) -> list[URLPattern]:
        """With the addresses of the buttons."""
        buttons = {
            "resume": proof.deciding(resume),
            "park": proof.deciding(park),
            "brake": pull,  # Whoever stops sending in an emergency is asked nothing.
            "release": proof.deciding(release),
            "unpark": unpark,
            "believe": believe,
        }
        ours = [
            path(f"{verb}/", self.admin_site.admin_view(require_POST(view)), name=f"launches_{verb}")
            for verb, view in buttons.items()
        ]
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
            **machinery.state(),
            "may_stop_sending": access.may_stop_sending(who(request)),
            "may_keep_catalogue": access.may_keep_catalogue(who(request)),
            "may_park": access.may_review(who(request)),
        }
        return TemplateResponse(request, "admin/launches/podhealth/operations.html", context)
