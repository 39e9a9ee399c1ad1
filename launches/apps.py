"""The portal's one app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.http import HttpRequest

from launches.browsers import browser_of


class LaunchesConfig(AppConfig):
    """Launches of RCS agents."""

    name = "launches"
    verbose_name = "Launches"

    def ready(self) -> None:
        """Signing in starts the clocks of the session; migrating makes the queue's tables, too."""
        post_migrate.connect(_make_queue, sender=self, dispatch_uid="launches.queue")
        user_logged_in.connect(_begin_session, dispatch_uid="launches.sessions")


def _begin_session(sender: object, request: HttpRequest, **about: object) -> None:
    from launches.services import sessions  # noqa: PLC0415 (models are not there yet when this file is read)
    from launches.throttle import address_of  # noqa: PLC0415

    browser = browser_of(request.headers.get("User-Agent", ""))
    sessions.begin(request.session, address=address_of(request) or "", browser=browser)


def _make_queue(sender: object, **about: object) -> None:
    """The tables of the task engine are there, where it keeps them in PostgreSQL and does not make them by itself."""
    from huey.contrib.djhuey import HUEY  # noqa: PLC0415 (read only once the settings are complete)
    from huey.storage import PostgresStorage  # noqa: PLC0415

    # Flushing a database in a test sends this signal, too, without a plan; the queue exists then.
    if "plan" in about and isinstance(HUEY.storage, PostgresStorage):
        HUEY.storage.initialize_schema()
