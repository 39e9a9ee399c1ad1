"""The months before the demo begins: launches long decided, so that the estate has a history to tell.

All of it goes through the real services, while the clock of the portal shows that day. What the carriers said agrees
with what the sandbox's carriers say when they are asked later.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from launches import transitions
from launches.management import demo
from launches.models import Agent, CarrierRegion, Checking, LaunchRegion, StatusEvent, Submission
from launches.services import delivery, drafts, notices, review, schedule
from launches.statuses import CarrierState

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CODES = {"pending": "2", "live": "3", "rejected": "4", "suspended": "5"}


def tell(past: demo.PastLaunch, agent: Agent, people: dict[str, User]) -> None:
    """The launch began, was approved, sent and decided about, each on its day."""
    began = timezone.now() - past.began * DAY
    with _as_of(began):
        submission = _submitted(past, agent, people)
    with _as_of(began + 5 * HOUR):
        review.approve(submission, by=people["reviewer"], version=submission.launch.version)
        delivery.deliver(submission.pk)
    for carrier, days, state in sorted(past.said, key=lambda said: said[1]):
        with _as_of(began + 5 * HOUR + days * DAY):
            _say(submission.launch_id, carrier, CarrierState(state))
    _looked_at_now(submission.launch_id)


def read_by_all(people: dict[str, User]) -> None:
    """Nobody has news of months ago to read."""
    latest = StatusEvent.objects.latest("id").pk
    for person in people.values():
        notices.mark_read(by=person, up_to=latest)


def _submitted(past: demo.PastLaunch, agent: Agent, people: dict[str, User]) -> Submission:
    names = dict.fromkeys(carrier for carrier, _, _ in past.said)
    chosen = [CarrierRegion.objects.get(pod=agent.pod, display_name=name) for name in names]
    answers = {**demo.answers(agent.brand_name, agent.website), "launch_name": past.name}
    author = people["marketing"]
    launch = drafts.create(by=author, agent=agent, answers=answers, regions=chosen)
    submission = launch.first_submission()
    review.submit(submission, by=author)
    if past.was_sent_back:
        review.send_back(submission, by=people["reviewer"], reason=demo.SENT_BACK_BECAUSE)
        review.submit(submission, by=author)
    return submission


def _say(launch_id: int, carrier: str, state: CarrierState) -> None:
    row = LaunchRegion.objects.get(launch=launch_id, region__display_name=carrier)
    transitions.observe(row, state, raw_code=CODES[state], at=timezone.now())
    transitions.roll_up(launch_id, by=transitions.KALEYRA)


def _looked_at_now(launch_id: int) -> None:
    """It was checked today and is next when it would be: by then the sandbox's carriers say the same."""
    now = timezone.now()
    Checking.objects.filter(pk=launch_id).update(checked_at=now, next_at=now + schedule.TROUBLED)


@contextmanager
def _as_of(moment: datetime) -> Iterator[None]:
    """The clock of the portal shows this moment, to everything in this process: it loads the demo and nothing else.

    Each module asks `timezone.now()`, so that one clock serves all of them; history cannot be dated back later.
    """
    right = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = right
