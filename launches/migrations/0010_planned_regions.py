"""Carriers beyond five are planned with their launch, and become later submissions one after the other."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("launches", "0009_seal"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="is_planned",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="PlannedRegion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "launch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned_regions",
                        to="launches.launch",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="launches.carrierregion",
                    ),
                ),
            ],
            options={
                "ordering": ("launch_id", "place"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("launch", "region"), name="region_planned_once_per_launch"
                    ),
                    models.UniqueConstraint(fields=("launch", "place"), name="place_once_per_plan"),
                    models.CheckConstraint(
                        condition=models.Q(("place__gte", 1), ("place__lte", 45)), name="plan_within_bounds"
                    ),
                ],
            },
        ),
    ]
