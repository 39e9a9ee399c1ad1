"""Let somebody in who lost phone and recovery codes, when no admin is left to do it in the admin."""

from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from launches.services import second_factor


class Command(BaseCommand):
    """Their password alone opens the portal again, and the record of the admin says so."""

    help = "Signing in asks this person for the password alone; they set a second factor up anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="who lost their phone")

    def handle(self, *args: object, username: str, **options: object) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is nobody called {username}.")
        if not second_factor.take_away(user, by=user):
            raise CommandError(f"{username} has no second factor.")
        self.stdout.write(f"Signing in asks {username} for the password alone.")
