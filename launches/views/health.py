"""Is the portal well? For load balancers and for people."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from launches.services import health


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The state of database and worker, and the version; 503 when something is down."""
    report = health.report()
    answer = JsonResponse(report, status=200 if report["status"] == "ok" else 503)
    # It is asked every few seconds, and the answer says what is down: Django would log each one as an error.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer
