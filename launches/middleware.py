"""What every answer needs, whoever asked."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from launches.views import kept

GetResponse = Callable[[HttpRequest], HttpResponse]


class SignInAgainMiddleware:
    """An expired session under HTMX leads to the sign-in page, never into a fragment; and no typed text is lost.

    htmx obeys HX-Redirect on any status, before it looks at the body.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 302 or request.user.is_authenticated:
            return response
        if request.headers.get("HX-Request") != "true":
            return kept.ask_to_sign_in(request) if kept.is_form(request) else response
        page = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = redirect_to_login(page).url
        if kept.sends_plainly(request):
            answer[kept.SEND_PLAINLY] = "yes"
        return answer


class NoStoreMiddleware:
    """Nothing private stays in a cache after signing out. Static files never come here."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response
