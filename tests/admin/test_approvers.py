"""Approvers and the second factor: led to setting one up where the house demands it, and who has none is told apart."""

import pytest
from django.urls import reverse

from launches.models import Brake, SecondFactor
from launches.statuses import SubmissionStatus
from tests import factories
from tests.admin.test_proof import DECIDES, FORMS, REVIEW_PAGE, address, approve, let_time_pass, status_of
from tests.conftest import PASSWORD
from tests.phones import Phone
from tests.views.reading import Page, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.page_only]


@pytest.mark.parametrize("name", DECIDES)
def test_it_leads_an_approver_without_a_second_factor_to_setting_one_up(person, browsing, settings, name):
    settings.APPROVERS_NEED_SECOND_FACTOR = True
    root = person("root", "Rosa Root", is_staff=True, is_superuser=True)
    page = {"Referer": f"http://testserver{REVIEW_PAGE}?status=all"}

    answer = browsing(root).post(address(name), FORMS.get(name, {}), headers=page)

    is_led = answer.get("Location", "").startswith("/you/second-factor/")
    assert is_led is (DECIDES[name] != "")
    if is_led:
        assert answer["Location"] == (
            "/you/second-factor/?next=%2Fadmin%2Flaunches%2Fsubmission%2F%3Fstatus%3Dall"
        )


def test_it_asks_before_it_takes_a_second_factor_away(mona, ada, browsing):
    Phone(mona)
    people, client = reverse("admin:auth_user_changelist"), let_time_pass(browsing(ada))
    form = {"action": "take_second_factor_away", "_selected_action": [mona.pk]}

    asked = client.post(people, form)
    assert SecondFactor.objects.exists()
    answer = client.post(people, {**Page(asked).sends(), "password": PASSWORD}, follow=True)

    assert "Second factor taken away: mona." in words_of(answer)
    assert not SecondFactor.objects.exists()


def test_it_takes_no_superusers_second_factor_away_for_an_admin(ada, person, browsing):
    root = person("root", "Rosa Root", is_staff=True, is_superuser=True)
    Phone(root)
    form = {"action": "take_second_factor_away", "_selected_action": [root.pk]}

    answer = browsing(ada).post(reverse("admin:auth_user_changelist"), form, follow=True)

    assert "nobody had one" in words_of(answer)
    assert SecondFactor.objects.exists()


def test_people_says_who_has_one(mona, ada, browsing):
    client, people = browsing(ada), reverse("admin:auth_user_changelist")
    Phone(mona)

    page = client.get(people).content.decode()

    assert (page.count("With a second factor"), page.count("Password alone")) == (1, 1)
    assert "just now" in client.get(reverse("admin:auth_user_change", args=[mona.pk])).content.decode()


def test_it_closes_nothing_else_to_an_approver_without_a_second_factor(mona, rita, ada, browsing, settings):
    settings.APPROVERS_NEED_SECOND_FACTOR = True
    submission, client = factories.make_submitted(mona), browsing(rita)
    comment = reverse("admin:launches_submission_comment", args=[submission.pk])

    client.post(comment, {"text": "Where is the page?"})
    page = client.get(reverse("admin:launches_submission_change", args=[submission.pk])).content.decode()

    assert "Where is the page?" in page
    assert "Whoever decides needs a second factor here." in page
    assert "Approve and send…" not in page
    assert client.get("/launches/").status_code == 200
    browsing(ada).post(reverse("admin:launches_brake"), {"pod": "", "reason": "A wrong logo."})
    assert Brake.objects.on().exists()


def test_it_lets_an_approver_with_a_second_factor_approve(mona, rita, browsing, settings):
    settings.APPROVERS_NEED_SECOND_FACTOR = True
    submission, client = factories.make_submitted(mona), browsing(rita)
    Phone(rita)

    approve(client, submission)

    assert status_of(submission) == SubmissionStatus.APPROVED


def test_the_unconfirmed_desk_says_so_too(mona, rita, browsing, settings):
    settings.APPROVERS_NEED_SECOND_FACTOR = True
    submission = factories.put(factories.make_approved(mona, rita), SubmissionStatus.UNCONFIRMED)

    page = browsing(rita).get(reverse("admin:launches_submission_change", args=[submission.pk]))

    assert "Whoever decides needs a second factor here." in page.content.decode()
    assert "It is not there…" not in page.content.decode()


@pytest.mark.parametrize("demanded", [True, False])
def test_operations_says_whether_it_is_demanded_and_who_has_none(rita, ada, browsing, settings, demanded):
    settings.APPROVERS_NEED_SECOND_FACTOR = demanded
    Phone(ada)

    page = words_of(browsing(ada).get(reverse("admin:launches_podhealth_changelist")))

    assert ("Demanded" in page, "Not demanded" in page) == (demanded, not demanded)
    assert "Without one: Rita Ramos" in page
