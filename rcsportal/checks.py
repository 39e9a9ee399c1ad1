"""Is the configuration whole? Asked by every management command and by `make check`."""

from collections.abc import Sequence

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

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
