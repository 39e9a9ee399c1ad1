"""The launches for a carrier, and those that are archived, are found in indexes alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("launches", "0023_same_answer")]

    operations = [
        migrations.AddIndex(
            "launchregion", models.Index(fields=("region", "launch"), name="launch_region_by_region")
        ),
        migrations.AddIndex(
            "launch",
            models.Index(
                fields=("-id",), name="archived_launch", condition=models.Q(archived_at__isnull=False)
            ),
        ),
    ]
