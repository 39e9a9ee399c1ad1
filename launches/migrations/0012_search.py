"""Any part of a launch's name is found at once, among a hundred thousand of them too.

SQLite: an index of its own kind, which triggers keep. Whoever makes the table of launches anew (SQLite does for most
changes of a column) takes `lift` and `put_back` around it, as the triggers go with the old table.
PostgreSQL: an index that needs the extension pg_trgm. Where that cannot be had, everything is found all the same.
"""

from contextlib import suppress

from django.db import DatabaseError, migrations, models, transaction

INDEX = """
    CREATE VIRTUAL TABLE launches_launch_words
    USING fts5(launch_name, content='launches_launch', content_rowid='id', tokenize='trigram')
"""
FILL = "INSERT INTO launches_launch_words(launches_launch_words) VALUES ('rebuild')"
ADD = "INSERT INTO launches_launch_words(rowid, launch_name) VALUES (NEW.id, NEW.launch_name)"
REMOVE = """
    INSERT INTO launches_launch_words(launches_launch_words, rowid, launch_name)
    VALUES ('delete', OLD.id, OLD.launch_name)
"""
TRIGGERS = {
    "launch_words_added": f"AFTER INSERT ON launches_launch BEGIN {ADD}; END",
    "launch_words_removed": f"AFTER DELETE ON launches_launch BEGIN {REMOVE}; END",
    "launch_words_changed": f"AFTER UPDATE OF launch_name ON launches_launch BEGIN {REMOVE}; {ADD}; END",
}
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    # UPPER, because that is how Django asks for a part of a text in whatever case.
    "CREATE INDEX launch_words ON launches_launch USING gin (UPPER(launch_name) gin_trgm_ops)",
]


def lift(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER {name}")


def put_back(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, what in TRIGGERS.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {what}")


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(INDEX)
        schema_editor.execute(FILL)
        put_back(apps, schema_editor)
        return
    with suppress(DatabaseError), transaction.atomic():
        for statement in POSTGRESQL:
            schema_editor.execute(statement)


def forget(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        lift(apps, schema_editor)
        schema_editor.execute("DROP TABLE launches_launch_words")
    else:
        schema_editor.execute("DROP INDEX IF EXISTS launch_words")


class Migration(migrations.Migration):
    dependencies = [("launches", "0011_put_aside")]

    operations = [
        migrations.RemoveIndex("launch", "launch_by_state"),
        migrations.AddIndex(
            "launch",
            models.Index(
                fields=("state", "-id"), name="active_launch_by_state", condition=models.Q(archived_at=None)
            ),
        ),
        migrations.RunPython(index, forget),
    ]
