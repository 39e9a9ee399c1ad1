"""Which carriers of somebody's launches are overdue is found in indexes alone: PostgreSQL read every carrier that waits."""

from django.db import migrations, models

BY_AUTHOR = {"name": "active_launch_by_author", "condition": models.Q(archived_at=None)}


class Migration(migrations.Migration):
    dependencies = [("launches", "0021_find_at_scale")]

    operations = [
        migrations.RemoveIndex("launch", "active_launch_by_author"),
        migrations.AddIndex(
            "launch", models.Index(fields=("created_by", "state", "state_since", "id"), **BY_AUTHOR)
        ),
        migrations.AddIndex(
            "launchregion",
            models.Index(fields=("launch", "state", "state_since", "id"), name="launch_region_by_launch"),
        ),
    ]
