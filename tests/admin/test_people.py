"""People: admins keep accounts, and nobody rises above their own rights."""

from time import time

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.contrib.auth.models import Group, User
from django.urls import reverse

from tests.conftest import PASSWORD
from tests.views.reading import Page

pytestmark = pytest.mark.django_db


def page_of(user):
    return reverse("admin:auth_user_change", args=[user.pk])


def form_of(user, **more):
    facts = {"username": user.username, "first_name": user.first_name, "last_name": user.last_name}
    return {
        **facts,
        "email": user.email,
        "is_active": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "08:00:00",
        **more,
    }


def test_it_puts_somebody_into_a_group(ada, mona, browsing):
    reviewers = Group.objects.get(name="Reviewers")

    answer = browsing(ada).post(page_of(mona), form_of(mona, is_staff="on", groups=[reviewers.pk]))

    assert answer.status_code == 302, answer.context["errors"]
    assert list(mona.groups.all()) == [reviewers]


def test_it_adds_somebody_in_one_step(ada, browsing):
    marketing = Group.objects.get(name="Marketing")
    page = browsing(ada).get(reverse("admin:auth_user_add"))
    assert "usable_password" not in page.content.decode()

    typed = {"username": "nadia", "first_name": "Nadia", "groups": [marketing.pk]}
    passwords = {"password1": "a long one of hers", "password2": "a long one of hers"}
    answer = browsing(ada).post(reverse("admin:auth_user_add"), typed | passwords)

    nadia = User.objects.get(username="nadia")
    assert (answer.status_code, answer.url) == (302, page_of(nadia))
    assert nadia.check_password("a long one of hers")
    assert (nadia.first_name, nadia.is_staff, list(nadia.groups.all())) == ("Nadia", False, [marketing])


def test_it_adds_nobody_without_a_password(ada, browsing):
    answer = browsing(ada).post(
        reverse("admin:auth_user_add"), {"username": "nadia", "usable_password": "false"}
    )

    assert answer.status_code == 200
    assert set(answer.context["adminform"].form.errors) == {"password1", "password2"}
    assert not User.objects.filter(username="nadia").exists()


def test_it_makes_no_superuser_of_an_admin(ada, browsing):
    browsing(ada).post(page_of(ada), form_of(ada, is_staff="on", is_superuser="on", user_permissions=[1]))

    ada.refresh_from_db()
    assert (ada.is_superuser, ada.user_permissions.count()) == (False, 0)


def test_it_lets_no_admin_change_a_superuser_or_their_password(ada, person, browsing):
    root = person("root", "Rosa Root", is_staff=True, is_superuser=True)
    password = root.password

    pages = [page_of(root), reverse("admin:auth_user_password_change", args=[root.pk])]
    answers = [
        browsing(ada).post(page, form_of(root, password1="x" * 20, password2="x" * 20)).status_code
        for page in pages
    ]

    assert answers == [403, 403]
    assert User.objects.get(pk=root.pk).password == password


def test_it_deletes_nobody(ada, mona, person, browsing):
    root = person("root", "Rosa Root", is_staff=True, is_superuser=True)

    for admin in (ada, root):
        browsing(admin).post(reverse("admin:auth_user_delete", args=[mona.pk]), {"post": "yes"})

    assert User.objects.filter(pk=mona.pk).exists()


def later(client):
    session = client.session
    session["proved"] = int(time()) - 3600
    session.save()
    return client


def test_it_changes_an_account_only_with_a_fresh_password(ada, mona, browsing):
    client, form = later(browsing(ada)), form_of(mona, is_staff="on") | {"first_name": "Monika"}
    assert client.get(page_of(mona)).status_code == 200

    asked = client.post(page_of(mona), form)
    assert (asked.status_code, User.objects.get(pk=mona.pk).is_staff) == (401, False)
    client.post(page_of(mona), {**Page(asked).sends(), "password": PASSWORD})

    mona.refresh_from_db()
    assert (mona.is_staff, mona.first_name) == (True, "Monika")


def test_it_keeps_no_new_password_in_the_page_that_asks(ada, mona, browsing):
    page = reverse("admin:auth_user_password_change", args=[mona.pk])
    client, new = later(browsing(ada)), {"password1": "a new one for her", "password2": "a new one for her"}

    asked = client.post(page, new)
    shown = client.post(page, {**Page(asked).sends(), "password": PASSWORD})
    client.post(page, {**new, "usable_password": "true"})

    assert "a new one for her" not in asked.content.decode() + shown.content.decode()
    assert User.objects.get(pk=mona.pk).check_password("a new one for her")


@pytest.mark.parametrize("kind", [AccessLog, AccessFailureLog])
def test_it_takes_no_sign_in_off_the_record_for_a_superuser_neither(kind, person, browsing):
    root = person("root", "Rosa Root", is_staff=True, is_superuser=True)
    row = kind.objects.create(username="mona", ip_address="192.0.2.1", user_agent="", path_info="/sign-in/")
    name = f"admin:axes_{kind._meta.model_name}"

    client = browsing(root)
    removed = client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"})
    client.post(
        reverse(f"{name}_changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )

    assert removed.status_code == 403
    assert kind.objects.filter(pk=row.pk).exists()
    assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
