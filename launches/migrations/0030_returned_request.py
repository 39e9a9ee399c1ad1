"""What a reviewer read before sending it back, to show what changed since."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("launches", "0029_fewer_indexes_of_exchanges")]

    operations = [
        migrations.CreateModel(
            name="ReturnedRequest",
            fields=[
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="returned_request",
                        serialize=False,
                        to="launches.submission",
                    ),
                ),
                ("body", models.TextField(blank=True)),
                ("at", models.DateTimeField(auto_now=True)),
            ],
        ),
    ]
