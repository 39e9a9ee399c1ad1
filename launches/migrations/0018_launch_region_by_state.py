"""The matrix and the overview find the few carriers that are in a state among the many that are live."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("launches", "0017_mail")]

    operations = [
        migrations.AddIndex(
            model_name="launchregion",
            index=models.Index(fields=["state", "state_since"], name="launch_region_by_state"),
        ),
    ]
