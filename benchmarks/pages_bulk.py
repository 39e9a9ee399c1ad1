"""Millions of rows are written into bare tables: what keeps them in order is put back once they are there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

WORDS_AGAIN = "INSERT INTO launches_launch_words(launches_launch_words) VALUES ('rebuild')"


@contextmanager
def bare(models: Sequence[type[Model]]) -> Iterator[None]:
    """These tables have neither triggers nor indexes of their own meanwhile; constraints stay."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        lift, put_back = (_sqlite if connection.vendor == "sqlite" else _postgres)(tables)
        for statement in lift:
            cursor.execute(statement)
        yield
        for statement in put_back:
            cursor.execute(statement)


def _sqlite(tables: list[str]) -> tuple[list[str], list[str]]:
    places = ", ".join(["%s"] * len(tables))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN ({places})"
            " AND type IN ('index', 'trigger') AND sql IS NOT NULL",
            tables,
        )
        found = cursor.fetchall()
    lift = [f'DROP {kind} "{name}"' for kind, name, _ in found]
    return lift, [*(sql for _, _, sql in found), WORDS_AGAIN]


def _postgres(tables: list[str]) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            [tables],
        )
        found = cursor.fetchall()
    # Foreign keys are triggers there, asked for each row.
    lift = ["SET session_replication_role = replica", *(f'DROP INDEX "{name}"' for name, _ in found)]
    put_back = ["SET maintenance_work_mem = '512MB'", *(sql for _, sql in found)]
    return lift, [*put_back, "SET session_replication_role = DEFAULT"]
