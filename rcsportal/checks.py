"""Is the configuration whole? Asked by every management command and by `make check`."""

from collections.abc import Sequence

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from launches import gateway
from launches.throttle import knows_addresses

REGION_STYLES = {"id", "region_name", "display_name"}
PATH_FORMS = {"auto", "curl", "prose"}


@register()
def kaleyra_is_configured(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Errors that name the variable and the remedy."""
    problems: list[CheckMessage] = []
    if not settings.KALEYRA_PODS:
        problems.append(
            Error(
                "No Kaleyra account is configured.",
                hint="Set KALEYRA_IN_SID and KALEYRA_IN_API_KEY (or the NA ones), or DEBUG=1 for the sandbox.",
                id="rcsportal.E001",
            )
        )
    for name, allowed in (
        ("KALEYRA_LAUNCH_REGION", REGION_STYLES),
        ("KALEYRA_CARRIER_REGION", REGION_STYLES),
        ("KALEYRA_PATH_FORM", PATH_FORMS),
    ):
        if getattr(settings, name) not in allowed:
            problems.append(
                Error(
                    f"{name} is not known.",
                    hint=f"Use one of: {', '.join(sorted(allowed))}.",
                    id="rcsportal.E002",
                )
            )
    return problems


@register()
def accounts_can_be_used(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """An error for each pod whose client cannot be made: found out at the start, not by the first launch."""
    return [
        Error(
            f"The account of the {pod} pod cannot be used: {reason}.",
            hint=f"Look at KALEYRA_{pod}_SID, KALEYRA_{pod}_API_KEY, KALEYRA_{pod}_URL and, for all pods, "
            "the time-outs, REQUESTS_CA_BUNDLE and HTTPS_PROXY.",
            id="rcsportal.E003",
        )
        for pod in gateway.offered_pods()
        if (reason := gateway.why_unusable(pod))
    ]


@register()
def addresses_are_told_apart(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """A warning where a proxy is configured and everybody seems to come from it."""
    if knows_addresses():
        return []
    return [
        Warning(
            "Behind the proxy everybody has one address: wrong passwords from one place lock out all who try that "
            "account, and passwords that are tried on many accounts are not throttled.",
            hint="Set CLIENT_ADDRESS_HEADER to the header in which the proxy says from where somebody comes, such as "
            "X-Real-IP. The proxy must set it anew, never pass on what a browser sent.",
            id="rcsportal.W001",
        )
    ]
