"""Before what cannot be undone, somebody shows once more who they are; what they asked for is done right after.

One rule for every such button: `fresh` around the view that it posts to. `approving` around those that only approvers
press asks only that they have a second factor, where the setting demands one; `deciding` asks for both.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from launches import access
from launches.forms.sign_in import ConfirmForm
from launches.services import sessions
from launches.throttle import address_of
from launches.views.request import fields_of, is_from_htmx, is_private

View = Callable[..., HttpResponse]
# What our own form adds to the one that is kept.
OURS = ("confirming", "code")


def approving(view: View) -> View:
    """Only with a second factor, where the setting demands one; whoever has none is led to setting one up."""

    @wraps(view)
    def see_to_it(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if access.lacks_second_factor(request.user):
            return _lead_to(request, "second_factor")
        return view(request, *args, **kwargs)

    return see_to_it


def fresh(view: View, *, unless: Callable[[HttpRequest], bool] = lambda request: False) -> View:
    """Only for whoever proved who they are minutes ago. Anybody else is asked now; then the form goes on as sent.

    It needs no address of its own: the page that asks for the password posts it, with the whole form, to where that
    was going.
    """

    @sensitive_post_parameters("password", "code")
    @wraps(view)
    def ask_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if unless(request) or sessions.is_fresh(request.session):
            return view(request, *args, **kwargs)
        if is_from_htmx(request):
            return _lead_to(request, "confirm")
        if asked := _ask(request):
            return asked
        return view(request, *args, **kwargs)

    return ask_first


def deciding(view: View, *, unless: Callable[[HttpRequest], bool] = lambda request: False) -> View:
    """Both checks: for what an approver does and nobody can undo."""
    return approving(fresh(view, unless=unless))


def is_no_form(request: HttpRequest) -> bool:
    """Does it only read? For `unless`, around a page that shows a form and takes it."""
    return request.method != "POST"


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The same question on a page of its own, and back to where somebody was."""
    return _ask(request) or HttpResponseRedirect(came_from(request, request.GET.get("next", "")))


def came_from(request: HttpRequest, said: str = "") -> str:
    """The page of ours that somebody was on."""
    url = said or request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    parts = urlsplit(url if url_has_allowed_host_and_scheme(url, {request.get_host()}) else "")
    page = f"{parts.path}?{parts.query}" if parts.query else parts.path
    # The path once more by itself: no browser may read it as another site.
    return page if url_has_allowed_host_and_scheme(page, None) else reverse("overview")


def _ask(request: HttpRequest) -> HttpResponse | None:
    """The page that asks who is there; None when its answer was right."""
    form = ConfirmForm(request, request.POST if "confirming" in request.POST else None)
    if form.is_valid():
        forget_failures(username=form.user.get_username(), ip=address_of(request))
        update_session_auth_hash(request, form.user)  # Another key for the session, as after signing in.
        sessions.prove(request.session)
        return None
    is_locked = getattr(request, "axes_locked_out", False)
    refused = 401 if request.method == "POST" else 200
    request.axes_locked_out = False  # type: ignore[attr-defined]  # This page says so itself: it keeps what was asked.
    context = {
        "form": form,
        "is_locked": is_locked,
        "minutes": settings.FRESH_SIGN_IN_MINUTES,
        "kept": _kept(request),
        "back": came_from(request),
    }
    return render(request, "registration/confirm.html", context, status=429 if is_locked else refused)


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, value in fields_of(request) if name not in OURS and not is_private(name)]


def _lead_to(request: HttpRequest, page: str) -> HttpResponse:
    url = f"{reverse(page)}?{urlencode({'next': came_from(request)})}"
    if is_from_htmx(request):
        return HttpResponse(status=401, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
