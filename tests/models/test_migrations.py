"""A new database is made at once, an old one step by step: both come to the same tables."""

import pytest
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader


def test_it_makes_the_same_tables_at_once_as_step_by_step():
    stepping, at_once = MigrationLoader(None, replace_migrations=False), MigrationLoader(None)
    (squashed,) = (node for node in at_once.graph.nodes if "_squashed_" in node[1] and node[0] == "launches")
    last_step = at_once.disk_migrations[squashed].replaces[-1]

    between = MigrationAutodetector(stepping.project_state(last_step), at_once.project_state(squashed))

    assert between.changes(graph=at_once.graph) == {}


@pytest.mark.django_db
def test_it_leaves_room_to_note_a_check_beside_the_row_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's own setting")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE array_to_string(reloptions, ' ') LIKE '%fillfactor%'"
        )
        assert {name for (name,) in cursor.fetchall()} == {"launches_checking"}
