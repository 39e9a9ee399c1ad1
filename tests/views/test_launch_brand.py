"""A refusal that speaks of the brand leads to the agent's checklist, and so does preflight."""

import pytest

from launches.models import Agent
from launches.services import delivery
from launches.statuses import SubmissionStatus
from tests.factories import make_approved
from tests.views.standing import a_draft, settled

pytestmark = pytest.mark.page_only


def test_it_leads_from_the_refusal_to_the_checklist(mona, rita, browsing, sandbox):
    submission = make_approved(mona, rita)
    sandbox.answer_next("rcs904-brand")
    delivery.deliver(submission.pk)

    page = browsing(mona).get(f"/launches/{submission.launch_id}/").content.decode()

    assert "brand&#x27;s details are incomplete" in page
    assert f'id="checklist" href="/agents/{submission.launch.agent_id}/edit/"' in page


def test_it_leads_a_reviewer_to_where_the_checklist_is_read(mona, rita, browsing, sandbox):
    submission = make_approved(mona, rita)
    sandbox.answer_next("rcs904-brand")
    delivery.deliver(submission.pk)

    page = browsing(rita).get(f"/launches/{submission.launch_id}/").content.decode()

    assert f'id="checklist" href="/agents/{submission.launch.agent_id}/"' in page


@pytest.mark.parametrize("status", [SubmissionStatus.REFUSED, SubmissionStatus.UNCONFIRMED])
def test_it_does_not_when_something_else_went_wrong(mona, rita, browsing, status):
    launch = settled(mona, rita, status, reason="Kaleyra refused the request.")

    assert 'id="checklist"' not in browsing(mona).get(f"/launches/{launch.pk}/").content.decode()


def test_it_leads_from_preflight_to_the_checklist(mona, browsing):
    launch = a_draft(mona)
    Agent.objects.update(website="")

    page = browsing(mona).get(f"/launches/{launch.pk}/edit/").content.decode()

    assert "Open the checklist (in a new tab)" in page
    assert f'href="/agents/{launch.agent_id}/edit/" target="_blank"' in page
