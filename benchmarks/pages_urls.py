"""The portal's addresses, and a few that are only there to compare with."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from benchmarks.pages_rows import RARE
from launches import counting, listing
from launches.models import Launch, PodHealth, Submission
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


class StockAdmin(ModelAdmin[Launch]):
    """What somebody registers who thinks of nothing but the columns: the facts of our list, its filters and search."""

    list_display = (
        "launch_name", "agent", "state", "state_since", "regions_total", "regions_live", "regions_troubled",
        "created_by",
    )  # fmt: skip
    list_filter = ("state", "agent__pod", "agent", "created_by", "created_at")
    search_fields = ("launch_name", "agent__name", "agent__agent_no")
    list_per_page = listing.PAGE


stock = AdminSite("stock")
stock.register(Launch, StockAdmin)
stock.register([PodHealth, Submission])  # the page head of the portal's admin leads there

urlpatterns: list[URLPattern | URLResolver] = [
    *urls.urlpatterns,
    path("floor/", floor),
    path("counters/", counters),
    path("search/", search),
    path("stock/", stock.urls),
]
