"""A person and their rights are read together, anew for every request."""

import pytest
from django.contrib.auth.models import Permission, User

from launches.backend import PersonBackend
from launches.services import comments, notices
from tests.factories import make_launch

pytestmark = pytest.mark.django_db


def rights_of(user):
    return PersonBackend().get_user(user.pk).get_all_permissions()


@pytest.mark.parametrize("who", ["mona", "rita", "ada", "stranger"])
def test_it_reads_the_same_rights_as_django(who, request):
    user = request.getfixturevalue(who)

    assert rights_of(user) == User.objects.get(pk=user.pk).get_all_permissions()


def test_it_reads_them_in_one_query(rita, django_assert_num_queries):
    with django_assert_num_queries(1):
        person = PersonBackend().get_user(rita.pk)
        assert person.has_perm("launches.review_submission")
        assert not person.has_perm("launches.add_launch")
        assert (person, person.get_full_name()) == (rita, "Rita Ramos")


def test_it_reads_rights_of_several_groups_and_ones_of_their_own(person):
    both = person("bea", "Bea Both", "Marketing", "Reviewers")
    both.user_permissions.add(Permission.objects.get(codename="change_podhealth"))

    rights = rights_of(both)

    assert {"launches.add_launch", "launches.review_submission", "launches.change_podhealth"} <= rights
    assert rights == User.objects.get(pk=both.pk).get_all_permissions()


def test_it_lets_superusers_do_everything(person):
    root = person("root", "Ruth Root", is_superuser=True)

    assert PersonBackend().get_user(root.pk).has_perm("launches.change_podhealth")
    assert rights_of(root) == User.objects.get(pk=root.pk).get_all_permissions()


def test_it_knows_nobody_who_was_disabled_or_never_was(mona):
    User.objects.update(is_active=False)

    assert PersonBackend().get_user(mona.pk) is None
    assert PersonBackend().get_user(mona.pk + 99) is None


def test_it_sees_at_once_that_a_right_was_taken_away(mona, browsing):
    client = browsing(mona)
    assert client.get("/launches/new/").status_code == 200

    mona.groups.clear()

    assert client.get("/launches/new/").status_code == 403


def test_it_brings_along_how_many_notices_are_unread(mona, max, rita, django_assert_num_queries):
    launch = make_launch(mona)
    notices.follow(launch, by=max)
    comments.add(launch, by=rita, text="First.")
    comments.add(launch, by=rita, text="Second.")

    with django_assert_num_queries(3):
        numbers = [notices.unread_at_first(PersonBackend().get_user(who.pk)) for who in (mona, max, rita)]

    assert numbers == [2, 2, 0]
    assert notices.unread_at_first(mona) == 2
