"""What people read when something went wrong: a page, or one sentence that htmx shows as a toast."""

import logging

from django.http import HttpRequest, HttpResponse
from django.template import loader

from launches.views import kept
from launches.views.request import is_from_htmx

log = logging.getLogger(__name__)

SENTENCES = {
    400: "The portal could not read that request. Nothing was changed.",
    403: "You may not do that. Nothing was changed.",
    404: "That is not here, or not for you. Reload the page.",
}
OUT_OF_DATE = (
    "This page is out of date, perhaps because you signed in again. Nothing was saved: "
    "copy what you typed, reload the page and send it once more."
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 in plain words."""
    return _say(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 in plain words, and in the log who it was."""
    log.warning("Person %s may not %s %s.", request.user.pk, request.method, request.path)
    return _say(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in plain words."""
    return _say(request, 404)


def no_page(request: HttpRequest) -> str:
    """The text of a 405: the address takes forms only."""
    return "" if is_from_htmx(request) else loader.render_to_string("405.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before somebody signed in again. Nothing was saved, and what was typed stays or comes along."""
    if is_from_htmx(request):
        answer = _plain(OUT_OF_DATE, 403)
        if kept.sends_plainly(request):
            answer[kept.SEND_PLAINLY] = "yes"
        return answer
    # Text of another site is not carried into a form of ours.
    if kept.of(request) and kept.comes_from_us(request):
        return kept.go_on(request) if request.user.is_authenticated else kept.ask_to_sign_in(request)
    # In Django's words; a proxy that passes on too little looks the same, and would baffle whoever sets it up.
    is_foreign = reason.startswith(("Origin checking failed", "Referer checking failed"))
    return HttpResponse(loader.render_to_string("403_csrf.html", {"is_foreign": is_foreign}), status=403)


def _say(request: HttpRequest, status: int) -> HttpResponse:
    if is_from_htmx(request):
        return _plain(SENTENCES[status], status)
    return HttpResponse(loader.render_to_string(f"{status}.html"), status=status)


def _plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
