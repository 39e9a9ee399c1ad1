"""Demo people and data, so that somebody who has just run `make run` finds a portal in use."""

import gc
import os
import time
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from launches.management import demo, story
from launches.models import Agent, Heartbeat, Launch, LaunchRegion
from launches.services import comments, health, notes, regions
from rcsportal.kaleyra_env import are_played_here

PATIENCE = 20  # seconds for the sandbox to answer
LOADED = "demo loaded"


class Command(BaseCommand):
    """Only under DEBUG and without Kaleyra's own account; running it again changes nothing."""

    help = "Load demo people and data (only under DEBUG; with the sandbox, or people alone with another stand-in here)."
    requires_system_checks = ()  # The web server, which starts this, runs them meanwhile (rcsportal/demo.py).

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--migrate", action="store_true", help="Bring the database up to date first, in the same process."
        )

    def handle(self, *args: object, **options: object) -> None:
        may_try = settings.DEBUG and are_played_here(settings.KALEYRA_PODS)
        if options["migrate"]:
            _hurry()
            call_command("migrate", verbosity=0)
        if settings.KALEYRA_SANDBOX:
            self._load()
        elif may_try:
            _people()
            self.stdout.write("Demo people, no demo data: somebody else than our sandbox plays Kaleyra here.")
        else:
            self.stdout.write("No demo data: this portal has a real Kaleyra account, or DEBUG is off.")

    def _load(self) -> None:
        people = _people()
        agents = {
            agent[:2]: _agent(dict(zip(demo.AGENT_FIELDS, agent, strict=True))) for agent in demo.AGENTS
        }
        if not Heartbeat.objects.filter(name=LOADED).exists():
            self.stdout.write("Loading demo data through the sandbox (once)")
            _wait_for_sandbox()
            _tell(people, agents)
            health.beat(LOADED)


def _tell(people: dict[str, User], agents: dict[tuple[str, str], Agent]) -> None:
    """All launches of the demo are there, and what was said about them; a part that was told already stays."""
    for pod in settings.KALEYRA_PODS:
        regions.sync(pod)
    for told in demo.PAST:
        story.tell(told, agents[told.agent], people)
    story.read_by_all(people)
    for launch in demo.LAUNCHES:
        story.bring_along(launch, agents[launch.agent], people)
    for name, carrier, who, text in demo.NOTES:
        row = LaunchRegion.objects.filter(launch__launch_name=name, region__display_name=carrier).first()
        if row and row.pk not in notes.of(row.launch):
            notes.add(row, by=people[who], text=text)
    for name, who, text in demo.COMMENTS:
        commented = Launch.objects.get(launch_name=name)
        if not comments.of(commented.pk):
            comments.add(commented, by=people[who], text=text)


def _hurry() -> None:
    """This process keeps no list of its queries, collects no garbage, and does not wait for the disk on SQLite.

    In this process alone, which soon ends: what a power cut would cost can be loaded again.
    """
    settings.DEBUG = False
    gc.disable()
    if connection.vendor == "sqlite" and settings.KALEYRA_SANDBOX and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")


def _people() -> dict[str, User]:
    """Everybody of the demo, by user name, with the password that `make run` shows."""
    people = {who[0]: _person(*who) for who in demo.PEOPLE}
    _give_password(list(people.values()))
    return people


def _person(name: str, full_name: str, group: str, is_staff: bool, is_superuser: bool) -> User:
    """This person, made if they are new."""
    first_name, last_name = full_name.split(" ", 1)
    about = {
        "first_name": first_name,
        "last_name": last_name,
        "is_staff": is_staff,
        "is_superuser": is_superuser,
    }
    user, is_new = User.objects.get_or_create(
        username=name, defaults={**about, "email": f"{name}@portal.example"}
    )
    if is_new:
        user.groups.add(Group.objects.get(name=group))
    return user


def _give_password(people: list[User]) -> None:
    """These people sign in with the demo password, as `make run` says at every start.

    It is worked out once for all of them, and looked at once for those who share it: it takes long on purpose.
    """
    password = os.environ.get("DEMO_PASSWORD", "launch-demo")
    passwords = {user.password for user in people}
    others = {kept for kept in passwords if not kept or not check_password(password, kept)}
    if others:
        User.objects.filter(pk__in=[user.pk for user in people], password__in=others).update(
            password=make_password(password)
        )


def _agent(about: dict[str, object]) -> Agent:
    return Agent.objects.get_or_create(pod=about["pod"], agent_no=about["agent_no"], defaults=about)[0]


def _wait_for_sandbox() -> None:
    """It answers. Raises CommandError when it does not in time."""
    address = urlsplit(next(iter(settings.KALEYRA_PODS.values()))["base_url"])
    root = f"{address.scheme}://{address.netloc}/"
    deadline = time.monotonic() + PATIENCE
    while not _answers(root):
        if time.monotonic() > deadline:
            raise CommandError(f"The sandbox does not answer at {root}. `make run` starts it.")
        time.sleep(0.1)


def _answers(root: str) -> bool:
    try:
        urlopen(root, timeout=2).close()  # noqa: S310 (our own address)
    except (URLError, OSError):
        return False
    return True
