"""Read-only figures about what became of launches: how long carriers take, how often they refuse, how we do."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils import timezone

from launches.counting import Size
from launches.models import CarrierRegion, Launch, StatusEvent, Submission
from launches.services.track_record import DAY, FRESH, Decision, Record, decisions, record_of
from launches.spreadsheet import whole
from launches.statuses import SubmissionKind, SubmissionStatus
from launches.words import midnight
from launches.written import Written

# Of each kind the latest so many: a page must not read a history of years, and says where it stopped.
MOST = 2_000
MONTHS = {"quarter": 3, "year": 12, "all": 24}
DEFAULT = "year"
MANY_ATTEMPTS = 4  # this many or more are one bar


class OfCarrier(NamedTuple):
    """How one carrier decided."""

    name: str
    record: Record


class Month(NamedTuple):
    """How many launches were started in a month, and how many Kaleyra accepted."""

    first: date
    started: int
    accepted: int


class Attempt(NamedTuple):
    """How many accepted submissions took so many attempts."""

    number: int
    submissions: int

    @property
    def words(self) -> str:
        """How many attempts, in words."""
        if self.number == MANY_ATTEMPTS:
            return f"{self.number} or more"
        return "At the first" if self.number == 1 else f"At the {'second' if self.number == 2 else 'third'}"


@dataclass(frozen=True)
class Insights:
    """Everything on the page."""

    carriers: list[OfCarrier]  # most decisions first
    total: Record
    months: list[Month]
    attempts: list[Attempt]
    accepted: int
    is_cut: bool  # were there more decisions or submissions than were looked at?

    @property
    def first_time_right(self) -> int:
        """How many submissions were accepted as they were first submitted for review."""
        return self.attempts[0].submissions

    @property
    def is_empty(self) -> bool:
        """Is there nothing to tell yet?"""
        return not (self.total.decided or self.accepted or any(month.started for month in self.months))


def insights(wanted: Mapping[str, Any]) -> Insights:
    """The figures of the period that was asked for. Five queries, two more of a pod, however much there is."""
    months = MONTHS[wanted.get("period", DEFAULT)]
    firsts = _firsts(months)
    since = None if wanted.get("period") == "all" else midnight(firsts[0])
    decided = decisions(_events(since, wanted.get("pod")), most=MOST)
    attempts = _attempts(since, wanted.get("pod"))
    return Insights(
        carriers=_carriers(decided),
        total=record_of(decided),
        months=_months(firsts, wanted.get("pod")),
        attempts=_counted(attempts),
        accepted=len(attempts),
        is_cut=MOST in (len(decided), len(attempts)),
    )


def lines_of(figure: str, found: Insights) -> Iterator[str]:
    """One of the figures as a sheet: carriers, months or attempts."""
    if figure == "months":
        return whole(("Month", "Started", "Accepted"), ((f"{m.first:%Y-%m}", *m[1:]) for m in found.months))
    if figure == "attempts":
        return whole(("Attempts", "Submissions"), ((a.words, a.submissions) for a in found.attempts))
    head = ("Carrier", "Decisions", "Rejected", "Median days", "90th percentile of days")
    return whole(head, ((c.name, *_figures(c.record)) for c in found.carriers))


def _figures(record: Record) -> tuple[object, ...]:
    waits = [f"{wait / DAY:.1f}" if wait is not None else "" for wait in (record.typical, record.late)]
    return (record.decided, record.rejected, *waits)


def _events(since: datetime | None, pod: str | None) -> QuerySet[StatusEvent]:
    found = StatusEvent.objects.all()
    if since is not None:
        found = found.filter(at__gte=since)
    # Checked for one event after the other, newest first: there are enough of them soon.
    of_pod = Launch.objects.filter(pk=OuterRef("launch"), agent__pod=pod)
    return found.filter(Exists(of_pod)) if pod else found


def _carriers(decided: list[Decision]) -> list[OfCarrier]:
    by_region: defaultdict[int, list[Decision]] = defaultdict(list)
    for decision in decided:
        if decision.region_id is not None:
            by_region[decision.region_id].append(decision)
    # The same carrier on both pods is one carrier to people.
    by_name: defaultdict[str, list[Decision]] = defaultdict(list)
    for pk, name in CarrierRegion.objects.order_by().values_list("pk", "display_name"):
        if pk in by_region:
            by_name[name] += by_region[pk]
    found = [OfCarrier(name, record_of(of_carrier)) for name, of_carrier in by_name.items()]
    return sorted(found, key=lambda carrier: (-carrier.record.decided, carrier.name))


def _attempts(since: datetime | None, pod: str | None) -> list[int]:
    """Of each accepted submission, how often it was submitted for review. One query."""
    found = Submission.objects.filter(status=SubmissionStatus.ACCEPTED)
    if since is not None:
        found = found.filter(settled_at__gte=since)
    if pod:
        found = found.filter(launch__agent__pod=pod)
    reviews = StatusEvent.objects.filter(
        submission=OuterRef("pk"), subject="submission", to_state=SubmissionStatus.IN_REVIEW
    )
    times = found.order_by("-settled_at", "-pk").values_list(Size(reviews.order_by().values("pk")), flat=True)
    return [max(number, 1) for number in times[:MOST]]


def _counted(attempts: list[int]) -> list[Attempt]:
    counts = Counter(min(times, MANY_ATTEMPTS) for times in attempts)
    return [Attempt(number, counts[number]) for number in range(1, MANY_ATTEMPTS + 1)]


def _months(firsts: list[date], pod: str | None) -> list[Month]:
    launches = Launch.objects.order_by()
    accepted = Submission.objects.filter(
        kind=SubmissionKind.AGENT_LAUNCH, status=SubmissionStatus.ACCEPTED
    ).order_by()
    if pod:
        launches, accepted = launches.filter(agent__pod=pod), accepted.filter(launch__agent__pod=pod)
    started = _in_months("started", launches, "created_at", firsts, pod)
    agreed = _in_months("accepted", accepted, "settled_at", firsts, pod)
    return [Month(*row) for row in zip(firsts, started, agreed, strict=True)]


def _in_months(what: str, rows: QuerySet[Any], field: str, firsts: list[date], pod: str | None) -> list[int]:
    """How many fall into each month. Of a pod, months that are over were perhaps counted minutes ago: hardly anything
    changes in them, and of which pod a launch is, each row tells alone.
    """
    if not pod:
        return _by_month(rows, field, firsts)
    name = f"{what}-{pod}-{firsts[0]}-{firsts[-1]}"
    over: list[int] | None = cache.get(name)
    if over is None:
        over = _by_month(rows, field, firsts[:-1])
        cache.set(name, over, FRESH.total_seconds())
    return over + _by_month(rows, field, firsts[-1:])


def _by_month(rows: QuerySet[Any], field: str, firsts: list[date]) -> list[int]:
    """How many of the rows fall into each month, as months begin where the portal is. One query."""
    of_month = Written(
        lambda begin, end: rows.filter(**{f"{field}__gte": begin, f"{field}__lt": end}).values_list(Value(1)),
        datetime,
        datetime,
    )
    return of_month.sizes(_months_from(firsts))


def _months_from(firsts: list[date]) -> list[tuple[datetime, datetime]]:
    """Each month as its beginning and that of the next."""
    next_one = (firsts[-1] + timedelta(days=31)).replace(day=1)
    return list(pairwise(midnight(first) for first in (*firsts, next_one)))


def _firsts(months: int) -> list[date]:
    """The first day of each of the latest months, this one included, oldest first."""
    firsts = [timezone.localdate().replace(day=1)]
    while len(firsts) < months:
        firsts.insert(0, (firsts[0] - timedelta(days=1)).replace(day=1))
    return firsts
