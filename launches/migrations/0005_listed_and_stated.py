"""Tell a carrier that vanished from the answer from one that is listed without a state."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("launches", "0004_epoch")]

    operations = [
        migrations.RenameField("launchregion", "is_reported", "is_listed"),
        migrations.AddField("launchregion", "is_stated", models.BooleanField(default=True)),
    ]
