"""What people type beside what they do is bounded at every verb, whatever a browser lets through."""

import pytest

from launches.problems import TooLong
from launches.services import brake, comments, desk, reasons, review
from launches.statuses import SubmissionStatus
from tests.factories import make_agent, make_approved, make_submitted, put

LONG = "x" * (reasons.LONGEST + 1)


def test_it_counts_as_browsers_do():
    assert reasons.written(" one\r\ntwo ") == "one\ntwo"
    assert len(reasons.written("x\r\n" * 1000)) == 1999


@pytest.mark.django_db
def test_it_takes_no_text_that_is_too_long_at_any_verb(mona, rita, ada):
    submission = make_submitted(mona)
    lost = put(make_approved(mona, rita, agent=make_agent("1")), SubmissionStatus.UNCONFIRMED)
    verbs = [
        lambda: review.withdraw(submission, by=mona, reason=LONG),
        lambda: review.send_back(submission, by=rita, reason=LONG),
        lambda: review.send_back(submission, by=rita, reason="", notes={"regions": LONG}),
        lambda: comments.add(submission.launch, by=mona, text=LONG),
        lambda: desk.settle_not_received(lost, by=rita, reason=LONG),
        lambda: brake.pull("", by=ada, reason=LONG),
    ]

    for verb in verbs:
        with pytest.raises(TooLong, match="at most 2000 characters; this one has 2001"):
            verb()
