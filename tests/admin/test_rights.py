"""Who gets into the reviewers' room, and what each of them may do there."""

import pytest
from django.contrib import admin
from django.urls import reverse

from launches.models import Agent, CarrierRegion, Launch, Submission
from launches.statuses import SubmissionStatus
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.page_only]

REVIEWERS_LISTS = ["submission", "launch", "agent", "carrierregion", "statecode", "statusevent", "apicall"]
NEVER_EDITED = ["submission", "launch", "carrierregion", "statusevent", "apicall", "podhealth"]


def lists(model):
    return reverse(f"admin:launches_{model}_changelist")


def test_it_leads_to_the_portals_sign_in_when_nobody_is_signed_in(client):
    answer = client.get("/admin/launches/submission/", follow=True)

    assert answer.redirect_chain[-1] == ("/sign-in/?next=/admin/launches/submission/", 302)
    assert answer.status_code == 200


def test_it_has_no_sign_in_of_its_own(client):
    answer = client.get("/admin/login/?next=/admin/launches/submission/")

    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/admin/launches/submission/"


def test_it_keeps_marketing_out_without_a_loop_of_redirects(mona, browsing):
    answer = browsing(mona).get("/admin/", follow=True)

    assert answer.status_code == 403


@pytest.mark.parametrize("model", REVIEWERS_LISTS)
def test_it_keeps_marketing_out_of_every_list(mona, browsing, model):
    answer = browsing(mona).get(lists(model), follow=True)

    assert answer.status_code == 403


@pytest.mark.parametrize("model", REVIEWERS_LISTS)
def test_it_shows_every_list_to_a_reviewer(rita, browsing, model):
    answer = browsing(rita).get(lists(model))

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "address", ["/admin/launches/podhealth/", "/admin/auth/user/", "/admin/admin/logentry/"]
)
def test_it_keeps_operations_and_people_for_admins(rita, ada, browsing, address):
    assert browsing(rita).get(address).status_code == 403
    assert browsing(ada).get(address).status_code == 200


@pytest.mark.parametrize("model", NEVER_EDITED)
def test_it_lets_nobody_add_change_or_delete_what_happened(person, rf, model):
    request = rf.get("/")
    request.user = person("root", "Rosa Root", is_staff=True, is_superuser=True)
    page = next(page for row, page in admin.site._registry.items() if row._meta.model_name == model)

    rights = (
        page.has_add_permission(request),
        page.has_change_permission(request),
        page.has_delete_permission(request),
    )
    assert rights == (False, False, False)


@pytest.mark.parametrize("verb", ["add/", "1/delete/"])
@pytest.mark.parametrize("model", NEVER_EDITED)
def test_it_refuses_the_addresses_too(person, browsing, model, verb):
    root = person("root", "Rosa Root", is_staff=True, is_superuser=True)

    answer = browsing(root).post(f"{lists(model)}{verb}", {"post": "yes"})

    assert answer.status_code in (302, 403, 404)
    assert Submission.objects.count() == 0


def test_it_lets_a_reviewer_change_no_fact(mona, rita, browsing):
    submission = factories.make_submitted(mona)
    page = reverse("admin:launches_agent_change", args=[submission.launch.agent_id])

    answer = browsing(rita).post(page, {"name": "Another name"})

    assert answer.status_code == 403
    assert Agent.objects.get(pk=submission.launch.agent_id).name == "Agent 2600"


def test_it_changes_nothing_when_somebody_posts_to_a_review_page(mona, rita, browsing):
    submission = factories.make_submitted(mona)
    page = reverse("admin:launches_submission_change", args=[submission.pk])

    browsing(rita).post(page, {"status": "accepted", "reason": "because"})

    submission.refresh_from_db()
    assert (submission.status, submission.reason) == (SubmissionStatus.IN_REVIEW, "")


def test_it_deletes_no_launch_agent_or_carrier(mona, ada, browsing):
    factories.make_submitted(mona)

    for model in ("launch", "agent", "carrierregion"):
        browsing(ada).post(
            lists(model), {"action": "delete_selected", "_selected_action": [1, 2], "post": "yes"}
        )

    assert (Launch.objects.count(), Agent.objects.count(), CarrierRegion.objects.count()) == (1, 1, 2)
