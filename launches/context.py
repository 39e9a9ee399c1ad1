"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """The target of what is sent (for the banner) and the version (for the foot)."""
    return {
        "is_sandbox": settings.KALEYRA_SANDBOX,
        "pods_offered": sorted(settings.KALEYRA_PODS),
        "portal_version": settings.VERSION,
    }
