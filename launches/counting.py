"""How many launches there are in each state, at the same price for a thousand and for a million of them."""

from collections.abc import Mapping

from django.db import connection
from django.db.models import Count, IntegerField, QuerySet, Subquery, Value

from launches.models import Launch, StatusEvent
from launches.statuses import LaunchState
from launches.written import SIZE, Written

MOST = 1000  # of a state are counted; nobody reads on from there, and counting all of them takes time
FEW = 2 * MOST  # launches together are counted one by one, whatever they were narrowed by
MANY = 20 * MOST  # where narrowing takes longer than counting
NEWEST = f"SELECT MAX(id) FROM {StatusEvent._meta.db_table}"  # noqa: S608 (only words of our own)


class Size(Subquery):
    """How many rows the subquery has; of a slice, no more than that many are looked at."""

    template = SIZE
    output_field = IntegerField()


def latest_change() -> str:
    """A word that changes whenever anything changes anywhere: the number of the latest event."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        return str(cursor.fetchone()[0] or 0)


def counted_active() -> tuple[dict[LaunchState, int], str]:
    """How many that are not archived are in each state, at most one more than MOST; and the latest event's number."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT)
        latest, *counts = cursor.fetchone()
    return dict(zip(LaunchState, counts, strict=True)), str(latest or 0)


def counted(found: QuerySet[Launch]) -> dict[LaunchState, int]:
    """How many of these are in each state, at most one more than MOST. One query, of a short look for each state."""
    look = Written(lambda state: found.filter(state=state).order_by().values_list(Value(1))[: MOST + 1], str)
    return dict(zip(LaunchState, look.sizes([state.value] for state in LaunchState), strict=True))


def counted_together(found: QuerySet[Launch]) -> dict[LaunchState, int]:
    """The same of what takes long to find: it is found once, and all of it."""
    counts = found.order_by().values_list("state").annotate(Count("id"))
    return {LaunchState(state): count for state, count in counts}


def in_words(count: int) -> str:
    """The number as it is shown: exact up to MOST."""
    return f"{count:,}" if count <= MOST else f"{MOST:,}+"


def sum_in_words(counts: Mapping[LaunchState, int]) -> str:
    """All of them together; with a plus as soon as one is not exact."""
    total = sum(min(count, MOST) for count in counts.values())
    return f"{total:,}{'+' if any(count > MOST for count in counts.values()) else ''}"


# By hand, for the ORM would take longer to write it than the database to answer. It reads index entries alone. The
# states stand in its words: given as values, PostgreSQL plans anew each time, as they differ too much for one plan.
_OF_EACH = [
    f"(SELECT COUNT(*) FROM (SELECT 1 FROM {Launch._meta.db_table}"  # noqa: S608 (only words of our own)
    f" WHERE archived_at IS NULL AND state = '{state}' LIMIT {MOST + 1}) AS these)"
    for state in LaunchState
]
STATEMENT = f"SELECT ({NEWEST}), " + ", ".join(_OF_EACH)
