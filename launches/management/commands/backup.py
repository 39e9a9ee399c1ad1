"""A copy of the embedded database, made while it is in use."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from launches.problems import Problem
from launches.services import backup


class Command(BaseCommand):
    """Safe while the portal runs; the copy is checked before it gets its name."""

    help = "Write a checked copy of the database to FILE (default: backups/ in VAR_DIR, named by the time)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: object, file: Path | None, **options: object) -> None:
        default = settings.VAR_DIR / "backups" / f"portal-{timezone.now():%Y%m%d-%H%M%S}.sqlite3"
        try:
            written = backup.back_up(file or default)
        except Problem as problem:
            raise CommandError(problem.sentence) from None
        self.stdout.write(f"Backed up to {written} ({written.stat().st_size // 1024} KiB, checked)")
