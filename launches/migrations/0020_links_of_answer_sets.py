"""An answer set may keep the media links that go with its answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("launches", "0019_second_factor")]

    operations = [
        migrations.AddField(
            model_name="answerset",
            name="video_uris",
            field=models.JSONField(blank=True, default=list, verbose_name="video links"),
        ),
        migrations.AddField(
            model_name="answerset",
            name="screenshot_uris",
            field=models.JSONField(blank=True, default=list, verbose_name="screenshot links"),
        ),
    ]
