"""Two reviewers at the same moment, for real: one decision, one clear message."""

import threading

import pytest
from django.contrib.messages import get_messages
from django.db import connections
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*presses):
    """Each of them in a thread of its own, all let go together. Answers what each person was told."""
    barrier = threading.Barrier(len(presses))
    told = [None] * len(presses)

    def run(place, press):
        barrier.wait()
        try:
            answer = press()
            told[place] = str(next(iter(get_messages(answer.wsgi_request))))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, press)) for place, press in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def button(client, verb, submission, **form):
    address = reverse(f"admin:launches_submission_{verb}", args=[submission.pk])
    return lambda: client.post(address, form)


@pytest.mark.parametrize("other", ["approve", "send_back"])
def test_it_lets_one_win_and_tells_the_other(mona, rita, rob, browsing, other):
    submission = factories.make_submitted(mona)
    version = submission.launch.version

    told = at_once(
        button(browsing(rita), "approve", submission, version=version),
        button(browsing(rob), other, submission, version=version, reason="Too thin."),
    )

    submission.refresh_from_db()
    assert len([words for words in told if " was faster: it has been " in words]) == 1
    assert factories.history_of(submission) == [
        "new > draft", "draft > in_review", f"in_review > {submission.status}",
    ]  # fmt: skip
