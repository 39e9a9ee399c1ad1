"""Whoever began a launch follows it, also those from before anybody could."""

from django.db import migrations


def follow(apps, schema_editor):
    Follow = apps.get_model("launches", "Follow")
    launches = apps.get_model("launches", "Launch").objects.values_list("id", "created_by")
    begun = (Follow(launch_id=launch, person_id=person) for launch, person in launches.iterator())
    Follow.objects.bulk_create(begun, batch_size=500, ignore_conflicts=True)


def unfollow(apps, schema_editor):
    """The table goes with the migration before this one."""


class Migration(migrations.Migration):
    dependencies = [("launches", "0014_follows_and_notices")]

    operations = [migrations.RunPython(follow, unfollow)]
