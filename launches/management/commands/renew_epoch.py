"""After a backup of PostgreSQL: make what was copied an older life of the database."""

from django.core.management.base import BaseCommand

from launches.services import epoch


class Command(BaseCommand):
    """Run it after every pg_dump, so that the dump is held when it is restored. `manage.py backup` does it itself."""

    help = "Mark everything copied from the database so far as an older life of it (after pg_dump)."

    def handle(self, *args: object, **options: object) -> None:
        epoch.renew()
        self.stdout.write("A copy made before now will be held when it is restored.")
