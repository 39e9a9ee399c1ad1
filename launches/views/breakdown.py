"""What people read when something of ours broke: an error with a number that stands in the log, once; or, when it was
the database, what that means for what they typed. No query is made here.
"""

import logging
import re
import sys
from uuid import uuid4

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import loader
from django.views.debug import SafeExceptionReporterFilter

from launches.views.request import fields_of, is_from_htmx, is_private

log = logging.getLogger(__name__)

BROKEN = (
    "Something went wrong on our side. Reload the page to see what was saved before you try again. Error {}."
)
BUSY = "The portal is busy at this moment. Nothing was saved; what you typed is still here. Try again."
AWAY = "The portal cannot use its database at this moment. Perhaps nothing was saved; look before you go on. Error {}."
RETRY_AFTER = "5"
# What SQLite and PostgreSQL say of somebody else who writes for longer than we wait.
SQLITE_BUSY, LOCK_NOT_AVAILABLE = "SQLITE_BUSY", "55P03"


class SettingsInBrief(SafeExceptionReporterFilter):
    """Django's page about an exception, which is there under DEBUG, tells neither keys and passwords nor a SID."""

    hidden_settings = re.compile(f"{SafeExceptionReporterFilter.hidden_settings.pattern}|sid$", re.IGNORECASE)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with its number; 503 when it was the database. Called while the exception is being handled."""
    problem = sys.exc_info()[1]
    number = uuid4().hex[:8]
    log.error("Error %s: %s %s", number, request.method, request.path, exc_info=problem)
    if isinstance(problem, DatabaseError | InterfaceError) and not isinstance(
        problem, IntegrityError | DataError
    ):
        answer = _database_error(request, number, is_busy=_is_busy(problem))
    else:
        answer = _answer(request, 500, BROKEN.format(number), {"number": number})
    answer._has_been_logged = True  # type: ignore[attr-defined]  # or Django would log it again, without the number
    return answer


def _database_error(request: HttpRequest, number: str, *, is_busy: bool) -> HttpResponse:
    """Nothing was saved; a form comes along in the page, to be sent again with one press."""
    words = BUSY if is_busy else AWAY.format(number)
    context = {
        "number": number,
        "is_busy": is_busy,
        "typed": _typed(request),
        "path": request.get_full_path(),
    }
    if context["typed"]:
        context["token"] = get_token(request)
    answer = _answer(request, 503, words, context)
    answer["Retry-After"] = RETRY_AFTER
    return answer


def _is_busy(problem: BaseException) -> bool:
    cause = problem.__cause__
    name = getattr(cause, "sqlite_errorname", "")
    return name.startswith(SQLITE_BUSY) or getattr(cause, "sqlstate", "") == LOCK_NOT_AVAILABLE


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a plain form, in their order; nothing of a form with a password."""
    if request.method != "POST" or any(map(is_private, request.POST)):
        return []
    return fields_of(request)


def _answer(request: HttpRequest, status: int, words: str, context: dict[str, object]) -> HttpResponse:
    if is_from_htmx(request):
        return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    return HttpResponse(loader.render_to_string(f"{status}.html", context), status=status)
