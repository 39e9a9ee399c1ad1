"""What other processes do in these tests: deliver, submit, hold a lock. Each may be told to die on the way.

Forked from a server that has imported this module, so that a process of its own costs next to nothing. The points
of death are set here, from outside: production code knows nothing of them.
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 (only once Django is set up)
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from launches import transitions, wake  # noqa: E402
from launches.kaleyra.connections import PlainConnection  # noqa: E402
from launches.kaleyra.wire import Wire  # noqa: E402
from launches.models import Launch, Submission  # noqa: E402
from launches.problems import Problem  # noqa: E402
from launches.services import acceptance, brake, delivery, review  # noqa: E402


@dataclass(frozen=True)
class Scene:
    """What this process must know of the test it belongs to."""

    pods: dict[str, dict[str, str]]
    timeout: float
    database: dict[str, Any]

    def enter(self) -> None:
        """This process sees the test's database and its Kaleyra."""
        settings.KALEYRA_PODS = self.pods
        settings.KALEYRA_TIMEOUT = settings.KALEYRA_READ_TIMEOUT = self.timeout
        connection.settings_dict.update(self.database)


def _die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_after(done: Callable[..., Any]) -> Callable[..., Any]:
    def do_and_die(*arguments: Any, **named: Any) -> None:
        done(*arguments, **named)
        _die()

    return do_and_die


# Where a delivery may be cut off: what is replaced, and by what.
DEATHS: dict[str, tuple[object, str, Callable[..., Any]]] = {
    "before the claim commits": (transitions, "_remember", _die),
    "after the claim": (delivery, "_call", _die),
    "after connecting": (Wire, "_ask", _die),
    "after the answer": (delivery, "_settle_answer", _die),
    "after the exchange is kept": (acceptance, "accept", _die),
    "before the commit": (wake, "at", _die),
    "after the commit": (acceptance, "accept", _die_after(acceptance.accept)),
}


def deliver(scene: Scene, pk: int, death: str = "") -> None:
    """Deliver one submission, and die where it says."""
    scene.enter()
    if death:
        setattr(*DEATHS[death])
    delivery.deliver(pk)


# Where a delivery may stand still: what it does next.
PAUSES: dict[str, tuple[object, str]] = {
    "after the claim": (delivery, "_call"),
    "while connecting": (PlainConnection, "connect"),
}


def deliver_with_a_pause(scene: Scene, pk: int, pause: str, stands_still: Any, goes_on: Any) -> None:
    """Deliver one submission; stand still there, as a process does that is suspended, until told to go on."""
    scene.enter()
    owner, name = PAUSES[pause]
    do = getattr(owner, name)

    def stand_still_and_do(*arguments: Any) -> Any:
        stands_still.set()
        goes_on.wait(60)
        return do(*arguments)

    setattr(owner, name, stand_still_and_do)
    delivery.deliver(pk)


def deliver_through(scene: Scene, pk: int, folder: str) -> None:
    """Deliver one submission, with the PostgreSQL whose socket is in this folder."""
    scene.enter()
    connection.settings_dict["HOST"] = folder
    connection.settings_dict["OPTIONS"].pop("host", None)
    delivery.deliver(pk)


def deliver_in_step(scene: Scene, pks: list[int], barrier: Any) -> None:
    """Deliver one after the other, each at the very moment at which the others begin it too."""
    scene.enter()
    for pk in pks:
        barrier.wait(180)
        delivery.deliver(pk)


def pull_in_step(scene: Scene, pks: list[int], username: str, barrier: Any, told: Any) -> None:
    """Pull the brake while each is being claimed; tell what each is once that is done, then let sending go on."""
    scene.enter()
    user = User.objects.get(username=username)
    for pk in pks:
        barrier.wait(180)
        pulled = brake.pull("", by=user, reason="The wrong logo.")
        told.put((pk, Submission.objects.get(pk=pk).status))
        barrier.wait(180)
        brake.release(pulled.pk, by=user)


def deliver_under_a_brake(scene: Scene, pks: list[int], barrier: Any) -> None:
    """Deliver one after the other, each at the very moment at which the brake is pulled."""
    scene.enter()
    for pk in pks:
        barrier.wait(180)
        delivery.deliver(pk)
        barrier.wait(180)


def decide_in_step(scene: Scene, pks: list[int], username: str, verb: str, barrier: Any, told: Any) -> None:
    """Approve or send back one after the other, in step with somebody else; tell what came of each."""
    scene.enter()
    user = User.objects.get(username=username)
    for pk in pks:
        submission = Submission.objects.select_related("launch").get(pk=pk)
        version = Launch.objects.get(pk=submission.launch_id).version
        barrier.wait(180)
        try:
            if verb == "approve":
                review.approve(submission, by=user, version=version)
            else:
                review.send_back(submission, by=user, reason="The opt-in is missing.")
        except Problem as problem:
            told.put((pk, username, problem.sentence))
        else:
            told.put((pk, username, "done"))


def post_a_form(scene: Scene, username: str, form: dict[str, Any], death: str = "") -> None:
    """This person sends the form of a new launch; the process dies where it says, or before it can answer."""
    scene.enter()
    if death == "before the commit":
        transitions.roll_up = _die
    client = Client()
    client.force_login(User.objects.get(username=username))
    client.post("/launches/new/", form)
    _die()


def hold_the_write_lock(scene: Scene, is_held: Any, seconds: float) -> None:
    """Nobody else can write for so long: to SQLite nothing, to PostgreSQL no history."""
    scene.enter()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("LOCK TABLE launches_statusevent IN EXCLUSIVE MODE")
        is_held.set()
        time.sleep(seconds)


def hammer(scene: Scene, username: str, over: Any) -> None:
    """Somebody writes drafts without a pause."""
    scene.enter()
    user = User.objects.get(username=username)
    agent = Launch.objects.first().agent
    number = 0
    while not over.is_set():
        number += 1
        with transaction.atomic():
            Launch.objects.create(agent=agent, created_by=user, launch_name=f"{os.getpid()}_{number}")


def keep_delivering(scene: Scene) -> None:
    """A worker that takes whatever is approved, until killed."""
    scene.enter()
    while True:
        for pk in Submission.objects.filter(status="approved").values_list("pk", flat=True)[:50]:
            with contextlib.suppress(Problem):
                delivery.deliver(pk)
        time.sleep(0.05)
