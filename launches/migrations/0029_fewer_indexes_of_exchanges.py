"""An exchange is added to two indexes fewer: what one of its launch alone found, `api_call_by_launch` finds as well, and
of submissions only those few exchanges are noted that are about one.

By hand: SQLite would make the whole table anew for it.
"""

import django.db.models.deletion
from django.db import migrations, models

# As Django calls them on both databases.
INDEXES = {
    "launch": "launches_apicall_launch_id_231733ec",
    "submission": "launches_apicall_submission_id_01651249",
}


def without_index(key):
    name = INDEXES[key]
    return migrations.RunSQL(
        f"DROP INDEX {name}",
        f"CREATE INDEX {name} ON launches_apicall ({key}_id)",
        state_operations=[
            migrations.AlterField(
                "apicall",
                key,
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="api_calls",
                    to=f"launches.{key}",
                ),
            )
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("launches", "0028_checking")]

    operations = [
        migrations.AddIndex(
            "apicall",
            models.Index(
                condition=models.Q(("submission__isnull", False)),
                fields=["submission"],
                name="api_call_by_submission",
            ),
        ),
        without_index("launch"),
        without_index("submission"),
    ]
