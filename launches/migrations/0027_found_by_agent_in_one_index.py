"""The launches of an agent are found by the index that tells their states too; the one of the agent alone goes.

By hand: SQLite would make the whole table anew for it, and lose its triggers.
"""

import django.db.models.deletion
from django.db import migrations, models

INDEX = "launches_launch_agent_id_9e9fe9b0"  # as Django calls it on both databases


class Migration(migrations.Migration):
    dependencies = [("launches", "0026_room_to_update")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX {INDEX}",
            f"CREATE INDEX {INDEX} ON launches_launch (agent_id)",
            state_operations=[
                migrations.AlterField(
                    "launch",
                    "agent",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="launches",
                        to="launches.agent",
                    ),
                )
            ],
        )
    ]
