"""Launches in the admin: read-only, in every state."""

import pytest
from django.urls import reverse

from launches.models import Launch
from launches.statuses import CarrierState, LaunchState
from tests import factories
from tests.views import standing

pytestmark = [pytest.mark.django_db, pytest.mark.page_only]
LAUNCHES = reverse("admin:launches_launch_changelist")


def page_of(launch):
    return reverse("admin:launches_launch_change", args=[launch.pk])


@pytest.mark.parametrize("state", LaunchState.values)
def test_it_opens_in_every_state(mona, rita, browsing, state):
    launch = factories.make_launch(mona)
    Launch.objects.filter(pk=launch.pk).update(state=state)

    assert browsing(rita).get(page_of(launch)).status_code == 200
    assert browsing(rita).get(LAUNCHES).status_code == 200


def test_it_shows_what_each_carrier_says(mona, rita, browsing):
    states = ["submitted", "pending", "live", "rejected", "suspended"]
    launch = standing.with_carriers(mona, rita, *states)

    page = browsing(rita).get(page_of(launch)).content.decode()

    labels = [CarrierState(state).label for state in states]
    assert [label for label in labels if label not in page] == []
    assert launch.agent_launch_id in page


def test_it_leads_to_its_submissions(mona, rita, browsing):
    submission = factories.make_submitted(mona)

    page = browsing(rita).get(page_of(submission.launch)).content.decode()

    assert reverse("admin:launches_submission_change", args=[submission.pk]) in page


def test_it_answers_404_for_one_that_is_not_there(rita, browsing):
    assert browsing(rita).get("/admin/launches/launch/99/change/").status_code == 404
