"""A request as views see it: somebody is signed in, and htmx may have asked."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """What the middleware has made of it."""

    user: User
    htmx: HtmxDetails
