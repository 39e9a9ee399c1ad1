"""Fragments that ask again and again: an unchanged one costs one cheap query and answers 204."""

from django.http import HttpRequest, HttpResponse

from launches.models import StatusEvent


def latest_change() -> str:
    """A word that changes whenever anything changes anywhere: the number of the latest event."""
    return str(StatusEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0)


def is_unchanged(request: HttpRequest, marker: str) -> bool:
    """Has whoever asks already seen this?"""
    return bool(marker) and request.GET.get("seen") == marker


def unchanged() -> HttpResponse:
    """Nothing to swap."""
    return HttpResponse(status=204)
