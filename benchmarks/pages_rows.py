"""A house that has launched for years: rows made in bulk by the database itself, for measuring pages."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from benchmarks.pages_bulk import bare
from launches.models import (
    Agent,
    ApiCall,
    CarrierRegion,
    Launch,
    LaunchRegion,
    StatusEvent,
    Submission,
    SubmissionRegion,
)
from launches.models.answers import ANSWERS
from launches.statuses import SubmissionKind, SubmissionStatus

TEXT = "People tick an empty box on https://maple.example/alerts and confirm by SMS. " * 3
AGENTS, PEOPLE, CATALOGUE = 200, 12, 500
BRANDS = ("Maple Bank", "Harbour Air", "Tulip Foods", "Northwind Energy", "Sparrow Post", "Juniper Telecom")
SEASONS = (
    "spring_sale",
    "loyalty",
    "one_time_codes",
    "parcel_updates",
    "autumn_offers",
    "boarding",
    "refunds",
)
# Of a hundred launches: most are settled, some wait for carriers, a few for people.
STATES = (
    *["live"] * 70,
    *["with_carriers"] * 12,
    *["partly_live"] * 8,
    *["needs_attention"] * 4,
    *["draft"] * 3,
    *["in_review", "sent_back", "refused"],
)
# What became of their submissions and carriers, in the same order.
STATUSES = (*["accepted"] * 94, *["draft"] * 3, "in_review", "sent_back", "refused")
CARRIER_STATES = (
    *["live"] * 210,
    *["pending"] * 36,
    *["live", "live", "pending"] * 8,
    *["live", "rejected", "live"] * 4,
    *["unlaunched"] * 18,
)
LIVE = (*["3"] * 70, *["0"] * 12, *["2"] * 12, *["0"] * 6)  # carriers of each, in the same order
STEPS = ("draft", "in_review", "approved", "sending", "accepted")
RARE = "zanzibar"
CARRIER = "Carrier+77"  # in an address; one of fifty by name
LONG_HISTORY = 200
YEARS = 2 * 365 * 24 * 60 * 60  # seconds, over which they are spread


def fill(how_many: int) -> dict[str, int]:
    """A database with so many launches, each with 3 carriers and 9 events. Answers the ids that are asked for."""
    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":  # What a power cut would cost is made again.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-400000")
    with transaction.atomic():
        people = _people()
        _estate(people)
        with bare((Launch, Submission, SubmissionRegion, LaunchRegion, StatusEvent)):
            _launches(how_many, people[0])
            _history(how_many, people[0])
        rich = _rich_launch(how_many, people[0])
    if connection.vendor == "postgresql":  # which does so by itself a minute later; SQLite never does
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return {"marketing": people[0].pk, "admin": people[1].pk, "rich": rich}


def _people() -> list[User]:
    marketing, admin = (
        User.objects.create(username="maya", first_name="Maya", last_name="Reyes"),
        User.objects.create(username="ada", first_name="Ada", last_name="Moreno", is_staff=True, is_superuser=True),
    )  # fmt: skip
    marketing.groups.add(Group.objects.get(name="Marketing"))
    others = User.objects.bulk_create(
        User(username=f"person{number}", first_name="Person", last_name=str(number))
        for number in range(PEOPLE)
    )
    return [marketing, admin, *others]


def _estate(people: list[User]) -> None:
    Agent.objects.bulk_create(
        Agent(
            agent_no=str(26000 + number),
            pod=("IN", "NA")[number % 2],
            name=f"{BRANDS[number % len(BRANDS)]} {number}",
            created_by=people[0],
        )
        for number in range(AGENTS)
    )
    CarrierRegion.objects.bulk_create(
        CarrierRegion(
            pod=("IN", "NA")[number % 2],
            remote_id=f"r-{number}",
            display_name=f"Country {number // 5}: Carrier {number}",
            country=f"Country {number // 5}",
            carrier=f"Carrier {number}",
        )
        for number in range(CATALOGUE)
    )


def _launches(how_many: int, author: User) -> None:
    """The launches of two years, each with its submission and three carriers."""
    now = timezone.now()
    launch = Launch(
        created_by=author, regions_total=3, state_since=now, created_at=now, updated_at=now,
        **dict.fromkeys(ANSWERS, TEXT),
    )  # fmt: skip
    began = _before_now(f"({how_many} - i) * {YEARS // how_many}")
    _multiply(launch, how_many, {
        "launch_name": f"CASE i WHEN {how_many // 3 + 1} THEN '{RARE}_nights' ELSE {_one_of(SEASONS)} || '_' || i END",
        "agent_id": _id_of(Agent),
        "created_by_id": _id_of(User),
        "agent_launch_id": "'id-' || i",
        "state": _one_of(STATES),
        "state_since": began,
        "created_at": began,
        "regions_live": f"CAST({_one_of(LIVE)} AS INTEGER)",
    })  # fmt: skip
    submission = Submission(
        number=1, kind=SubmissionKind.AGENT_LAUNCH, status=SubmissionStatus.ACCEPTED, created_by=author,
        created_at=now, submitted_by=author, submitted_at=now, reviewed_by=author, reviewed_at=now,
        payload="{}", payload_sha256="0" * 64,
    )  # fmt: skip
    _multiply(submission, how_many, {
        "launch_id": "i", "created_by_id": _id_of(User), "status": _one_of(STATUSES),
        "submitted_at": began, "settled_at": began,
    })  # fmt: skip
    chosen = SubmissionRegion(slot=1)
    _multiply(chosen, 3 * how_many, {
        "submission_id": "(i + 2) / 3", "region_id": _id_of(CarrierRegion), "slot": "(i - 1) % 3 + 1",
    })  # fmt: skip
    region = LaunchRegion(state="live", state_code="3", state_since=now)
    _multiply(region, 3 * how_many, {
        "launch_id": "(i + 2) / 3",
        "submission_id": "(i + 2) / 3",
        "region_id": _id_of(CarrierRegion),
        "state": _one_of(CARRIER_STATES),
        "state_since": _before_now(f"({3 * how_many} - i) * {YEARS // (3 * how_many)}"),
    })  # fmt: skip


def _history(how_many: int, author: User) -> None:
    """What happened to each launch, in the order in which it did."""
    at, each = timezone.now(), len(STEPS) + 4

    def lines(event: StatusEvent, of_each: int, begin: int, different: dict[str, str]) -> None:
        launch, place = f"((i + {of_each - 1}) / {of_each})", f"(i + {of_each - 1}) % {of_each}"
        _multiply(event, of_each * how_many, different | {
            "id": f"({launch} - 1) * {each} + {place} + {begin}",
            "launch_id": launch,
            "at": _before_now(f"({how_many} - {launch}) * {YEARS // how_many}"),
        })  # fmt: skip

    step = StatusEvent(subject="submission", source="person", actor=author, actor_name="Maya Reyes", at=at)
    lines(
        step,
        len(STEPS),
        1,
        {"submission_id": f"((i + {len(STEPS) - 1}) / {len(STEPS)})", "to_state": _one_of(STEPS)},
    )
    said = StatusEvent(
        subject="launch", source="kaleyra", actor_name="Kaleyra", to_state="with_carriers", at=at
    )
    lines(said, 1, len(STEPS) + 1, {})
    said = StatusEvent(
        subject="launch_region", source="kaleyra", actor_name="Kaleyra", from_state="submitted", at=at
    )
    lines(said, 3, len(STEPS) + 2, {"launch_region_id": "i", "to_state": _one_of(CARRIER_STATES)})


def _rich_launch(how_many: int, author: User) -> int:
    """The one in the middle has a long history of carriers that change their minds, and exchanges."""
    launch = Launch.objects.get(pk=how_many // 2)
    first = LaunchRegion.objects.filter(launch=launch).first()
    since = timezone.now() - timedelta(days=LONG_HISTORY)
    StatusEvent.objects.bulk_create(
        StatusEvent(
            subject="launch_region", launch=launch, launch_region=first, source="kaleyra", actor_name="Kaleyra",
            from_state="pending", to_state=("rejected", "pending")[day % 2], at=since + timedelta(days=day),
        )
        for day in range(LONG_HISTORY - 6)
    )  # fmt: skip
    ApiCall.objects.bulk_create(
        ApiCall(
            request_id=uuid4(),
            launch=launch,
            endpoint="status",
            pod="IN",
            method="GET",
            url="/",
            started_at=since,
        )
        for _ in range(LONG_HISTORY)
    )
    return launch.pk


def _multiply(row: Model, how_many: int, different: dict[str, str]) -> None:
    """So many copies of the row, made by the database; what differs is told as SQL of `i`, their number."""
    different = {"id": "i"} | different
    fields = row._meta.concrete_fields
    given: list[Any] = []
    told = []
    for field in fields:
        if field.column in different:
            told.append(different[field.column])
        else:
            told.append("%s")
            given.append(field.get_db_prep_save(getattr(row, field.attname), connection))
    table = connection.ops.quote_name(row._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {how_many}) SELECT i FROM n"
    numbers = f"({numbers}) AS n"
    if connection.vendor == "postgresql":
        numbers = f"generate_series(1, {how_many}) AS n(i)"
    with connection.cursor() as cursor:
        said = ", ".join(told).replace(" % ", " %% ")
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {said} FROM {numbers}", given)
        for statement in connection.ops.sequence_reset_sql(no_style(), [type(row)]):
            cursor.execute(statement)


def _before_now(seconds: str) -> str:
    """The moment so many seconds ago."""
    if connection.vendor == "sqlite":
        return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '-' || ({seconds}) || ' seconds')"
    return f"now() - ({seconds}) * interval '1 second'"


def _one_of(words: tuple[str, ...]) -> str:
    # As few cases as there are different words: a hundred for each of a million rows take minutes.
    ends = [at for at in range(1, len(words) + 1) if at == len(words) or words[at] != words[at - 1]]
    cases = " ".join(f"WHEN (i - 1) % {len(words)} < {at} THEN '{words[at - 1]}'" for at in ends)
    return f"CASE {cases} END"


def _id_of(model: type[Model]) -> str:
    ids = model._default_manager.order_by("pk").values_list("pk", flat=True)
    return f"{ids[0]} + i % {len(ids)}"
