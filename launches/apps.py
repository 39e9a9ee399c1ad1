"""The portal's one app."""

from django.apps import AppConfig


class LaunchesConfig(AppConfig):
    """Launches of RCS agents."""

    name = "launches"
    verbose_name = "Launches"
