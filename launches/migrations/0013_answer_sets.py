"""The five answers under a name, to be used again."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("launches", "0012_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("brand_name", models.CharField(blank=True, max_length=120)),
                ("optin_description", models.TextField(blank=True, max_length=5000, verbose_name="opt-in")),
                (
                    "trigger_description",
                    models.TextField(blank=True, max_length=5000, verbose_name="trigger"),
                ),
                (
                    "interactions_description",
                    models.TextField(blank=True, max_length=5000, verbose_name="interactions"),
                ),
                ("optout_description", models.TextField(blank=True, max_length=5000, verbose_name="opt-out")),
                (
                    "agent_access_instructions",
                    models.TextField(blank=True, max_length=5000, verbose_name="access instructions"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        models.F("brand_name"),
                        name="answer_set_named_once_per_brand",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="answer_set_name_given"
                    ),
                ],
            },
        ),
    ]
