"""The three groups with exactly the permissions that they need, and the default map of state codes.

Permissions are usually made after all migrations have run; they are asked for earlier here, so that a
fresh database is ready for its first person.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

VIEW = ["agent", "carrierregion", "launch", "launchregion", "submission", "statusevent"]
MARKETING = [
    *(f"view_{model}" for model in VIEW),
    *("add_launch", "change_launch", "add_submission", "change_submission"),
    *("add_agent", "change_agent"),
]
REVIEWERS = [*(f"view_{model}" for model in [*VIEW, "apicall", "statecode"]), "review_submission"]
ADMINS = [
    *REVIEWERS,
    *MARKETING,
    *("change_carrierregion", "add_statecode", "change_statecode"),
    *("view_heartbeat", "view_podhealth", "change_podhealth"),
    *("add_user", "change_user", "view_user", "view_group", "view_logentry"),
]
GROUPS = {"Marketing": MARKETING, "Reviewers": REVIEWERS, "Admins": ADMINS}

STATE_CODES = {
    "0": "submitted",
    "1": "unlaunched",
    "2": "pending",
    "3": "live",
    "4": "rejected",
    "5": "suspended",
    "6": "ending",
    "7": "invalid",
}


def fill(apps, schema_editor):
    _make_permissions(apps)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        found = Permission.objects.filter(
            content_type__app_label__in=["launches", "auth", "admin"], codename__in=codenames
        )
        group.permissions.set(found)
    StateCode = apps.get_model("launches", "StateCode")
    for code, state in STATE_CODES.items():
        StateCode.objects.get_or_create(code=code, defaults={"state": state, "note": "Google's order"})


def empty(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()
    apps.get_model("launches", "StateCode").objects.filter(code__in=STATE_CODES).delete()


def _make_permissions(apps):
    for label in ("launches", "auth", "admin"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None


class Migration(migrations.Migration):
    dependencies = [
        ("launches", "0002_append_only"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(fill, empty)]
