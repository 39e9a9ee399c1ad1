"""What every answer needs, whoever asked."""

from collections.abc import Callable
from urllib.parse import urlsplit

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.urls import get_resolver
from django.utils.cache import add_never_cache_headers

from launches.services import sessions
from launches.views import errors, kept
from launches.views.proof import came_from
from launches.views.request import is_from_htmx

NULL = "\x00"
GetResponse = Callable[[HttpRequest], HttpResponse]


class Middleware:
    """Hands each request on as it came; those below do something before it, or after."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class OnlyOursMiddleware(Middleware):
    """No other site reads or embeds anything of ours, static files included; no page asks for camera or place.

    The first three are Django's own, which sets none where it refuses a foreign name before it leads to HTTPS.
    """

    headers = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response[name] = value
        return response


class SignInAgainMiddleware(Middleware):
    """An expired session under HTMX leads to the sign-in page, never into a fragment; and no typed text is lost.

    htmx obeys HX-Redirect on any status, before it looks at the body.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 302 or request.user.is_authenticated:
            return response
        if not is_from_htmx(request):
            return _sign_in_first(request, response)
        page = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = redirect_to_login(page).url
        if kept.sends_plainly(request):
            answer[kept.SEND_PLAINLY] = "yes"
        return answer


def _sign_in_first(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if kept.has_text(request):
        return kept.ask_to_sign_in(request)
    if request.method == "POST" and "next=" in response["Location"] and "Referer" in request.headers:
        # Back to the page with the button: the address that it posts to is no page.
        return redirect_to_login(came_from(request))
    return response


class SessionLimitsMiddleware(Middleware):
    """A session ends a while after the last thing a person did, and some hours after signing in whatever was done.

    What a page asks by itself (it says what it has `seen`) is nothing that a person did.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if sessions.is_over(request.session):
                logout(request)
            elif "seen" not in request.GET:
                sessions.touch(request.session)
        return self.get_response(request)


class StorableMiddleware(Middleware):
    """What no database can keep: U+0000 is taken out of what was typed, since nobody means it and PostgreSQL refuses
    it; a number larger than any of a row makes no sense, and SQLite is not asked to look for it.
    """

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Not earlier: the check for forged forms comes first, and refuses what is too large."""
        for name in ("GET", "POST"):
            setattr(request, name, _without_nulls(getattr(request, name)))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Our own forms bound their numbers. The admin's filters do not, nor do its boxes to tick."""
        return errors.bad_request(request) if isinstance(exception, OverflowError) else None


def _without_nulls(typed: QueryDict) -> QueryDict:
    if not any(NULL in value for _, values in typed.lists() for value in values):
        return typed
    cleaned = typed.copy()
    for name, values in typed.lists():
        cleaned.setlist(name, [value.replace(NULL, "") for value in values])
    return cleaned


class NoStoreMiddleware(Middleware):
    """Nothing private stays in a cache after signing out. Static files never come here."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response


class KnownMethodsMiddleware(Middleware):
    """Pages are read and forms are sent; whatever else is asked, TRACE for instance, reaches no view."""

    known = ("GET", "HEAD", "OPTIONS", "POST")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return (
            self.get_response(request) if request.method in self.known else HttpResponseNotAllowed(self.known)
        )


class NoEmptyPageMiddleware(Middleware):
    """A 405 says what the address is for, where Django answers with an empty page."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            response.content = errors.no_page(request)
        return response


class OwnErrorsMiddleware(Middleware):
    """Under DEBUG, too, a missing page and a senseless request are answered in our words: Django's tell the settings.

    An exception of ours is left to Django, whose page about it helps those who work on the portal.
    """

    problems = {400: SuspiciousOperation, 404: Http404}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not settings.DEBUG or response.status_code not in self.problems:
            return response
        in_our_words: Callable[..., HttpResponse] = get_resolver().resolve_error_handler(response.status_code)
        answer = in_our_words(request, exception=self.problems[response.status_code]())
        answer.cookies = response.cookies
        # Under DEBUG django-csp leaves a 404 alone: it takes it for Django's own page.
        answer[HEADER] = build_policy()
        return answer
