"""Try the configured Kaleyra account without changing anything, there or here."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from launches import gateway
from launches.models.agent import PODS
from launches.services import account_check


class Command(BaseCommand):
    """Exit status 0 when everything that was asked is well, 1 otherwise."""

    help = "Read regions and agents, and say what works and how the catalogue differs from ours. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--pod", choices=[name for name, _ in PODS], help="only this pod; all configured ones without it"
        )

    def handle(self, *args: object, pod: str | None, **options: object) -> None:
        offered = gateway.offered_pods()
        if pod is not None and pod not in offered:
            raise CommandError(
                f"No account is configured for the {pod} pod: set KALEYRA_{pod}_SID and the key."
            )
        lines = [line for each in ([pod] if pod else offered) for line in account_check.check(each)]
        for line in lines:
            self.stdout.write(f"{'ok    ' if line.is_well else 'WRONG '} {line.words}")
        if not all(line.is_well for line in lines):
            sys.exit(1)
