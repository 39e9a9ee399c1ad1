"""What every page knows."""

from functools import cache

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

from launches.services import notices, troubles


def portal(request: HttpRequest) -> dict[str, object]:
    """The target of what is sent and what stops it (for the banners), how many notices are unread (for the rail),
    and the version (for the foot).

    What stops it and what is unread are read only by the pages that show them; others draw what was known lately.
    """

    @cache
    def unread() -> int:
        return notices.unread_at_first(request.user) if isinstance(request.user, User) else 0

    return {
        "is_sandbox": settings.KALEYRA_SANDBOX,
        "pods_offered": sorted(settings.KALEYRA_PODS),
        "troubles": troubles.troubles,
        "troubles_lately": troubles.lately,
        "unread": unread,
        "portal_version": settings.VERSION,
    }
