"""A test that really commits is cleaned up by emptying every table. This makes the database whole again."""

from django.db import OperationalError, connection, transaction

Rows = dict[str, tuple[list[str], list[tuple]]]


def remember() -> Rows:
    """What migrations put in, table by table: groups and their permissions, state codes and the like."""
    with connection.cursor() as cursor:
        tables = [
            table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t"
        ]
        # Emptying spares the list of migrations; SQLite's own counters are none of ours.
        kept = [name for name in tables if name != "django_migrations"]
        remembered = {name: _rows_of(name, cursor) for name in kept}
    return {name: (columns, rows) for name, (columns, rows) in remembered.items() if rows}


def _rows_of(table: str, cursor) -> tuple[list[str], list[tuple]]:
    cursor.execute(f'SELECT * FROM "{table}"')
    return [column[0] for column in cursor.description], cursor.fetchall()


def put_back(remembered: Rows) -> None:
    """The remembered rows are there again, also when a test of faults had the server hang up on us."""
    try:
        _put_back(remembered)
    except OperationalError:
        connection.close()
        _put_back(remembered)


def _put_back(remembered: Rows) -> None:
    # Foreign keys are looked at when all of them are there.
    with transaction.atomic(), connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table, (columns, rows) in remembered.items():
            names = ", ".join(f'"{column}"' for column in columns)
            places = ", ".join(["%s"] * len(columns))
            # A test that was skipped before it began has emptied nothing: its rows are still there.
            statement = f'INSERT INTO "{table}" ({names}) VALUES ({places}) ON CONFLICT DO NOTHING'
            cursor.executemany(statement, rows)


def lift_append_only_rules() -> list[str]:
    """The triggers that forbid a DELETE are gone; answers how to make them again.

    SQLite empties a table row by row, which fires them. PostgreSQL's TRUNCATE fires none.
    """
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE%'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    return [definition for _, definition in triggers]


def set_rules(definitions: list[str]) -> None:
    """The triggers stand again."""
    with connection.cursor() as cursor:
        for definition in definitions:
            cursor.execute(definition)
