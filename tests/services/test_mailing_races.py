"""Several workers at once: still one letter for each notice, one digest a day, and nobody gets a letter twice."""

from datetime import time

import pytest
from django.utils import timezone

from launches.models import Mail, Notice
from launches.services import comments, epoch, mailing
from tests.factories import make_launch, make_submitted
from tests.services.mailserver import MailServer
from tests.services.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings):
    running = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.SENDS_EMAIL, settings.DIGEST_AT = True, time(0)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    yield running
    running.close()


def test_each_is_told_once_when_workers_race(server, mona, max, rita):
    launch = make_launch(mona)
    make_submitted(max, carriers=["Canada: Telus"], launch_name="another")
    for number in range(3):
        comments.add(launch, by=rita, text=str(number))
    assert epoch.is_ours()

    outcomes = at_once(*[mailing.sweep] * 4)
    mailing.sweep()

    assert outcomes == [None] * 4
    assert sorted((letter["To"], letter["Subject"]) for letter in server.letters) == [
        ("mona@example.com", "3 notices about launches"),
        ("rita@example.com", "1 thing needs you"),
        ("rita@example.com", "another: Max Moreau submitted the agent launch for review"),
    ]
    assert Mail.objects.filter(sent_at=None).count() == 0
    assert Notice.objects.filter(mail=None).count() == 0


def test_a_letter_that_two_workers_know_of_goes_once(server, mona, rita):
    comments.add(make_launch(mona), by=rita, text="Said.")
    now = timezone.now()
    mailing.make_letters(now)

    at_once(*[lambda: mailing.send_due(timezone.now())] * 4)

    assert len(server.letters) == 1
