"""How many launches an agent has, and how many of them are live, is counted in an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("launches", "0024_found_by_carrier")]

    operations = [
        migrations.RemoveIndex("launch", "launch_of_agent"),
        migrations.AddIndex(
            "launch", models.Index(fields=("agent", "created_at", "state"), name="launch_of_agent")
        ),
    ]
