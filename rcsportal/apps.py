"""The project as an app, so that its start-up checks are found."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the checks of the configuration."""

    name = "rcsportal"

    def ready(self) -> None:
        from rcsportal import checks  # noqa: F401, PLC0415 (registers when imported, once apps are ready)
