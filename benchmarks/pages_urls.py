"""The portal's addresses, and three that are only there to compare with."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from benchmarks.pages_rows import RARE
from launches import counting, listing
from rcsportal import urls
from rcsportal.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def floor(request: HttpRequest) -> HttpResponse:
    """The least that a page for somebody who is signed in can cost: two bytes."""
    return HttpResponse("ok" if request.user.is_authenticated else "no")


def counters(request: HttpRequest) -> HttpResponse:
    """The floor, and how many launches there are in each state."""
    counting.counted_active()
    return floor(request)


def search(request: HttpRequest) -> HttpResponse:
    """The floor, and everything that the list asks when somebody looks for a rare word."""
    listing.listing({"q": RARE})
    return floor(request)


urlpatterns: list[URLPattern | URLResolver] = [
    *urls.urlpatterns,
    path("floor/", floor),
    path("counters/", counters),
    path("search/", search),
]
