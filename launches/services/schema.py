"""Is the database of the same version as this process? A worker sends nothing while it does not know the tables."""

from functools import lru_cache

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

APP = "launches"
# Recorded as soon as the migrations that it replaces have run: its place in the order says nothing.
SQUASHED = "_squashed_"


def is_ours() -> bool:
    """Was the last migration that ran the last one that this process knows?

    While an upgrade runs, and after it, what an older worker claims waits for one of the new version.
    """
    ran = MigrationRecorder.Migration.objects.filter(app=APP).exclude(name__contains=SQUASHED).order_by("-id")
    return ran.values_list("name", flat=True).first() == known()


@lru_cache
def known() -> str:
    """The newest migration of the code that runs; asked at the start, before an upgrade puts other files there."""
    return max(
        name for app, name in MigrationLoader(None).disk_migrations if app == APP and SQUASHED not in name
    )
