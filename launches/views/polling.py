"""Fragments that ask again and again: an unchanged one costs one cheap query and answers 204."""

from django.http import HttpRequest, HttpResponse


def is_unchanged(request: HttpRequest, marker: str) -> bool:
    """Has whoever asks already seen this?"""
    return bool(marker) and request.GET.get("seen") == marker


def unchanged() -> HttpResponse:
    """Nothing to swap."""
    return HttpResponse(status=204)
