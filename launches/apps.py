"""The portal's one app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest


class LaunchesConfig(AppConfig):
    """Launches of RCS agents."""

    name = "launches"
    verbose_name = "Launches"

    def ready(self) -> None:
        """Whoever signs in begins a session that will end."""
        user_logged_in.connect(_begin_session, dispatch_uid="launches.sessions")


def _begin_session(sender: object, request: HttpRequest, **about: object) -> None:
    from launches.services import sessions  # noqa: PLC0415 (models are not there yet when this file is read)

    sessions.begin(request.session)
