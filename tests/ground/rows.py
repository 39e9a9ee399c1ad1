"""A test that really commits leaves rows behind. This makes the database again what migrations had made of it."""

from django.db import OperationalError, connection, transaction

Rows = list[tuple]


class Migrated:
    """What stood in every table before the first test: groups and their permissions, state codes and the like."""

    def __init__(self) -> None:
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        with connection.cursor() as cursor:
            self.tables: dict[str, Rows] = {table: _rows_of(table, cursor) for table in tables}
            self.rules: list[tuple[str, str]] = _rules(cursor)

    def restore(self) -> None:
        """Every table holds those rows and no others, also when a test of faults had the server hang up on us."""
        try:
            self._restore()
        except OperationalError:
            connection.close()
            self._restore()

    def _restore(self) -> None:
        # Foreign keys are looked at when all rows are there. Most tables are as they were, and left alone.
        with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
            changed = [table for table, rows in self.tables.items() if _rows_of(table, cursor) != rows]
            _lift_append_only_rules(self.rules, cursor)
            for table in changed:
                cursor.execute(f'DELETE FROM "{table}"')
            for _, definition in self.rules:
                cursor.execute(definition)
            for table in changed:
                _put_in(table, self.tables[table], cursor)


def _rows_of(table: str, cursor) -> Rows:
    cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
    return cursor.fetchall()


def _put_in(table: str, rows: Rows, cursor) -> None:
    if rows:
        places = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)


def _rules(cursor) -> list[tuple[str, str]]:
    """The triggers by which SQLite forbids a DELETE, as name and definition."""
    if connection.vendor != "sqlite":
        return []
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE%'")
    return cursor.fetchall()


def _lift_append_only_rules(rules: list[tuple[str, str]], cursor) -> None:
    """History may be deleted until this transaction ends, or, on SQLite, until the rules are made anew."""
    if connection.vendor == "postgresql":
        # No trigger fires, nor does a foreign key: nobody but the owner of the server may say so.
        cursor.execute("SET LOCAL session_replication_role = replica")
    for name, _ in rules:
        cursor.execute(f'DROP TRIGGER "{name}"')
