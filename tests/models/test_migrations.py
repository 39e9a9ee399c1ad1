"""A new database is made at once, an old one step by step: both come to the same tables."""

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader


def test_it_makes_the_same_tables_at_once_as_step_by_step():
    stepping, at_once = MigrationLoader(None, replace_migrations=False), MigrationLoader(None)
    (squashed,) = (node for node in at_once.graph.nodes if "_squashed_" in node[1] and node[0] == "launches")
    last_step = at_once.disk_migrations[squashed].replaces[-1]

    between = MigrationAutodetector(stepping.project_state(last_step), at_once.project_state(squashed))

    assert between.changes(graph=at_once.graph) == {}
