"""One round of refresh, a process for each step: fill the database, ask about every launch, check what was written."""

import gc
import json
import os
import resource
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 (only once Django is set up)
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.refresh_kaleyra import CARRIERS, NEWS, NEWS_LATER, NEWS_OF, remote_id  # noqa: E402
from launches.management.commands.worker import COLLECT_AFTER  # noqa: E402
from launches.models import (  # noqa: E402
    Agent,
    ApiCall,
    CarrierRegion,
    Checking,
    Launch,
    LaunchRegion,
    StatusEvent,
    Submission,
)
from launches.models.answers import ANSWERS  # noqa: E402
from launches.services import refresh, schema  # noqa: E402
from launches.statuses import SubmissionKind, SubmissionStatus  # noqa: E402

TEXT = "People tick an empty box on https://maple.example/alerts and confirm by SMS. " * 3
CATALOGUE = 500
AT_ONCE = 1000  # rows: PostgreSQL takes 65,535 values beside the words of a statement


def fill(how_many: int) -> None:
    """A database with so many launches, all due, whose carriers were last heard to be pending."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        _write(how_many)
    if connection.vendor == "postgresql":  # which does so by itself a minute later; SQLite never does
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _write(how_many: int) -> None:
    since = timezone.now() - timedelta(days=3)
    person = User.objects.create(username="measure")
    launches = _write_launches(how_many, person)
    Checking.objects.bulk_create((Checking(launch=launch, next_at=since) for launch in launches), AT_ONCE)
    _write_carriers(_write_submissions(launches, person, since), since)


def _write_catalogue() -> list[CarrierRegion]:
    return CarrierRegion.objects.bulk_create(
        (
            CarrierRegion(
                pod="NA",
                remote_id=remote_id(number),
                display_name=dict(enumerate(CARRIERS)).get(number, f"X: {number}"),
            )
            for number in range(CATALOGUE)
        ),
        AT_ONCE,
    )


def _write_launches(how_many: int, person: User) -> list[Launch]:
    agent = Agent.objects.create(agent_no="2600", pod="NA", name="Measure")
    return Launch.objects.bulk_create(
        (
            Launch(
                agent=agent,
                created_by=person,
                launch_name=f"launch_{number}",
                agent_launch_id=f"1370ed9d-53ed-47ec-b150-{number:010}{_ending(number)}",
                state="with_carriers",
                regions_total=len(CARRIERS),
                **dict.fromkeys(ANSWERS, TEXT),
            )
            for number in range(how_many)
        ),
        AT_ONCE,
    )


def _write_submissions(launches: list[Launch], person: User, since: datetime) -> list[Submission]:
    return Submission.objects.bulk_create(
        (
            Submission(
                launch=launch,
                number=1,
                kind=SubmissionKind.AGENT_LAUNCH,
                status=SubmissionStatus.ACCEPTED,
                created_by=person,
                payload="{}",
                payload_sha256="0" * 64,
                reviewed_by=person,
                reviewed_at=since,
            )
            for launch in launches
        ),
        AT_ONCE,
    )


def _write_carriers(submissions: list[Submission], since: datetime) -> None:
    regions = _write_catalogue()[: len(CARRIERS)]
    LaunchRegion.objects.bulk_create(
        (
            LaunchRegion(
                launch_id=submission.launch_id,
                submission=submission,
                region=region,
                state="pending",
                state_code="2",
                state_since=since,
                entry_point="0",
                dirty_flag="false",
            )
            for submission in submissions
            for region in regions
        ),
        AT_ONCE,
    )


def _ending(number: int) -> str:
    return {0: NEWS, 1: NEWS_LATER}.get(number % NEWS_OF, "11")


def make_due() -> None:
    """Every launch is due again."""
    Checking.objects.update(next_at=timezone.now() - timedelta(days=1), checked_at=None)


def measure() -> dict[str, float]:
    """The figures of this worker."""
    writes = _Writes()
    connection.commit = writes.counting(connection.commit)  # type: ignore[method-assign]  # the end of each atomic()
    memory, processor, began = _peak(), time.process_time(), time.monotonic()
    asked = refresh.refresh_due()
    return {
        "launches": asked,
        "began": began,
        "ended": time.monotonic(),
        "processor": time.process_time() - processor,
        "memory": _peak() - memory,
        "writes": writes.number,
    }


class _Writes:
    """How many transactions were committed."""

    def __init__(self) -> None:
        self.number = 0

    def counting(self, commit: Any) -> Any:
        """The same commit, counted."""

        def counted() -> None:
            self.number += 1
            commit()

        return counted


def _peak() -> float:
    """The most memory that this process has ever had, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def check(asked: int) -> None:
    """Every launch was asked about once a round, every exchange is kept, whole or as the same as one of this launch
    that is, and exactly the news is in history.
    """
    rounds = ApiCall.objects.count() // asked
    told = (NEWS, NEWS_LATER)[:rounds]
    news = sum(_ending(number) in told for number in range(asked))
    # What was news the first time is read once more before it is recognised.
    read = asked + sum(_ending(number) in (NEWS, NEWS_LATER) for number in range(asked)) * (rounds - 1)
    found = {
        "launches": Checking.objects.filter(lease_until=None, next_at__gt=timezone.now()).count(),
        "looked at": Checking.objects.exclude(checked_at=None).count(),
        "exchanges": ApiCall.objects.filter(verdict="ok").count() // rounds,
        "of launches": ApiCall.objects.values("launch").distinct().count(),
        "whole": ApiCall.objects.exclude(response_body="").count() - read + asked,
        "the same": ApiCall.objects.filter(same_as__launch=F("launch")).count() + read - (rounds - 1) * asked,
    }
    if set(found.values()) != {asked} or StatusEvent.objects.count() != news * (len(CARRIERS) + 1):
        raise SystemExit(f"Of {asked} in round {rounds}: {found}, {StatusEvent.objects.count()} events")


def size() -> int:
    """The bytes in which exchanges are kept, with their indexes."""
    asked = "SELECT pg_total_relation_size('launches_apicall')"
    if connection.vendor == "sqlite":
        asked = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return int(cursor.fetchone()[0])


def main(what: str, number: int) -> None:
    """What was asked for; figures are told on standard output, as soon as a line has come in."""
    if what == "fill":
        fill(number)
    elif what == "due":
        make_due()
    elif what == "size":
        print(size())
    elif what == "check":
        check(number)
        print(size())
    else:
        settings.KALEYRA_PARALLEL = number
        refresh.LONGEST_ROUND = float(os.environ["LONGEST_ROUND"])
        connection.ensure_connection()
        schema.known()
        gc.freeze()  # as manage.py worker does, and
        gc.set_threshold(COLLECT_AFTER)
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps(measure()))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
