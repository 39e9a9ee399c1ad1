"""The tables as they are after the migrations up to 0024, made at once: a new database is ready in a third of the time.

Whoever has run those has run this. What the database itself is told beyond tables stands in them.
"""

import uuid
from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import launches.models.agent
import launches.models.mail
import launches.statuses


def of(name):
    return import_module(f"launches.migrations.{name}")


class TablesAtOnce(migrations.SeparateDatabaseAndState):
    """The tables that come of all these steps. Django works out the models once, not anew after each step."""

    def state_forwards(self, app_label, state):
        vars(state).pop("apps", None)
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in to_state.apps.get_app_config(app_label).get_models():
            schema_editor.create_model(model)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(list(from_state.apps.get_app_config(app_label).get_models())):
            schema_editor.delete_model(model)


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("launches", "0001_models"),
        ("launches", "0002_append_only"),
        ("launches", "0003_groups_and_state_codes"),
        ("launches", "0004_epoch"),
        ("launches", "0005_listed_and_stated"),
        ("launches", "0006_page_that_saved"),
        ("launches", "0007_brake_notes_and_comments"),
        ("launches", "0008_comments_append_only"),
        ("launches", "0009_seal"),
        ("launches", "0010_planned_regions"),
        ("launches", "0011_put_aside"),
        ("launches", "0012_search"),
        ("launches", "0013_answer_sets"),
        ("launches", "0014_follows_and_notices"),
        ("launches", "0015_authors_follow"),
        ("launches", "0016_retention"),
        ("launches", "0017_mail"),
        ("launches", "0018_launch_region_by_state"),
        ("launches", "0019_second_factor"),
        ("launches", "0020_links_of_answer_sets"),
        ("launches", "0021_find_at_scale"),
        ("launches", "0022_found_in_indexes"),
        ("launches", "0023_same_answer"),
        ("launches", "0024_found_by_carrier"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        TablesAtOnce(
            state_operations=[
                migrations.CreateModel(
                    name="DoubtfulCatalogue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "pod",
                            models.CharField(choices=launches.models.agent.pods, max_length=2, unique=True),
                        ),
                        ("rows", models.JSONField()),
                        ("reason", models.TextField()),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Epoch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.UUIDField(unique=True)),
                        ("since", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Heartbeat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, unique=True)),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="PodHealth",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "pod",
                            models.CharField(choices=launches.models.agent.pods, max_length=2, unique=True),
                        ),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("paused_until", models.DateTimeField(blank=True, null=True)),
                        ("stopped_at", models.DateTimeField(blank=True, null=True)),
                        ("problem", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name_plural": "pod health",
                    },
                ),
                migrations.CreateModel(
                    name="Purge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("counts", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ("-id",),
                    },
                ),
                migrations.CreateModel(
                    name="Agent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("pod", models.CharField(choices=launches.models.agent.pods, max_length=2)),
                        ("agent_no", models.CharField(max_length=64, verbose_name="agent number")),
                        ("name", models.CharField(max_length=120)),
                        ("brand_name", models.CharField(blank=True, max_length=120)),
                        ("contact_name", models.CharField(blank=True, max_length=120)),
                        ("contact_email", models.EmailField(blank=True, max_length=254)),
                        ("website", models.URLField(blank=True, max_length=500)),
                        ("contacts_confirmed", models.BooleanField(default=False)),
                        (
                            "source",
                            models.CharField(
                                choices=launches.models.agent.agent_sources, default="by_hand", max_length=10
                            ),
                        ),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("updated_at", models.DateTimeField(auto_now=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
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
                                fields=("pod", "agent_no"),
                                name="agent_no_unique_per_pod",
                                violation_error_message="This pod already has an agent with this number.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pod__in", ["IN", "NA"])), name="agent_pod_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("agent_no", ""), _negated=True), name="agent_no_given"
                            ),
                        ],
                    },
                ),
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
                        (
                            "optin_description",
                            models.TextField(blank=True, max_length=5000, verbose_name="opt-in"),
                        ),
                        (
                            "trigger_description",
                            models.TextField(blank=True, max_length=5000, verbose_name="trigger"),
                        ),
                        (
                            "interactions_description",
                            models.TextField(blank=True, max_length=5000, verbose_name="interactions"),
                        ),
                        (
                            "optout_description",
                            models.TextField(blank=True, max_length=5000, verbose_name="opt-out"),
                        ),
                        (
                            "agent_access_instructions",
                            models.TextField(blank=True, max_length=5000, verbose_name="access instructions"),
                        ),
                        (
                            "video_uris",
                            models.JSONField(blank=True, default=list, verbose_name="video links"),
                        ),
                        (
                            "screenshot_uris",
                            models.JSONField(blank=True, default=list, verbose_name="screenshot links"),
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
                migrations.CreateModel(
                    name="ApiCall",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("request_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("endpoint", models.CharField(max_length=40)),
                        ("pod", models.CharField(choices=launches.models.agent.pods, max_length=2)),
                        ("method", models.CharField(max_length=10)),
                        ("url", models.TextField()),
                        ("request_headers", models.JSONField(default=dict)),
                        ("request_body", models.TextField(blank=True)),
                        ("http_status", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("code", models.CharField(blank=True, max_length=100)),
                        ("response_headers", models.JSONField(default=dict)),
                        ("response_body", models.TextField(blank=True)),
                        ("is_truncated", models.BooleanField(default=False)),
                        ("is_connected", models.BooleanField(default=False)),
                        ("verdict", models.CharField(max_length=20)),
                        ("problem", models.TextField(blank=True)),
                        ("started_at", models.DateTimeField()),
                        ("duration_ms", models.PositiveIntegerField(default=0)),
                        ("fingerprint", models.BinaryField(max_length=16, null=True)),
                        ("purged_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "same_as",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="launches.apicall",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "API call",
                        "ordering": ("-id",),
                    },
                ),
                migrations.CreateModel(
                    name="Brake",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "pod",
                            models.CharField(blank=True, choices=launches.models.agent.pods, max_length=2),
                        ),
                        ("reason", models.TextField()),
                        ("pulled_by_name", models.CharField(max_length=200)),
                        ("pulled_at", models.DateTimeField()),
                        ("released_by_name", models.CharField(blank=True, max_length=200)),
                        ("released_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "pulled_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "released_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("released_at", None)),
                                fields=("pod",),
                                name="one_brake_per_pod_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="brake_says_why"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("released_at", None), ("released_by", None)),
                                    models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="brake_released_by_and_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CarrierRegion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("pod", models.CharField(choices=launches.models.agent.pods, max_length=2)),
                        ("remote_id", models.CharField(max_length=64)),
                        ("region_name", models.CharField(blank=True, max_length=200)),
                        ("display_name", models.CharField(max_length=200)),
                        ("country", models.CharField(max_length=120)),
                        ("carrier", models.CharField(max_length=120)),
                        ("management_type", models.CharField(blank=True, max_length=40)),
                        ("management_type_value", models.CharField(blank=True, max_length=20)),
                        ("hosting_region", models.CharField(blank=True, max_length=60)),
                        ("carrier_enabled", models.BooleanField(default=True)),
                        ("first_seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("last_seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ("country", "carrier", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("pod", "remote_id"), name="region_unique_per_pod"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pod__in", ["IN", "NA"])), name="region_pod_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("remote_id", ""), _negated=True), name="region_id_given"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Departure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("pseudonymised_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="departure",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Launch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("launch_name", models.CharField(max_length=120, unique=True)),
                        ("launch_type", models.CharField(default="1", max_length=10)),
                        (
                            "optin_description",
                            models.TextField(blank=True, max_length=5000, verbose_name="opt-in"),
                        ),
                        (
                            "trigger_description",
                            models.TextField(blank=True, max_length=5000, verbose_name="trigger"),
                        ),
                        (
                            "interactions_description",
                            models.TextField(blank=True, max_length=5000, verbose_name="interactions"),
                        ),
                        (
                            "optout_description",
                            models.TextField(blank=True, max_length=5000, verbose_name="opt-out"),
                        ),
                        (
                            "agent_access_instructions",
                            models.TextField(blank=True, max_length=5000, verbose_name="access instructions"),
                        ),
                        (
                            "video_uris",
                            models.JSONField(blank=True, default=list, verbose_name="video links"),
                        ),
                        (
                            "screenshot_uris",
                            models.JSONField(blank=True, default=list, verbose_name="screenshot links"),
                        ),
                        ("agent_launch_id", models.CharField(blank=True, max_length=64)),
                        ("provider_launch_id", models.CharField(blank=True, max_length=200)),
                        ("remote_status", models.CharField(blank=True, max_length=40)),
                        ("remote_created", models.CharField(blank=True, max_length=60)),
                        ("remote_modified", models.CharField(blank=True, max_length=60)),
                        (
                            "state",
                            models.CharField(
                                choices=launches.statuses.launch_states, default="draft", max_length=20
                            ),
                        ),
                        ("state_since", models.DateTimeField(auto_now_add=True)),
                        ("regions_total", models.PositiveSmallIntegerField(default=0)),
                        ("regions_live", models.PositiveSmallIntegerField(default=0)),
                        ("regions_troubled", models.PositiveSmallIntegerField(default=0)),
                        ("next_check_at", models.DateTimeField(blank=True, null=True)),
                        ("check_lease_until", models.DateTimeField(blank=True, null=True)),
                        ("checked_at", models.DateTimeField(blank=True, null=True)),
                        ("check_failures", models.PositiveSmallIntegerField(default=0)),
                        ("check_problem", models.TextField(blank=True)),
                        ("check_failing_since", models.DateTimeField(blank=True, null=True)),
                        ("last_read_by", models.BinaryField(max_length=16, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("form_token", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                        ("saved_from", models.UUIDField(blank=True, editable=False, null=True)),
                        ("saved_sent_at", models.BigIntegerField(default=0, editable=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("updated_at", models.DateTimeField(auto_now=True)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="launches",
                                to="launches.agent",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="launches",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "last_answer",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="launches.apicall",
                            ),
                        ),
                        (
                            "saved_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "launches",
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("archived_at", None)),
                                fields=["state", "-id"],
                                name="active_launch_by_state",
                            ),
                            models.Index(
                                condition=models.Q(("archived_at", None)),
                                fields=["state", "-state_since"],
                                name="active_launch_by_since",
                            ),
                            models.Index(
                                condition=models.Q(("archived_at", None)),
                                fields=["created_by", "state", "state_since", "id"],
                                name="active_launch_by_author",
                            ),
                            models.Index(
                                condition=models.Q(("archived_at__isnull", False)),
                                fields=["-id"],
                                name="archived_launch",
                            ),
                            models.Index(fields=["created_at"], name="launch_by_beginning"),
                            models.Index(fields=["agent", "created_at"], name="launch_of_agent"),
                            models.Index(fields=["next_check_at"], name="launch_by_next_check"),
                            models.Index(
                                condition=models.Q(("check_failing_since__isnull", False)),
                                fields=["check_failing_since"],
                                name="launch_failing",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "draft",
                                            "in_review",
                                            "sent_back",
                                            "approved",
                                            "sending",
                                            "refused",
                                            "unconfirmed",
                                            "with_carriers",
                                            "partly_live",
                                            "live",
                                            "needs_attention",
                                        ],
                                    )
                                ),
                                name="launch_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("launch_name", ""), _negated=True),
                                name="launch_name_given",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("agent_launch_id", ""), _negated=True),
                                fields=("agent_launch_id",),
                                name="agent_launch_id_unique",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Follow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("stopped_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follows",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "launch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follows",
                                to="launches.launch",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("launch", "person"), name="follow_once_per_person"
                            )
                        ],
                    },
                ),
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
                        (
                            "launch",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="broken_check",
                                to="launches.launch",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.AddField(
                    model_name="apicall",
                    name="launch",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_calls",
                        to="launches.launch",
                    ),
                ),
                migrations.CreateModel(
                    name="LaunchRegion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("remote_region_id", models.CharField(blank=True, max_length=200)),
                        ("remote_region", models.CharField(blank=True, max_length=200)),
                        (
                            "state",
                            models.CharField(
                                choices=launches.statuses.carrier_states, default="submitted", max_length=20
                            ),
                        ),
                        ("state_code", models.CharField(blank=True, max_length=40)),
                        ("state_since", models.DateTimeField()),
                        ("checked_at", models.DateTimeField(blank=True, null=True)),
                        ("is_listed", models.BooleanField(default=True)),
                        ("is_stated", models.BooleanField(default=True)),
                        ("went_back_at", models.DateTimeField(blank=True, null=True)),
                        ("entry_point", models.CharField(blank=True, max_length=40)),
                        ("dirty_flag", models.CharField(blank=True, max_length=40)),
                        (
                            "launch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="launch_regions",
                                to="launches.launch",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="launch_regions",
                                to="launches.carrierregion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("launch_id", "id"),
                        "indexes": [
                            models.Index(fields=["state", "state_since"], name="launch_region_by_state"),
                            models.Index(
                                fields=["launch", "state", "state_since", "id"],
                                name="launch_region_by_launch",
                            ),
                            models.Index(fields=["region", "launch"], name="launch_region_by_region"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("launch", "region"), name="region_once_per_launch"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("region", None)),
                                fields=("launch", "remote_region_id", "remote_region"),
                                name="unknown_region_once_per_launch",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "submitted",
                                            "unlaunched",
                                            "pending",
                                            "live",
                                            "rejected",
                                            "suspended",
                                            "ending",
                                            "invalid",
                                            "unknown",
                                        ],
                                    )
                                ),
                                name="launch_region_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_digest", models.BooleanField(default=False)),
                        ("made_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("given_up_at", models.DateTimeField(blank=True, null=True)),
                        ("problem", models.TextField(blank=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mails",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("given_up_at", None), ("sent_at", None)),
                                fields=["due_at"],
                                name="mail_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("sent_at", None), ("given_up_at", None), _connector="OR"),
                                name="mail_sent_or_given_up",
                            )
                        ],
                    },
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
                                condition=models.Q(("place__gte", 1), ("place__lte", 45)),
                                name="plan_within_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reader",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "wish",
                            models.CharField(
                                choices=launches.models.mail.wishes, default="each", max_length=10
                            ),
                        ),
                        ("digest_on", models.DateField(blank=True, null=True)),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reader",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("wish__in", ["each", "daily", "none"])),
                                name="reader_wish_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecoveryCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recovery_codes",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SecondFactor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("salt", models.CharField(max_length=32)),
                        ("since", models.DateTimeField()),
                        ("last_step", models.BigIntegerField()),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="second_factor",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StateCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, unique=True)),
                        (
                            "state",
                            models.CharField(
                                blank=True, choices=launches.statuses.carrier_states, max_length=20
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("first_seen_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ("code",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "",
                                            "submitted",
                                            "unlaunched",
                                            "pending",
                                            "live",
                                            "rejected",
                                            "suspended",
                                            "ending",
                                            "invalid",
                                            "unknown",
                                        ],
                                    )
                                ),
                                name="state_code_state_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatusEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.CharField(max_length=20)),
                        ("from_state", models.CharField(blank=True, max_length=20)),
                        ("to_state", models.CharField(max_length=20)),
                        ("raw_code", models.CharField(blank=True, max_length=40)),
                        ("source", models.CharField(choices=launches.statuses.sources, max_length=10)),
                        ("actor_name", models.CharField(max_length=200)),
                        ("reason", models.TextField(blank=True)),
                        ("at", models.DateTimeField()),
                        ("seal", models.CharField(blank=True, editable=False, max_length=64)),
                        (
                            "actor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "carrier_region",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="launches.carrierregion",
                            ),
                        ),
                        (
                            "launch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="launches.launch",
                            ),
                        ),
                        (
                            "launch_region",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="launches.launchregion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(fields=["launch", "id"], name="event_by_launch"),
                            models.Index(fields=["at"], name="event_by_time"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("actor_name", ""), _negated=True),
                                name="event_names_its_actor",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "launch",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="launches.launch",
                            ),
                        ),
                        (
                            "mail",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="launches.mail",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="launches.statusevent",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-event_id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("read_at", None)),
                                fields=["person", "launch"],
                                name="notice_unread",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "event"), name="notice_once_per_person")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Comment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("by_name", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        ("text", models.TextField(max_length=2000)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "launch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="launches.launch",
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="launches.statusevent",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="comment_says_something"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Submission",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("kind", models.CharField(choices=launches.statuses.submission_kinds, max_length=20)),
                        (
                            "status",
                            models.CharField(
                                choices=launches.statuses.submission_statuses, default="draft", max_length=20
                            ),
                        ),
                        ("is_planned", models.BooleanField(default=False)),
                        ("payload", models.TextField(blank=True)),
                        ("payload_sha256", models.CharField(blank=True, max_length=64)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.TextField(blank=True)),
                        ("next_step", models.TextField(blank=True)),
                        ("review_notes", models.JSONField(blank=True, default=dict)),
                        ("attempt", models.UUIDField(blank=True, editable=False, null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("lease_until", models.DateTimeField(blank=True, null=True)),
                        ("send_after", models.DateTimeField(blank=True, null=True)),
                        ("proposed_launch_id", models.CharField(blank=True, max_length=64)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "launch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="submissions",
                                to="launches.launch",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("launch_id", "number"),
                        "permissions": (("review_submission", "Can approve submissions and send them back"),),
                        "indexes": [
                            models.Index(fields=["status", "submitted_at"], name="submission_by_status"),
                            models.Index(fields=["created_by", "status"], name="submission_by_author"),
                            models.Index(
                                fields=["status", "settled_at", "kind"], name="submission_by_settling"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("launch", "number"), name="submission_numbered_per_launch"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "approved",
                                            "draft",
                                            "in_review",
                                            "sending",
                                            "sent_back",
                                            "unconfirmed",
                                        ],
                                    )
                                ),
                                fields=("launch",),
                                name="one_open_submission_per_launch",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "agent_launch")),
                                fields=("launch",),
                                name="one_agent_launch_per_launch",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "draft",
                                            "in_review",
                                            "sent_back",
                                            "approved",
                                            "sending",
                                            "accepted",
                                            "refused",
                                            "unconfirmed",
                                        ],
                                    )
                                ),
                                name="submission_status_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["agent_launch", "carrier_launch"])),
                                name="submission_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("submitted_at", None), ("submitted_by", None)),
                                    models.Q(
                                        ("submitted_at__isnull", False), ("submitted_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="submission_submitted_by_and_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reviewed_at", None), ("reviewed_by", None)),
                                    models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="submission_reviewed_by_and_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("status__in", ["approved", "sending", "accepted", "unconfirmed"]),
                                        _negated=True,
                                    ),
                                    models.Q(
                                        ("reviewed_by__isnull", False),
                                        models.Q(("payload", ""), _negated=True),
                                        models.Q(("payload_sha256", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="submission_sent_as_approved",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "sending"), _negated=True),
                                    models.Q(("attempt__isnull", False), ("lease_until__isnull", False)),
                                    _connector="OR",
                                ),
                                name="submission_sending_under_lease",
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="statusevent",
                    name="submission",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="launches.submission",
                    ),
                ),
                migrations.AddField(
                    model_name="launchregion",
                    name="submission",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="launch_regions",
                        to="launches.submission",
                    ),
                ),
                migrations.AddField(
                    model_name="apicall",
                    name="submission",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_calls",
                        to="launches.submission",
                    ),
                ),
                migrations.CreateModel(
                    name="SubmissionRegion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slot", models.PositiveSmallIntegerField()),
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="launches.carrierregion"
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="launches.submission"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("slot",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("submission", "region"), name="region_once_per_submission"
                            ),
                            models.UniqueConstraint(
                                fields=("submission", "slot"), name="slot_once_per_submission"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("slot__gte", 1), ("slot__lte", 5)), name="five_slots"
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="submission",
                    name="regions",
                    field=models.ManyToManyField(
                        related_name="submissions",
                        through="launches.SubmissionRegion",
                        to="launches.carrierregion",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="statusevent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("launch__isnull", False), ("subject", "launch")),
                            models.Q(
                                ("launch__isnull", False),
                                ("subject", "submission"),
                                ("submission__isnull", False),
                            ),
                            models.Q(
                                ("launch__isnull", False),
                                ("launch_region__isnull", False),
                                ("subject", "launch_region"),
                            ),
                            models.Q(("carrier_region__isnull", False), ("subject", "carrier_region")),
                            _connector="OR",
                        ),
                        name="event_names_its_subject",
                    ),
                ),
                migrations.AddIndex(
                    model_name="apicall",
                    index=models.Index(fields=["launch", "-id"], name="api_call_by_launch"),
                ),
            ]
        ),
        migrations.RunPython(of("0002_append_only").guard, of("0002_append_only").unguard),
        migrations.RunPython(of("0003_groups_and_state_codes").fill, of("0003_groups_and_state_codes").empty),
        migrations.RunPython(of("0008_comments_append_only").guard, of("0008_comments_append_only").unguard),
        migrations.RunPython(of("0012_search").index, of("0012_search").forget),
        migrations.RunPython(of("0016_retention").allow, of("0016_retention").forbid),
    ]
