"""Several workers at once: still one letter for each notice, one digest a day, and nobody gets a letter twice."""

from datetime import time, timedelta

import pytest
from django.core.mail import get_connection
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


@pytest.fixture
def two_letters(mona, rita, max):
    """Two letters that are due."""
    for person in (mona, max):
        comments.add(make_launch(person, launch_name=person.username), by=rita, text="Said.")
    mailing.make_letters(timezone.now())
    return list(Mail.objects.order_by("id"))


def test_a_worker_that_finds_no_server_takes_no_letter_from_one_that_does(server, settings, two_letters):
    claimed, waiting = two_letters
    Mail.objects.filter(pk=claimed.pk).update(claimed_at=timezone.now())
    seen_before = Mail.objects.get(pk=waiting.pk)  # by the one that finds no server
    settings.EMAIL_PORT = 1

    mailing.send_due(timezone.now())
    waiting.refresh_from_db()
    Mail.objects.filter(pk=waiting.pk).update(claimed_at=timezone.now())
    mailing._put_back(seen_before, "The mail server could not be reached.", timezone.now())

    assert waiting.attempts == 1
    assert Mail.objects.filter(claimed_at=None).count() == 0
    assert Mail.objects.get(pk=claimed.pk).attempts == 0


def test_a_letter_of_a_long_round_is_claimed_when_its_turn_comes(server, two_letters, monkeypatch):
    long_ago = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: long_ago + 2 * mailing.LEASE)
    told = []
    monkeypatch.setattr(mailing, "letter", lambda mail: told.append(mail.claimed_at))

    mailing._send(two_letters[0].pk, get_connection(), long_ago)

    # Otherwise whoever looks for letters that a worker has left would take it for one.
    assert told == [long_ago + 2 * mailing.LEASE]


def test_a_round_ends_in_time_and_the_next_one_goes_on(server, two_letters, monkeypatch):
    monkeypatch.setattr(mailing, "LONGEST_ROUND", 0.0)

    mailing.send_due(timezone.now())
    assert len(server.letters) == 1
    mailing.send_due(timezone.now())

    assert len(server.letters) == 2


def test_no_letter_is_given_up_because_the_server_closes_after_the_one_before(server, two_letters):
    server.says = {"MAIL": "421 too many letters over one connection"}
    mailing.send_due(timezone.now())
    assert Mail.objects.open().filter(claimed_at=None).count() == 2

    server.says = {}
    Mail.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    mailing.send_due(timezone.now())

    assert sorted(letter["To"] for letter in server.letters) == ["max@example.com", "mona@example.com"]
