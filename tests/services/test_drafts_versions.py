"""Whose version of a draft stays: who saved last, from which page, and what a save leaves alone."""

from uuid import uuid4

import pytest
from django.utils import timezone

from launches.models import Launch
from launches.problems import ChangedMeanwhile
from launches.services import drafts
from launches.services.versions import Sheet
from tests.factories import chosen, make_accepted, make_launch, make_region

pytestmark = pytest.mark.django_db
FIRST = Sheet(version=1)


def write(launch, by, *, sheet=FIRST, **answers):
    """Save these answers and leave the carriers alone."""
    return drafts.save(launch, by=by, agent=launch.agent, answers=answers, regions=None, sheet=sheet)


@pytest.mark.parametrize("name", ["", None])
def test_it_keeps_the_name_when_none_is_given(mona, name):
    launch = make_launch(mona, launch_name="spring")

    saved = write(launch, mona, launch_name=name, optin_description="New.")

    assert (saved.launch_name, saved.optin_description) == ("spring", "New.")


def test_it_knows_who_saved_last(mona, person):
    chief = person("carla", "Carla Chief", is_superuser=True)
    launch = make_launch(mona)
    assert launch.saved_by == mona

    assert write(launch, chief).saved_by == chief


def test_it_leaves_the_carriers_alone_when_told_nothing_about_them(mona):
    launch = make_launch(mona)
    launch.first_submission().regions.update(retired_at=timezone.now())

    saved = write(launch, mona, optin_description="New.")

    assert saved.optin_description == "New."
    assert chosen(saved.first_submission()) == ["Canada: Bell", "Canada: Rogers"]


def test_it_lets_a_page_follow_its_own_save_and_nobody_elses(mona):
    launch, page = make_launch(mona), uuid4()

    assert write(launch, mona, sheet=Sheet(page, 10, 1), optin_description="One.").version == 2
    # The answer to the first was lost, so the page still names version 1.
    assert write(launch, mona, sheet=Sheet(page, 20, 1), optin_description="Two.").version == 3
    for late_or_foreign in (
        Sheet(page, 15, 1),
        Sheet(page, 20, 1),
        Sheet(uuid4(), 30, 1),
        FIRST,
        Sheet(None, 30, 1),
    ):
        with pytest.raises(ChangedMeanwhile):
            write(launch, mona, sheet=late_or_foreign, optin_description="Three.")

    launch.refresh_from_db()
    assert (launch.optin_description, launch.version) == ("Two.", 3)


def test_it_overwrites_no_carriers_that_somebody_chose_meanwhile(sandbox, mona, rita):
    launch = make_accepted(mona, rita, carriers=["Canada: Bell"])
    before = Launch.objects.get().version
    submission = drafts.add_carriers(launch, by=mona, regions=[make_region("Canada: Telus")])
    others = [make_region("Canada: Videotron")]

    with pytest.raises(ChangedMeanwhile):
        drafts.save_carriers(submission, by=mona, regions=others, sheet=Sheet(version=before))
    assert chosen(submission) == ["Canada: Telus"]

    drafts.save_carriers(submission, by=mona, regions=others, sheet=Sheet(version=before + 1))
    assert chosen(submission) == ["Canada: Videotron"]
