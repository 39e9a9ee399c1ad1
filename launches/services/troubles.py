"""Whatever keeps submissions from being sent, in words for the people who wait."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, DateTimeField, Exists, F, Min, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from launches.models import Brake, Checking, Epoch, Heartbeat, PodHealth, Submission
from launches.services import epoch
from launches.services.health import WORKER, is_recent
from launches.written import Written

LIFE = "epoch"
KNOWN, KNOWN_FOR = "troubles", 60  # seconds; a page that draws them asks anew as soon as it is open
UNCHECKED = "unchecked"
LONG = timedelta(hours=24)
NEVER = (None, None, "", False)
NO_WORKER = (
    "What is approved waits, and carriers are not asked what they say. Nothing is lost: it goes on as soon as a "
    "worker runs again. Tell an admin."
)
STOPPED = "What is approved for it waits. It goes on when an admin has put this right and resumes it."
BRAKED = "What is approved waits; nothing is lost. It goes on when an admin lets it go on under Operations."
BRAKE = "brake "  # and the pod, if it holds only one
PAUSED = "What is approved for it waits and is sent by itself once the pod takes it again. Nothing is lost."
LOST = (
    "Kaleyra answers with an error, or knows of no such launch any more: its page shows what was known last. "
    "Operations in the admin says which."
)
HELD = (
    "What this database believes to be waiting may have been sent after the backup was made. It goes on when an "
    "admin has looked and says so under Operations."
)


class Trouble(NamedTuple):
    """Why sending does not go on as usual, and what that means for whoever waits."""

    key: str
    tone: str
    words: str
    at: datetime | None  # what the words end with
    meaning: str


def troubles() -> list[Trouble]:
    """Whatever keeps submissions from being sent, worst first. One query, because many pages ask."""
    rows = {name: facts for name, *facts in _READ.rows(timezone.now() - LONG)}
    worker_seen_at, _, _, has_sent = rows.pop(WORKER, NEVER)
    life = rows.pop(LIFE, None)
    is_held = epoch.is_held(UUID(life[2]) if life else None, has_sent=has_sent)
    found = [*_trouble_with_life(is_held), *_trouble_with_worker(worker_seen_at)]
    found += [_trouble_with_brake(name, *rows.pop(name)) for name in sorted(rows) if name.startswith(BRAKE)]
    unchecked_since, _, unchecked, _ = rows.pop(UNCHECKED, NEVER)
    for pod in sorted(rows.keys() & settings.KALEYRA_PODS.keys()):
        stopped_at, paused_until, problem, _ = rows[pod]
        found += _trouble_with_pod(pod, stopped_at, paused_until, problem)
    if unchecked_since is not None:
        found.append(_trouble_with_checks(unchecked_since, int(unchecked)))
    cache.set(KNOWN, found, KNOWN_FOR)
    return found


def lately() -> list[Trouble]:
    """What was found a moment ago, without a query. A page that draws it first does not jump when it asks anew."""
    found: list[Trouble] = cache.get(KNOWN, [])
    return found


def _rows(long_ago: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    """Worker, life of the database and pods, each as (name, moment, moment, text, was anything ever sent)."""
    no_moment, no = Value(None, output_field=DateTimeField()), Value(False)
    no_text = Cast(Value(""), TextField())
    has_sent = Exists(Submission.objects.exclude(attempt=None))
    beats = Heartbeat.objects.filter(name=WORKER).values_list("name", "at", no_moment, no_text, has_sent)
    lives = Epoch.objects.values_list(Value(LIFE), "since", no_moment, Cast("value", TextField()), no)
    said = Concat("pulled_by_name", Value(": "), "reason", output_field=TextField())
    name = Concat(Value(BRAKE), "pod")
    brakes = Brake.objects.on().order_by().values_list(name, "pulled_at", no_moment, said, no)
    stops = PodHealth.objects.order_by().values_list("pod", "stopped_at", "paused_until", F("problem"), no)
    lost = Checking.objects.failing_since_before(long_ago).order_by().values(key=Value(UNCHECKED))
    counted = lost.annotate(first=Min("failing_since"), number=Cast(Count("pk"), TextField()))
    unchecked = counted.values_list("key", "first", no_moment, "number", no)
    return beats.union(stops, lives, brakes, unchecked, all=True)


_READ = Written(_rows, datetime)


def _trouble_with_life(is_held: bool) -> list[Trouble]:
    if not is_held:
        return []
    return [Trouble("held", "red", "Sending is held: this database was restored from a backup", None, HELD)]


def _trouble_with_brake(name: str, since: datetime, _: None, said: str, __: bool) -> Trouble:
    pod = name.removeprefix(BRAKE)
    what = f"Sending to the {pod} pod" if pod else "All sending"
    end = "" if said.endswith((".", "!", "?")) else "."
    return Trouble(name.strip(), "red", f"{what} was stopped by hand", since, f"{said}{end} {BRAKED}")


def _trouble_with_worker(seen_at: datetime | None) -> list[Trouble]:
    if seen_at is None:
        return [Trouble("worker", "red", "Nothing is sent: no worker has run yet", None, NO_WORKER)]
    if is_recent(seen_at):
        return []
    return [Trouble("worker", "red", "Sending is stopped: the worker was last seen", seen_at, NO_WORKER)]


def _trouble_with_checks(since: datetime, number: int) -> Trouble:
    launches = "A launch" if number == 1 else f"{number} launches"
    return Trouble(UNCHECKED, "amber", f"{launches} could not be checked for over a day, since", since, LOST)


def _trouble_with_pod(
    pod: str, stopped_at: datetime | None, paused_until: datetime | None, problem: str
) -> list[Trouble]:
    if stopped_at is not None:
        words = f"Sending to the {pod} pod was stopped"
        return [Trouble(f"stopped {pod}", "red", words, stopped_at, f"{problem} {STOPPED}")]
    if paused_until is not None and paused_until > timezone.now():
        again = timezone.localtime(paused_until)
        words = f"Nothing is sent to the {pod} pod at the moment: it is asked again at {again:%H:%M %Z}"
        return [Trouble(f"paused {pod}", "amber", words, None, f"{problem} {PAUSED}")]
    return []
