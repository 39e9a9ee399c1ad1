"""Remove what is older than it is kept. The worker does it every day by itself."""

from django.core.management.base import BaseCommand

from launches.services import retention


class Command(BaseCommand):
    """Prints how many of what. The ages are settings: KEEP_EXCHANGES_DAYS and its kin."""

    help = (
        "Remove what is older than it is kept: bodies of exchanges, records of signing in, old drafts, names."
    )

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{retention.purge().in_words()}")
