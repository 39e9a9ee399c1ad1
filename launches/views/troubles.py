"""What every page updates by itself: what keeps submissions from being sent, and how many notices are unread."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from launches.services import notices
from launches.services.troubles import troubles
from launches.views.polling import unchanged
from launches.views.request import Request


@require_safe
def troubles_live(request: Request) -> HttpResponse:
    """Banner and number when one of them changed. That nothing did is no secret, and is answered to anybody."""
    found, unread = troubles(), notices.unread_at_first(request.user)
    has_changed = request.GET.get("seen") != "".join(f"{trouble.key}." for trouble in found)
    if not has_changed and request.GET.get("unread") == str(unread):
        return unchanged()
    context = {"troubles": found, "unread": unread, "has_changed": has_changed, "is_fragment": True}
    return _banner(request, context)


@permission_required("launches.view_launch", raise_exception=True)
def _banner(request: Request, context: dict[str, object]) -> HttpResponse:
    return render(request, "_troubles.html", context)
