"""Let a restored portal send again, with what it believed to be waiting on the unconfirmed desk."""

from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from launches.problems import Problem
from launches.services import epoch


class Command(BaseCommand):
    """A named person takes it on, and history says so."""

    help = (
        "After a restore: what was approved or being sent becomes unconfirmed, what was in review goes back to its "
        "author, and sending goes on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, metavar="USERNAME", help="the reviewer who takes it on")

    def handle(self, *args: object, by: str, **options: object) -> None:
        user = User.objects.filter(username=by).first()
        if user is None:
            raise CommandError(f"There is nobody called {by}.")
        try:
            parked = epoch.park(by=user)
        except Problem as problem:
            raise CommandError(problem.sentence) from None
        self.stdout.write(f"Sending goes on; {parked}. Look for each of them in Kaleyra's console.")
