"""Claiming takes the first of who is due in the order of an index, and what is noted of a check finds room in its page.

On PostgreSQL a row that finds room beside its last version, and changes nothing that is indexed, leaves all indexes
alone; without room each of a dozen was written anew for each launch that was claimed.
"""

from django.db import migrations, models

# Percent of a page that are filled at first.
ROOM = {"launches_launch": 50, "launches_launchregion": 60}


def leave_room(apps, schema_editor):
    _set("SET (fillfactor = {})", schema_editor)


def fill_up(apps, schema_editor):
    _set("RESET (fillfactor)", schema_editor)


def _set(what, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table, percent in ROOM.items():
            schema_editor.execute(f"ALTER TABLE {table} {what.format(percent)}")


class Migration(migrations.Migration):
    dependencies = [("launches", "0025_counted_by_agent")]

    operations = [
        migrations.RunPython(leave_room, fill_up),
        migrations.RemoveIndex("launch", "launch_by_next_check"),
        migrations.AddIndex(
            "launch", models.Index(fields=("next_check_at", "id"), name="launch_by_next_check")
        ),
    ]
