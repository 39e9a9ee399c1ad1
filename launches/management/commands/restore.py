"""Put a backup in the place of the embedded database."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from launches.problems import Problem
from launches.services import backup


class Command(BaseCommand):
    """The portal must be stopped. Afterwards nothing is sent until `manage.py release_restored` has run."""

    help = "Replace the database by the backup FILE; what it believed to be waiting is held."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            backup.restore(file)
        except Problem as problem:
            raise CommandError(problem.sentence) from None
        call_command("migrate", verbosity=0)
        self.stdout.write(
            f"Restored from {file}. Sending is held until: manage.py release_restored --by USERNAME"
        )
