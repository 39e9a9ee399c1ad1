"""History can be added to, never edited or deleted: the database itself refuses.

Row triggers, so that emptying a test database with TRUNCATE still works on PostgreSQL.
"""

from django.db import migrations

TABLE = "launches_statusevent"

SQLITE = [
    f"""
    CREATE TRIGGER append_only_{TABLE}_{verb.lower()} BEFORE {verb} ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
    """
    for verb in ("UPDATE", "DELETE")
]
# REPLACE INTO would take a row away without firing a trigger for it.
SQLITE.append(
    f"""
    CREATE TRIGGER append_only_{TABLE}_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
    """
)
POSTGRESQL = [
    """
    CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'history is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE TRIGGER append_only_{TABLE} BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION append_only()
    """,
]
UNDO_SQLITE = [
    f"DROP TRIGGER IF EXISTS append_only_{TABLE}_{verb}" for verb in ("update", "delete", "replace")
]
UNDO_POSTGRESQL = [f"DROP TRIGGER append_only_{TABLE} ON {TABLE}", "DROP FUNCTION append_only()"]


def guard(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def unguard(apps, schema_editor):
    _run(schema_editor, {"sqlite": UNDO_SQLITE, "postgresql": UNDO_POSTGRESQL})


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("launches", "0001_models")]

    operations = [migrations.RunPython(guard, unguard)]
