"""The launches of the demo: those of the months before it, long decided, and those that are under way.

All of it goes through the real services. For the past the clock of the portal shows that day; what the carriers said
then agrees with what the sandbox's carriers say when they are asked later.

If loading is interrupted, half of the story is there, and the next start adds the rest: each step checks whether it was
done. A transaction around it all would not do. What the sandbox was sent stays sent, and no transaction may wait for an
answer.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from launches import transitions
from launches.management import demo
from launches.models import Agent, CarrierRegion, Checking, Launch, LaunchRegion, StatusEvent, Submission
from launches.services import delivery, drafts, notices, review, schedule
from launches.statuses import CarrierState, SubmissionStatus

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CODES = {"pending": "2", "live": "3", "rejected": "4", "suspended": "5"}


def tell(past: demo.PastLaunch, agent: Agent, people: dict[str, User]) -> None:
    """The launch began, was approved, sent and decided about, each on its day."""
    began = timezone.now() - past.began * DAY
    with _as_of(began):
        carriers = dict.fromkeys(carrier for carrier, _, _ in past.said)
        submission = _begun(past.name, agent, carriers, by=people["marketing"])
        _submit(submission)
        if past.was_sent_back:
            _send_back(submission, by=people["reviewer"])
            _submit(submission, when=SubmissionStatus.SENT_BACK)
    with _as_of(began + 5 * HOUR):
        _approve_and_send(submission, by=people["reviewer"])
    for carrier, days, state in sorted(past.said, key=lambda said: said[1]):
        with _as_of(began + 5 * HOUR + days * DAY):
            _say(submission.launch_id, carrier, CarrierState(state))
    _looked_at_now(submission.launch_id)


def read_by_all(people: dict[str, User]) -> None:
    """Nobody has news of months ago to read."""
    past = StatusEvent.objects.filter(launch__launch_name__in=[launch.name for launch in demo.PAST])
    latest = past.latest("id").pk
    for person in people.values():
        notices.mark_read(by=person, up_to=latest)


def bring_along(launch: demo.DemoLaunch, agent: Agent, people: dict[str, User]) -> None:
    """The launch has come as far as the demo wants it."""
    submission = _begun(launch.name, agent, launch.carriers, by=people["marketing"])
    if launch.reaches != "draft":
        _submit(submission)
    if launch.reaches == "sent back":
        _send_back(submission, by=people["reviewer"])
    if launch.reaches == "sent":
        _approve_and_send(submission, by=people["reviewer"])


def _begun(name: str, agent: Agent, carriers: Iterable[str], *, by: User) -> Submission:
    launch = Launch.objects.filter(launch_name=name).first()
    if launch is None:
        chosen = [CarrierRegion.objects.get(pod=agent.pod, display_name=carrier) for carrier in carriers]
        answers = {**demo.answers(agent.brand_name, agent.website), "launch_name": name}
        launch = drafts.create(by=by, agent=agent, answers=answers, regions=chosen)
    return launch.first_submission()


def _submit(submission: Submission, *, when: SubmissionStatus = SubmissionStatus.DRAFT) -> None:
    if submission.status == when:
        review.submit(submission, by=submission.created_by)


def _send_back(submission: Submission, *, by: User) -> None:
    if not submission.events.filter(to_state=SubmissionStatus.SENT_BACK).exists():
        review.send_back(submission, by=by, reason=demo.SENT_BACK_BECAUSE)


def _approve_and_send(submission: Submission, *, by: User) -> None:
    if submission.status == SubmissionStatus.IN_REVIEW:
        review.approve(submission, by=by, version=submission.launch.version)
    delivery.deliver(submission.pk)  # only what is approved


def _say(launch_id: int, carrier: str, state: CarrierState) -> None:
    # There is none if loading was interrupted while it was sent: then nobody knows, as in real life.
    row = LaunchRegion.objects.filter(launch=launch_id, region__display_name=carrier).first()
    if row and not row.events.filter(to_state=state).exists():
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
