"""How often a password may be tried: per account and address by django-axes, and per address here."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessFailureLog
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import timezone

# One password for many accounts: each account alone would never reach its own limit (docs/promises.md, fault 63).
MOST_PER_ADDRESS = 20
WITHIN = timedelta(hours=1)
# Whoever knows a password could guess at its second factor from many addresses: there are only a million codes.
MOST_CODES_PER_ACCOUNT = 10
SECOND_FACTOR = "second factor"  # where a wrong code was tried, in the record of failures


class SignInHandler(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """Axes' own, which also locks an address that failed too often, whatever the accounts."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """How often they failed lately; at least the limit, when their address failed too often with any accounts."""
        theirs = int(super().get_failures(request, credentials))
        is_too_often = _has_failed_too_often(request) or _has_guessed_too_often(credentials or {})
        return max(theirs, settings.AXES_FAILURE_LIMIT) if is_too_often else theirs

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **about: Any
    ) -> None:
        """The failure is recorded, without anything that was typed."""
        if request is None:
            return
        if "code" in credentials:
            request.axes_path_info = SECOND_FACTOR  # type: ignore[attr-defined]  # axes' own, set before it comes here
        written, request.POST = request.POST, QueryDict()
        try:
            super().user_login_failed(sender, credentials, request, **about)
        finally:
            request.POST = written


def address_of(request: HttpRequest) -> str | None:
    """From where somebody comes: what the proxy says, where one is configured, else the other end of the connection."""
    said = str(request.META.get("REMOTE_ADDR", ""))
    if settings.CLIENT_ADDRESS_HEADER:
        # The last one is the proxy's own word; whatever stands before it came with the request.
        said = request.headers.get(settings.CLIENT_ADDRESS_HEADER, "").split(",")[-1].strip()
    try:
        return str(ip_address(said))
    except ValueError:
        return None


def knows_addresses() -> bool:
    """Does everybody have an address of their own? Behind a proxy that says none, all have the proxy's."""
    return bool(settings.CLIENT_ADDRESS_HEADER) or not getattr(settings, "SECURE_PROXY_SSL_HEADER", None)


def _has_failed_too_often(request: HttpRequest) -> bool:
    address = address_of(request)
    if address is None or not knows_addresses():
        return False
    return _failures(ip_address=address) >= MOST_PER_ADDRESS


def _has_guessed_too_often(credentials: dict[str, Any]) -> bool:
    if "code" not in credentials:
        return False
    guesses = _failures(username=credentials.get("username"), path_info=SECOND_FACTOR)
    return guesses >= MOST_CODES_PER_ACCOUNT


def _failures(**about: Any) -> int:
    """How many there were lately. Tries while it is locked do not count, or a browser that asks on would lock its
    office for good."""
    lately = AccessFailureLog.objects.filter(attempt_time__gt=timezone.now() - WITHIN, locked_out=False)
    return int(lately.filter(**about).count())
