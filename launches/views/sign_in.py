"""Signing in, with whatever somebody had typed when their session ended."""

from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponseBase

from launches.views import kept


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in form; or the way on to where somebody was."""
    typed = kept.of(request)
    if typed and "username" not in request.POST and not request.user.is_authenticated:
        return kept.ask_to_sign_in(
            request
        )  # Back from the page of too many tries: nobody has tried again yet.
    response = LoginView.as_view(redirect_authenticated_user=True, extra_context={"typed": typed})(request)
    if response.status_code == 302 and request.user.is_authenticated:
        kept.put(request, urlsplit(response["Location"]).path, typed)
    return response
