"""Which launches fit what somebody looks for. Read-only; the database does the work."""

from collections.abc import Mapping
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex, Upper
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from launches.models import Agent, CarrierRegion, Launch, LaunchRegion, SubmissionRegion

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
# On SQLite an index of its own finds parts of names (migration 0012); it knows no part shorter than this.
SHORTEST_INDEXED = 3
INDEXED = "SELECT rowid FROM launches_launch_words WHERE launches_launch_words MATCH %s"


def narrowed(wanted: Mapping[str, Any], *, is_rare: bool = True) -> QuerySet[Launch]:
    """Everything that fits, whatever its state. Of much that fits, `is_rare=False` finds the newest sooner."""
    found = Launch.objects.filter(archived_at__isnull="archived" not in wanted)
    for word in wanted.get("q", "").split():
        found = found.filter(_goes_by(word, is_rare=is_rare))
    if "agent" in wanted:
        found = found.filter(agent=wanted["agent"])
    if "pod" in wanted:
        # Asked of one launch after the other: each pod has so many that a page is soon full.
        found = found.filter(Exists(Agent.objects.filter(pk=OuterRef("agent"), pod=wanted["pod"])))
    if "by" in wanted:
        found = found.filter(created_by=wanted["by"])
    if "carrier" in wanted:
        found = found.filter(_is_for(wanted["carrier"]))
    if "only" in wanted:
        found = found.filter(pk__in=wanted["only"])
    return _aged(found, wanted.get("age"))


def _is_for(carrier: str) -> Q:
    """It was chosen for such a carrier, or Kaleyra reports one."""
    # Their numbers as they are: of a query for them PostgreSQL expects too much, and reads every row instead.
    regions = CarrierRegion.objects.numbers_of(carrier)
    chosen = SubmissionRegion.objects.filter(region__in=regions).order_by().values("submission__launch")
    reported = LaunchRegion.objects.filter(region__in=regions).order_by().values("launch")
    # One set of ids, and not an *or* of two: that would keep SQLite from reading them in the order of the page.
    return Q(pk__in=chosen.union(reported))


def _goes_by(word: str, *, is_rare: bool) -> Q:
    """The word is part of the launch's name, or of its agent's name or number.

    The agents are asked for first: they are few, and once their ids are known an index answers each half.
    """
    agents = Agent.objects.filter(agent_goes_by(word)).order_by()
    ids = list(agents.values_list("pk", flat=True))
    by_itself = is_called(word, is_rare=is_rare)
    return by_itself | Q(agent__in=ids) if ids else by_itself


def agent_goes_by(word: str) -> Q:
    """The word is a part of the agent's name or number."""
    return _contains("name", word) | _contains("agent_no", word)


def is_called(word: str, *, is_rare: bool = True) -> Q:
    """The word is a part of its name. Of a word that many go by, `is_rare=False` finds the newest sooner."""
    if connection.vendor == "postgresql" and not is_rare:
        # In words that its index of parts of names does not know: it would read that index for each state.
        return Q(GreaterThan(StrIndex(Upper("launch_name"), Upper(Value(word))), 0))
    # Beyond ASCII the index alone knows capitals: it is asked however many go by the word.
    is_indexed = len(word) >= SHORTEST_INDEXED and (is_rare or not word.isascii())
    if connection.vendor != "sqlite" or not is_indexed:
        return _contains("launch_name", word)
    as_it_is = word.replace('"', '""')
    return Q(pk__in=RawSQL(INDEXED, [f'"{as_it_is}"']))  # noqa: S611 (the word is a parameter)


def _contains(field: str, word: str) -> Q:
    """The word is a part of the field, in capitals or not."""
    ways = [word]
    if connection.vendor == "sqlite" and not word.isascii():
        # It is asked for each usual way to write the word.
        ways = sorted({word, word.lower(), word.upper(), word.title()})
    return reduce(or_, (Q((f"{field}__icontains", way)) for way in ways))


def _aged(found: QuerySet[Launch], age: str | None) -> QuerySet[Launch]:
    now = timezone.now()
    if age == "new":
        return found.filter(created_at__gte=now - WEEK)
    if age in ("week", "month"):
        return found.filter(state_since__lte=now - (WEEK if age == "week" else MONTH))
    return found
