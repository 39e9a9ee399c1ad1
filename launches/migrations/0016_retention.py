"""Who has left and what was removed when; and the one change that history allows: a name that is taken away."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Each table that can only be added to: the column with a name, and the column with the number of that person.
TABLES = {
    "launches_statusevent": ("statusevent", "actor_name", "actor_id"),
    "launches_comment": ("comment", "by_name", "by_id"),
}
FORMER = "Former colleague "

FUNCTION = f"""
CREATE FUNCTION only_a_name_may_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE'
    AND to_jsonb(NEW) ->> TG_ARGV[0] = '{FORMER}' || (to_jsonb(OLD) ->> TG_ARGV[1])
    AND to_jsonb(NEW) - TG_ARGV[0] = to_jsonb(OLD) - TG_ARGV[0]
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'history is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
    for table, (model, name, person) in TABLES.items():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER append_only_{table} ON {table}")
            schema_editor.execute(
                f"CREATE TRIGGER append_only_{table} BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION only_a_name_may_go('{name}', '{person}')"
            )
        else:
            fields = apps.get_model("launches", model)._meta.local_concrete_fields
            same = " AND ".join(f"NEW.{f.column} IS OLD.{f.column}" for f in fields if f.column != name)
            schema_editor.execute(f"DROP TRIGGER append_only_{table}_update")
            schema_editor.execute(
                f"CREATE TRIGGER append_only_{table}_update BEFORE UPDATE ON {table} "
                f"WHEN NOT (NEW.{name} IS '{FORMER}' || OLD.{person} AND {same}) "
                "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
            )


def forbid(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER append_only_{table} ON {table}")
            schema_editor.execute(
                f"CREATE TRIGGER append_only_{table} BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION append_only()"
            )
        else:
            schema_editor.execute(f"DROP TRIGGER append_only_{table}_update")
            schema_editor.execute(
                f"CREATE TRIGGER append_only_{table}_update BEFORE UPDATE ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
            )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION only_a_name_may_go()")


class Migration(migrations.Migration):
    dependencies = [
        ("launches", "0015_authors_follow"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Departure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("pseudonymised_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departure",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Purge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("counts", models.JSONField(default=dict)),
            ],
            options={"ordering": ("-id",)},
        ),
        migrations.AddField("apicall", "purged_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(allow, forbid),
    ]
