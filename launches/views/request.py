"""A request as views see it: somebody is signed in, and htmx may have asked."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """What the middleware has made of it."""

    user: User
    htmx: HtmxDetails


def is_from_htmx(request: HttpRequest) -> bool:
    """Did htmx ask? For what may run before, or without, the middleware that makes `request.htmx`."""
    return bool(HtmxDetails(request))
