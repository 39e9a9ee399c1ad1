"""What the activity shows: every event of history as a sentence, narrowed, a page at a time. Read-only, few queries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from launches.listing import query_of
from launches.models import Agent, CarrierRegion, Launch, LaunchRegion, StatusEvent
from launches.models.answers import ANSWERS, LINKS
from launches.services.timeline import ECHO, Entry, entry_of
from launches.sheet import moment, whole
from launches.words import name_of

PAGE = 50
MOST_LAUNCHES = 500  # more are not named one by one to the database
NOT_LISTED = (*ANSWERS, *LINKS)
HEAD = ("When", "Who", "Source", "What", "Why", "Code", "Launch", "Agent", "Agent number", "Pod")


class Moment(NamedTuple):
    """One event, and the launch that it belongs to; the catalogue has none."""

    entry: Entry
    launch: Launch | None


@dataclass(frozen=True)
class Activity:
    """One page of the activity, by day, and the way to what is older."""

    days: list[tuple[date, list[Moment]]]
    count: int
    older: str  # the query of the next page; empty on the last
    newest: str
    query: str
    is_filtered: bool


def activity(wanted: Mapping[str, Any]) -> Activity:
    """The page that was asked for, newest first. One query, and one for the words of a launch."""
    found = _narrowed(wanted)
    if "before" in wanted:
        found = found.filter(pk__lt=wanted["before"])
    # Their numbers first: whoever sorts whole rows with all their names to leave most of them out takes long.
    newest = found.order_by("-id").values("pk")[: PAGE + 1]
    events = list(_with_names(StatusEvent.objects.filter(pk__in=newest)))
    moments = [Moment(entry_of(event), event.launch) for event in events[:PAGE]]
    kept = {name: value for name, value in wanted.items() if name != "before"}
    return Activity(
        days=[(day, list(of_day)) for day, of_day in groupby(moments, key=_day)],
        count=len(moments),
        older=query_of(kept | {"before": events[PAGE - 1].pk}) if len(events) > PAGE else "",
        newest=query_of(kept),
        query=query_of(wanted),
        is_filtered=bool(kept),
    )


def lines_of(wanted: Mapping[str, Any]) -> Iterator[str]:
    """Everything that fits as a sheet, newest first, as it is read from the database."""
    return whole(HEAD, (_line(event) for event in _with_names(_narrowed(wanted)).iterator(chunk_size=500)))


def people() -> list[tuple[int, str]]:
    """Whoever ever did something, as (id, name), by name. One query."""
    known = User.objects.filter(Exists(StatusEvent.objects.filter(actor=OuterRef("pk"))))
    return sorted(((user.pk, name_of(user)) for user in known), key=lambda row: row[1].casefold())


def agents() -> list[tuple[int, str, str]]:
    """Every agent as (id, name, number), by name. One query."""
    return list(Agent.objects.values_list("id", "name", "agent_no"))


def _narrowed(wanted: Mapping[str, Any]) -> QuerySet[StatusEvent]:
    """What fits, but for the states of a launch that only repeat what its submission has just said."""
    found = StatusEvent.objects.exclude(ECHO)
    same = {"by": "actor", "source": "source", "kind": "subject"}
    found = found.filter(**{same[name]: value for name, value in wanted.items() if name in same})
    if "agent" in wanted:
        found = found.filter(launch__in=Launch.objects.filter(agent=wanted["agent"]).order_by())
    if "launch" in wanted:
        found = _of_launches(found, wanted["launch"])
    if "carrier" in wanted:
        found = found.filter(_about_carriers(wanted["carrier"]))
    if "since" in wanted:
        found = found.filter(at__gte=_midnight(wanted["since"]))
    if "until" in wanted:
        found = found.filter(at__lt=_midnight(wanted["until"] + timedelta(days=1)))
    return found


def _of_launches(found: QuerySet[StatusEvent], words: str) -> QuerySet[StatusEvent]:
    """Those of launches whose name contains every word. Few launches name their events; of many, events are asked."""
    launches = Launch.objects.order_by()
    for word in words.split():
        launches = launches.filter(launch_name__icontains=word)
    few = list(launches.values_list("pk", flat=True)[: MOST_LAUNCHES + 1])
    if len(few) > MOST_LAUNCHES:
        return found.filter(Exists(launches.filter(pk=OuterRef("launch"))))
    return found.filter(launch__in=few)


def _about_carriers(words: str) -> Q:
    """It is about one of their rows at a launch, or in the catalogue: one set of ids, as for launches."""
    regions = CarrierRegion.objects.matching(words).order_by()
    rows = LaunchRegion.objects.filter(region__in=regions).order_by()
    events = StatusEvent.objects.order_by().values("pk")
    return Q(pk__in=events.filter(launch_region__in=rows).union(events.filter(carrier_region__in=regions)))


def _midnight(day: date) -> datetime:
    """When this day begins where the portal is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _with_names(events: QuerySet[StatusEvent]) -> QuerySet[StatusEvent]:
    """Newest first, with everything that the sentences name and nothing that is long."""
    related = ("launch__agent", "submission", "launch_region__region", "carrier_region")
    long = [f"launch__{name}" for name in NOT_LISTED]
    return events.select_related(*related).defer(*long, "submission__payload").order_by("-id")


def _day(happened: Moment) -> date:
    return timezone.localtime(happened.entry.at).date()


def _line(event: StatusEvent) -> tuple[object, ...]:
    entry, launch = entry_of(event), event.launch
    agent = launch.agent if launch else None
    what = entry.sentence[:1].upper() + entry.sentence[1:]
    happened = (moment(entry.at), entry.who, event.get_source_display(), what, entry.reason, entry.raw_code)
    if launch is None or agent is None:
        return (*happened, "", "", "", "")
    return (*happened, launch.launch_name, agent.name, agent.agent_no, agent.pod)
