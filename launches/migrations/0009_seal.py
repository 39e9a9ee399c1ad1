"""A seal for each row of history. Rows from before have none; the chain begins with the first that has one."""

from importlib import import_module

from django.db import migrations, models

append_only = import_module("launches.migrations.0002_append_only")


def lift(apps, schema_editor):
    """SQLite makes the table anew for a new column, and its triggers would go with the old one."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in append_only.UNDO_SQLITE:
            schema_editor.execute(statement)


def put_back(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in append_only.SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("launches", "0008_comments_append_only")]

    operations = [
        migrations.RunPython(lift, put_back),
        migrations.AddField(
            "statusevent",
            "seal",
            models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(put_back, lift),
    ]
