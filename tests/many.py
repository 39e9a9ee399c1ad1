"""Many launches where one was made through the services: copies of it, written at once."""

from typing import TypeVar
from uuid import uuid4

from django.contrib.auth.models import User
from django.db.models import Model

from launches.models import (
    Agent,
    ApiCall,
    CarrierRegion,
    Follow,
    Launch,
    LaunchRegion,
    StatusEvent,
    Submission,
)
from launches.models.submission import SubmissionRegion
from tests import factories

Row = TypeVar("Row", bound=Model)
# No two rows share them.
NAMES = ("agent_no", "agent_launch_id", "carrier", "display_name", "launch_name", "remote_id")
TOKENS = ("form_token", "request_id")


def more_like(launch: Launch, how_many: int) -> None:
    """There are so many more launches like it, each with an agent, carriers and a history of its own."""
    twins: dict[tuple[type[Model], int, int], int] = {}
    for model, rows in _all_of(launch).items():
        pairs = [(row, number) for number in range(how_many) for row in rows]
        made = model.objects.bulk_create(_twin(row, number, twins) for row, number in pairs)
        twins |= {(model, row.pk, number): twin.pk for (row, number), twin in zip(pairs, made, strict=True)}


def make_many_approved(by: User, reviewer: User, how_many: int) -> list[Submission]:
    """So many submissions that may be sent, each of a launch of its own."""
    return [factories.approve(submission, reviewer) for submission in make_many_submitted(by, how_many)]


def make_many_submitted(by: User, how_many: int) -> list[Submission]:
    """So many submissions that wait for a reviewer, each of a launch of its own, and no other."""
    more_like(factories.make_submitted(by).launch, how_many - 1)
    return list(Submission.objects.order_by("pk"))


def _all_of(launch: Launch) -> dict[type[Model], list[Model]]:
    """What belongs to it, in the order in which it can be written."""
    chosen = SubmissionRegion.objects.filter(submission__launch=launch)
    said = LaunchRegion.objects.filter(launch=launch)
    carriers = {*chosen.values_list("region", flat=True), *said.values_list("region", flat=True)}
    return {
        Agent: [launch.agent],
        CarrierRegion: list(CarrierRegion.objects.filter(pk__in=carriers)),
        Launch: [launch],
        Submission: list(launch.submissions.all()),
        SubmissionRegion: list(chosen),
        LaunchRegion: list(said),
        StatusEvent: list(launch.events.all()),
        ApiCall: list(launch.api_calls.all()),
        Follow: list(launch.follows.all()),
    }


def _twin(row: Row, number: int, twins: dict[tuple[type[Model], int, int], int]) -> Row:
    facts = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    for field in row._meta.concrete_fields:
        value = facts[field.attname]
        if field.is_relation:
            facts[field.attname] = twins.get((field.related_model, value, number), value)
        elif field.name in NAMES and value:
            facts[field.attname] = f"{value} {number}"
        elif field.name in TOKENS and value:
            facts[field.attname] = uuid4()
    return type(row)(**facts | {row._meta.pk.attname: None})
