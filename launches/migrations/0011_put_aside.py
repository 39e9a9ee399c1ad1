"""What waits for an admin to look, since when checks fail, and whether a carrier went back to what it had said."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import launches.models.agent


class Migration(migrations.Migration):
    dependencies = [
        ("launches", "0010_planned_regions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BrokenCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("times", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
        migrations.CreateModel(
            name="DoubtfulCatalogue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pod", models.CharField(choices=launches.models.agent.pods, max_length=2, unique=True)),
                ("rows", models.JSONField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="launch",
            name="check_failing_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="launchregion",
            name="went_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="launch",
            index=models.Index(
                condition=models.Q(("check_failing_since__isnull", False)),
                fields=["check_failing_since"],
                name="launch_failing",
            ),
        ),
        migrations.AddField(
            model_name="brokencheck",
            name="launch",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="broken_check", to="launches.launch"
            ),
        ),
    ]
