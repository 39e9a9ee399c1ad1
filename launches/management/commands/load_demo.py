"""Demo people and data, so that somebody who has just run `make run` finds a portal in use."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError

from launches.management import demo, past
from launches.models import Agent, CarrierRegion, Launch, LaunchRegion
from launches.services import comments, delivery, drafts, notes, regions, review

PATIENCE = 20  # seconds for the sandbox to answer


class Command(BaseCommand):
    """Only under DEBUG with the sandbox; running it again changes nothing."""

    help = "Load demo people and data (only under DEBUG with the sandbox)."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.KALEYRA_SANDBOX:
            self.stdout.write("No demo data: this portal has a real Kaleyra account, or DEBUG is off.")
            return
        people = {who[0]: _person(*who) for who in demo.PEOPLE}
        agents = {
            agent[:2]: _agent(dict(zip(demo.AGENT_FIELDS, agent, strict=True))) for agent in demo.AGENTS
        }
        if not Launch.objects.exists():
            self.stdout.write("Loading demo data through the sandbox (once)")
            with _sandbox():
                for pod in settings.KALEYRA_PODS:
                    regions.sync(pod)
                for told in demo.PAST:
                    past.tell(told, agents[told.agent], people)
                past.read_by_all(people)
                for launch in demo.LAUNCHES:
                    _launch(launch, agents[launch.agent], people)
            for name, carrier, who, text in demo.NOTES:
                row = LaunchRegion.objects.get(launch__launch_name=name, region__display_name=carrier)
                notes.add(row, by=people[who], text=text)
            for name, who, text in demo.COMMENTS:
                comments.add(Launch.objects.get(launch_name=name), by=people[who], text=text)


def _person(name: str, full_name: str, group: str, is_staff: bool, is_superuser: bool) -> User:
    """This person, with the demo password if they are new."""
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
        user.set_password(os.environ.get("DEMO_PASSWORD", "launch-demo"))
        user.save()
        user.groups.add(Group.objects.get(name=group))
    return user


def _agent(about: dict[str, object]) -> Agent:
    return Agent.objects.get_or_create(pod=about["pod"], agent_no=about["agent_no"], defaults=about)[0]


def _launch(launch: demo.DemoLaunch, agent: Agent, people: dict[str, User]) -> None:
    """The launch, as far as the demo wants it, by the same verbs that people use."""
    chosen = [CarrierRegion.objects.get(pod=agent.pod, display_name=name) for name in launch.carriers]
    answers = {**demo.answers(agent.brand_name, agent.website), "launch_name": launch.name}
    submission = drafts.create(
        by=people["marketing"], agent=agent, answers=answers, regions=chosen
    ).first_submission()
    if launch.reaches != "draft":
        review.submit(submission, by=people["marketing"])
    if launch.reaches == "sent back":
        review.send_back(submission, by=people["reviewer"], reason=demo.SENT_BACK_BECAUSE)
    if launch.reaches == "sent":
        review.approve(submission, by=people["reviewer"], version=submission.launch.version)
        delivery.deliver(submission.pk)


@contextmanager
def _sandbox() -> Iterator[None]:
    """The sandbox answers while the demo is loaded: the one that runs already, or one of our own."""
    address = urlsplit(next(iter(settings.KALEYRA_PODS.values()))["base_url"])
    root = f"{address.scheme}://{address.netloc}/"
    if _answers(root):
        yield
        return
    state = os.environ.get("SANDBOX_STATE", str(settings.VAR_DIR / "sandbox.json"))
    command = [sys.executable, "-m", "sandbox", "--quiet", "--port", str(address.port), "--state", state]
    sandbox = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)  # noqa: S603 (our own)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(root):
            if time.monotonic() > deadline or sandbox.poll() is not None:
                raise CommandError(f"The sandbox does not answer at {root}")
            time.sleep(0.1)
        yield
    finally:
        sandbox.terminate()
        sandbox.wait()


def _answers(root: str) -> bool:
    try:
        urlopen(root, timeout=2).close()  # noqa: S310 (our own address)
    except (URLError, OSError):
        return False
    return True
