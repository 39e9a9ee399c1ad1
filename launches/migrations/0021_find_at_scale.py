"""What the overview and the insights ask is answered by indexes, among a hundred thousand launches too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("launches", "0020_links_of_answer_sets")]

    operations = [
        migrations.AddIndex(
            "launch",
            models.Index(
                fields=("state", "-state_since"),
                name="active_launch_by_since",
                condition=models.Q(archived_at=None),
            ),
        ),
        migrations.AddIndex(
            "launch",
            models.Index(
                fields=("created_by", "state", "state_since"),
                name="active_launch_by_author",
                condition=models.Q(archived_at=None),
            ),
        ),
        migrations.AddIndex("launch", models.Index(fields=("created_at",), name="launch_by_beginning")),
        migrations.AddIndex("launch", models.Index(fields=("agent", "created_at"), name="launch_of_agent")),
        migrations.AddIndex(
            "submission", models.Index(fields=("created_by", "status"), name="submission_by_author")
        ),
        migrations.AddIndex(
            "submission", models.Index(fields=("status", "settled_at", "kind"), name="submission_by_settling")
        ),
        migrations.AddIndex("statusevent", models.Index(fields=("at",), name="event_by_time")),
    ]
