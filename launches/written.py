"""Queries written once. A leaf: knows nothing of ours.

Django takes ten times as long to write a query of many parts as the database to answer it. What a page asks each time
it is opened differs in a number, a moment or a word alone, so these are put into what was written the first time.
"""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Asked = int | datetime | str

LARGEST = 2**63 - 1  # What the database's integers hold.
# They stand for what is asked for while the query is written; no query of ours names them otherwise.
NUMBER, MOMENT, WORD = 2_000_000_011, datetime(1901, 1, 1, tzinfo=UTC), "stands in for word"
SIZE = "(SELECT COUNT(*) FROM (%(subquery)s) AS these)"


class Written(Generic[Row]):
    """A query that `make` writes, given numbers, moments or words (which, `kinds` tells), when it is first asked."""

    def __init__(
        self, make: Callable[..., QuerySet[Any, Row]], *kinds: type[int] | type[datetime] | type[str]
    ) -> None:
        self._make = make
        self._kinds = kinds

    def rows(self, *asked: Asked) -> list[Row]:
        """What the query finds for these."""
        if any(isinstance(value, int) and value > LARGEST for value in asked):
            return []
        queryset, compiler, sql, _ = self._written
        params = self._params(asked)
        answering = copy(compiler)
        answering.connection = connections[DEFAULT_DB_ALIAS]  # each thread has its own
        answering.as_sql = lambda *_, **__: (sql, params)  # type: ignore[method-assign]  # it is written
        found = queryset.all()
        found.query.get_compiler = lambda *_, **__: answering  # type: ignore[method-assign]
        return list(found)

    def sizes(self, askeds: Iterable[Sequence[Asked]]) -> list[int]:
        """How many rows the query finds for each of these. One query, however many they are."""
        params = [self._params(asked) for asked in askeds]
        numbers = ", ".join([SIZE % {"subquery": self._written[2]}] * len(params))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {numbers}", list(chain.from_iterable(params)))
            return list(cursor.fetchone())

    def _params(self, asked: Sequence[Asked]) -> tuple[Any, ...]:
        given = [_adapted(value) for value in asked]
        return tuple(param if place is None else given[place] for place, param in self._written[3])

    @cached_property
    def _written(self) -> tuple[QuerySet[Any, Row], SQLCompiler, str, list[tuple[int | None, Any]]]:
        """The query, who wrote it, its words, and each parameter with its place among what is asked for, if it is."""
        standing_in = [_stand_in(kind, place) for place, kind in enumerate(self._kinds)]
        queryset = self._make(*standing_in)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        # How each column is turned into what Python knows: a third of the time of a query of many columns.
        converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda _: converters  # they are the same each time
        known = [_adapted(value) for value in standing_in]
        return queryset, compiler, sql, [(known.index(p) if p in known else None, p) for p in params]


def _stand_in(kind: type, place: int) -> Asked:
    if kind is str:
        return f"{WORD} {place}"
    return NUMBER + place if kind is int else MOMENT + timedelta(days=place)


def _adapted(value: Asked) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
