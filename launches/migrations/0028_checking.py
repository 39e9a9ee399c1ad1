"""What each check writes stands in a narrow row beside the launch; the launch stays as it is until there is news.

One step, so that a moment when it stands in neither place never comes. When a carrier was looked at last is not kept
any more: each check asks for all carriers of a launch.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

search = import_module("launches.migrations.0012_search")

MOVE = """
    INSERT INTO launches_checking (launch_id, next_at, lease_until, checked_at, failures, problem, failing_since,
        last_answer_id, read_by)
    SELECT id, COALESCE(next_check_at, CURRENT_TIMESTAMP), check_lease_until, checked_at, check_failures, check_problem,
        check_failing_since, last_answer_id, last_read_by
    FROM launches_launch WHERE agent_launch_id <> ''
"""
MOVE_BACK = """
    UPDATE launches_launch SET next_check_at = checking.next_at, check_lease_until = checking.lease_until,
        checked_at = checking.checked_at, check_failures = checking.failures, check_problem = checking.problem,
        check_failing_since = checking.failing_since, last_answer_id = checking.last_answer_id,
        last_read_by = checking.read_by
    FROM launches_checking checking WHERE checking.launch_id = launches_launch.id
"""
LOOKED_BACK = """
    UPDATE launches_launchregion SET checked_at = checking.checked_at
    FROM launches_checking checking WHERE checking.launch_id = launches_launchregion.launch_id
"""
# Of a page so many percent are filled at first: what is noted of a check finds room beside the row.
WIDE, NARROW = {"launches_launch": 50, "launches_launchregion": 60}, {"launches_checking": 50}


def leave_room(apps, schema_editor):
    _fill(NARROW, WIDE, schema_editor)


def fill_up(apps, schema_editor):
    _fill(WIDE, {}, schema_editor)


def _fill(with_room, without, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table, percent in with_room.items():
            schema_editor.execute(f"ALTER TABLE {table} SET (fillfactor = {percent})")
        for table in without:
            schema_editor.execute(f"ALTER TABLE {table} RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [("launches", "0027_found_by_agent_in_one_index")]

    operations = [
        migrations.RunPython(search.lift, search.put_back),  # SQLite makes the table of launches anew.
        migrations.CreateModel(
            name="Checking",
            fields=[
                (
                    "launch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="checking",
                        serialize=False,
                        to="launches.launch",
                    ),
                ),
                ("next_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                (
                    "last_answer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="launches.apicall",
                    ),
                ),
                ("read_by", models.BinaryField(editable=False, max_length=16, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["next_at", "launch"], name="checking_by_next"),
                    models.Index(
                        condition=models.Q(("failing_since__isnull", False)),
                        fields=["failing_since"],
                        name="checking_failing",
                    ),
                ],
            },
        ),
        migrations.RunPython(leave_room, fill_up),
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.RemoveIndex("launch", "launch_failing"),
        migrations.RemoveIndex("launch", "launch_by_next_check"),
        migrations.RemoveField("launch", "last_answer"),
        migrations.RemoveField("launch", "last_read_by"),
        migrations.RemoveField("launch", "next_check_at"),
        migrations.RemoveField("launch", "check_lease_until"),
        migrations.RemoveField("launch", "checked_at"),
        migrations.RemoveField("launch", "check_failures"),
        migrations.RemoveField("launch", "check_problem"),
        migrations.RemoveField("launch", "check_failing_since"),
        migrations.RunSQL(migrations.RunSQL.noop, LOOKED_BACK),
        migrations.RemoveField("launchregion", "checked_at"),
        migrations.RunPython(search.put_back, search.lift),
    ]
