"""A request as views see it: somebody is signed in, and htmx may have asked."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

PRIVATE = "password"  # in the name of a field


class Request(HttpRequest):
    """What the middleware has made of it."""

    user: User
    htmx: HtmxDetails


def is_from_htmx(request: HttpRequest) -> bool:
    """Did htmx ask? For what may run before, or without, the middleware that makes `request.htmx`."""
    return bool(HtmxDetails(request))


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field of the form that was sent, in its order, but for its token: to be put into a page again."""
    fields = request.POST.lists()
    return [(name, value) for name, values in fields for value in values if name != "csrfmiddlewaretoken"]


def is_private(name: str) -> bool:
    """Must what was typed into this field not be put into a page again?"""
    return PRIVATE in name
