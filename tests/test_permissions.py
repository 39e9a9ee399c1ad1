"""docs/permissions.md says what the groups really may."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"
GROUPS = ["Marketing", "Reviewers", "Admins"]


def written():
    """Group by group, the permissions that the table gives it."""
    rows = re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|(.*)\|$", PAGE.read_text(), re.M)
    cells = {permission: [cell.strip() for cell in said.split("|")] for permission, said in rows}
    return {
        group: {permission for permission, said in cells.items() if said[place] == "yes"}
        for place, group in enumerate(GROUPS)
    }


def given(group):
    permissions = Group.objects.get(name=group).permissions.select_related("content_type")
    return {f"{permission.content_type.app_label}.{permission.codename}" for permission in permissions}


@pytest.mark.parametrize("group", GROUPS)
def test_it_writes_down_exactly_what_each_group_may(group):
    assert written()[group] == given(group)


def test_it_knows_every_group():
    assert set(Group.objects.values_list("name", flat=True)) == set(GROUPS)


def test_it_gives_nobody_the_right_to_delete_anything():
    assert [permission for group in GROUPS for permission in given(group) if ".delete_" in permission] == []
