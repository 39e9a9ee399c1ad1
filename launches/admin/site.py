"""The admin's name, and its sign-in: the portal's own page."""

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from launches.admin.columns import NOTHING

admin.site.site_header = "rcsportal — review"
admin.site.site_title = "rcsportal review"
admin.site.index_title = "Review"
admin.site.site_url = "/"
admin.site.empty_value_display = NOTHING


@login_not_required
def sign_in(request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
    """Leads to the portal's sign-in and back. Somebody signed in who has no business here is refused.

    Refused, and not led to the sign-in page: that one would send them straight back.
    """
    if admin.site.has_permission(request):
        return redirect("admin:index")
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))


def password_change(request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
    """The portal's own page, where wrong passwords are throttled."""
    return redirect("password")


admin.site.password_change = password_change  # type: ignore[method-assign, assignment]  # theirs is a template
admin.site.login = sign_in  # type: ignore[method-assign]  # Django's documented place for one's own sign-in
