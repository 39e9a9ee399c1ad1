"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

from launches.services import troubles


def portal(request: HttpRequest) -> dict[str, object]:
    """The target of what is sent and what stops it (for the banners), and the version (for the foot).

    What stops it is read only by the pages that show it.
    """
    return {
        "is_sandbox": settings.KALEYRA_SANDBOX,
        "pods_offered": sorted(settings.KALEYRA_PODS),
        "troubles": troubles.troubles,
        "portal_version": settings.VERSION,
    }
