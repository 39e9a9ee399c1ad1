"""People: admins keep accounts, and nobody rises above their own rights."""

from time import time

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.conf import settings as portal_settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
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


def add(client, **typed):
    return client.post(reverse("admin:auth_user_add"), {"username": "nadia", "first_name": "Nadia"} | typed)


def link_for(client, user):
    answer = client.post(reverse("admin:auth_user_password_change", args=[user.pk]))
    return answer, answer.context["url"].removeprefix(portal_settings.PORTAL_URL)


def test_it_adds_somebody_who_sets_their_own_password(ada, browsing, client):
    marketing = Group.objects.get(name="Marketing")
    assert not [
        name for name in Page(browsing(ada).get(reverse("admin:auth_user_add"))).values if "password" in name
    ]

    answer = add(browsing(ada), groups=[marketing.pk], password1=PASSWORD, password2=PASSWORD)

    nadia = User.objects.get(username="nadia")
    assert (answer.status_code, answer.url) == (302, f"{page_of(nadia).removesuffix('change/')}password/")
    assert not nadia.has_usable_password()
    assert (nadia.first_name, nadia.is_staff, list(nadia.groups.all())) == ("Nadia", False, [marketing])

    shown, path = link_for(browsing(ada), nadia)
    assert "no-store" in shown["Cache-Control"]
    form = client.get(path, follow=True)
    assert [path for path, _ in form.redirect_chain] == [path.rsplit("/", 2)[0] + "/set-password/"]
    chosen = {"new_password1": "a long one of hers", "new_password2": "a long one of hers"}
    done = client.post(form.redirect_chain[-1][0], chosen)
    assert (done.status_code, done.url) == (302, reverse("sign_in"))
    assert User.objects.get(pk=nadia.pk).check_password("a long one of hers")
    said = LogEntry.objects.order_by("pk").values_list("user__username", "change_message")
    assert list(said)[-2:] == [
        ("ada", "Made a link to set a password with"), ("nadia", "Set the password by a link"),
    ]  # fmt: skip
    assert "does not work any more" in Client().get(path).content.decode()  # it is good for one


def test_it_takes_no_weak_password_by_a_link_and_lets_nobody_in_who_was_switched_off(
    ada, mona, browsing, client
):
    _, path = link_for(browsing(ada), mona)
    page = client.get(path, follow=True).redirect_chain[-1][0]

    weak = client.post(page, {"new_password1": "short", "new_password2": "short"})

    assert "at least 15 characters" in weak.content.decode()
    assert User.objects.get(pk=mona.pk).check_password(PASSWORD)
    User.objects.filter(pk=mona.pk).update(is_active=False)
    assert "does not work any more" in Client().get(path).content.decode()


def test_a_link_to_set_a_password_ends_after_a_day(ada, mona, browsing, client, settings):
    _, path = link_for(browsing(ada), mona)
    assert settings.PASSWORD_RESET_TIMEOUT == 24 * 60 * 60
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert "does not work any more" in client.get(path).content.decode()


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


def test_it_makes_a_link_only_with_a_fresh_password(ada, mona, browsing):
    page = reverse("admin:auth_user_password_change", args=[mona.pk])
    client = later(browsing(ada))

    assert (client.get(page).status_code, client.post(page).status_code) == (200, 401)


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
