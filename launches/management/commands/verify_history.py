"""Prove that nobody edited, removed or slipped in a row of history behind the portal's back."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from launches import chain
from launches.models import StatusEvent


class Command(BaseCommand):
    """Exit status 0 when the whole chain fits, 1 with the first row that does not."""

    help = "Compare every row of history with its seal. Note the head somewhere else to notice a cut-off end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", help="a head noted earlier: it must still be part of the chain")

    def handle(self, *args: object, head: str | None, **options: object) -> None:
        verdict = chain.verify()
        if verdict.broken is not None:
            event = verdict.broken
            raise CommandError(
                f"Row {event.pk} does not fit: {event} at {event.at:%Y-%m-%d %H:%M:%S}. "
                f"It, or the row before it, was changed, removed or added by other means than the portal."
            )
        if head and not StatusEvent.objects.filter(seal=head).exists():
            raise CommandError("The head noted earlier is gone: the end of the history was cut off.")
        older = (
            f" ({verdict.unsealed} are older than the seals and prove nothing)" if verdict.unsealed else ""
        )
        self.stdout.write(f"{verdict.rows} rows{older}, the chain is whole. Head: {verdict.head}")
