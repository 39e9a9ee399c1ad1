"""E-mail: at most once for each notice, never blocked by a dead server, given up after a day."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.mail import get_connection
from django.utils import timezone

from launches.models import Mail, Notice, Reader
from launches.models.mail import Wish
from launches.services import comments, mailing, notices, review
from tests.factories import make_launch, make_submitted
from tests.services.mailserver import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    """A mail server of this test's own, and a portal that sends through it. It is too early for the digest."""
    running = MailServer()
    settings.SENDS_EMAIL, settings.DIGEST_AT = True, time(23, 59, 59, 999999)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 60
    settings.PORTAL_URL = "https://portal.example.com"
    yield running
    running.close()


@pytest.fixture
def sent_back(mona, rita):
    """A submission of Mona's that Rita has sent back."""
    submission = make_submitted(mona)
    review.send_back(submission, by=rita, reason="Say where people agree.")
    return submission


def wish(person, choice):
    Reader.objects.update_or_create(person=person, defaults={"wish": choice})


def later(**passed):
    """Everything that waits is due now, and as old as said."""
    Mail.objects.update(due_at=timezone.now(), made_at=timezone.now() - timedelta(**passed))


def test_it_tells_in_plain_words_with_a_link(server, sent_back):
    mailing.sweep()

    (letter,) = server.letters
    plain = letter.get_body(("plain",)).get_content()
    assert (letter["To"], letter["Subject"]) == (
        "mona@example.com",
        "launch_2600: Rita Ramos sent the agent launch back",
    )
    assert "Hello Mona Marsh," in plain
    assert '"Say where people agree."' in plain
    assert f"https://portal.example.com/launches/{sent_back.launch_id}/" in plain
    assert "<blockquote>Say where people agree.</blockquote>" in letter.get_body(("html",)).get_content()
    assert letter["Auto-Submitted"] == "auto-generated"


def test_it_tells_each_notice_once_however_often_it_looks(server, sent_back, rita):
    mailing.sweep()
    mailing.sweep()
    comments.add(sent_back.launch, by=rita, text="And the logo.")
    comments.add(sent_back.launch, by=rita, text="And the name.")
    mailing.sweep()

    assert [letter["Subject"] for letter in server.letters] == [
        "launch_2600: Rita Ramos sent the agent launch back",
        "2 notices about launches",
    ]
    assert Mail.objects.open().count() == 0


def test_it_makes_markup_harmless_and_cuts_what_is_long(server, mona, rita):
    comments.add(make_launch(mona), by=rita, text="<script>alert(1)</script>" + "x" * 1500)

    mailing.sweep()

    (letter,) = server.letters
    assert "&lt;script&gt;" in letter.get_body(("html",)).get_content()
    assert "<script>" not in letter.get_body(("html",)).get_content()
    assert "x" * 300 not in letter.get_body(("plain",)).get_content()


def test_it_leaves_alone_what_was_read_in_the_portal(server, sent_back, mona):
    notices.mark_read(by=mona, up_to=10**17)

    mailing.sweep()

    assert (server.letters, Mail.objects.count()) == ([], 0)


@pytest.mark.parametrize("choice", [Wish.DAILY, Wish.NONE])
def test_it_tells_nothing_at_once_to_who_does_not_want_it(server, sent_back, mona, choice):
    wish(mona, choice)

    mailing.sweep()

    assert server.letters == []
    assert notices.count_unread(mona) == 1


def test_it_writes_to_nobody_who_left_or_has_no_address(server, sent_back, mona, max):
    notices.follow(sent_back.launch, by=max)
    review.submit(sent_back, by=mona)
    type(max).objects.filter(pk=max.pk).update(email="")
    type(mona).objects.filter(pk=mona.pk).update(is_active=False)

    mailing.sweep()

    assert [letter["To"] for letter in server.letters] == ["rita@example.com"]


def test_it_writes_nothing_to_who_may_no_longer_see_launches(server, sent_back, mona):
    mona.groups.clear()

    mailing.sweep()

    assert server.letters == []
    assert Mail.objects.get().problem == mailing.NOTHING_LEFT


def test_it_sends_nothing_when_no_mail_server_is_set_up(server, settings, sent_back):
    settings.SENDS_EMAIL = False

    mailing.sweep()

    assert (server.connections, Mail.objects.count()) == (0, 0)


def test_it_waits_for_a_dead_server_and_goes_on_when_it_is_back(server, settings, sent_back):
    settings.EMAIL_PORT = 1
    mailing.sweep()
    mail = Mail.objects.get()
    assert (mail.attempts, mail.claimed_at, mail.sent_at) == (1, None, None)
    assert "could not be reached" in mail.problem
    assert mail.due_at > timezone.now()
    mailing.sweep()  # not due yet
    assert Mail.objects.get().attempts == 1

    settings.EMAIL_PORT = server.port
    later(hours=1)
    mailing.sweep()

    assert len(server.letters) == 1
    assert Mail.objects.get().sent_at is not None


def test_it_waits_longer_each_time_and_gives_up_after_a_day(server, settings, sent_back):
    settings.EMAIL_PORT = 1
    waits = []
    for _ in range(8):
        mailing.sweep()
        mail = Mail.objects.get()
        waits.append(round((mail.due_at - timezone.now()).total_seconds() / 60))
        later(hours=1)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]

    later(days=1)
    mailing.sweep()

    mail = Mail.objects.get()
    assert (mail.given_up_at is not None, mail.sent_at) == (True, None)
    assert notices.count_unread(mail.person) == 1


@pytest.mark.same_rows
@pytest.mark.parametrize("word", ["RCPT", "DATA", "MAIL"])
def test_it_tries_again_when_the_server_says_later(server, sent_back, word):
    server.says = {word: "451 try later"}
    mailing.sweep()
    assert (Mail.objects.get().given_up_at, Mail.objects.get().problem) == (
        None,
        "The mail server refused it: 451 try later",
    )

    server.says = {}
    later(minutes=2)
    mailing.sweep()

    assert len(server.letters) == 1


def test_it_gives_up_at_once_when_the_server_says_never(server, sent_back, mona, rita):
    server.says = {"RCPT": "550 no such mailbox"}
    mailing.sweep()

    mail = Mail.objects.get()
    assert (mail.given_up_at is not None, mail.problem) == (
        True,
        "The mail server refused it: 550 no such mailbox",
    )


def test_it_never_sends_again_what_may_have_arrived(server, sent_back):
    server.says = {"DATA": "break"}
    mailing.sweep()
    server.says = {}
    later(hours=1)

    mailing.sweep()

    assert len(server.letters) == 1
    assert Mail.objects.get().problem == mailing.BROKEN


def test_it_never_sends_again_what_a_worker_left_that_was_killed(server, sent_back):
    now = timezone.now()
    mailing.make_letters(now)
    Mail.objects.update(claimed_at=now - mailing.LEASE - timedelta(seconds=1))

    mailing.sweep()

    assert (server.letters, Mail.objects.get().problem) == ([], mailing.LOST)


def test_it_leaves_to_another_worker_what_that_one_has_claimed(server, sent_back):
    now = timezone.now()
    mailing.make_letters(now)
    mail = Mail.objects.get()
    Mail.objects.update(claimed_at=now)

    assert mailing._send(mail.pk, get_connection(), now) is True
    assert server.letters == []


def test_one_letter_that_cannot_be_made_keeps_no_other(server, sent_back, mona, rita, monkeypatch):
    review.submit(sent_back, by=mona)
    type(mona).objects.filter(pk=mona.pk).update(email="mona@example.com\nBcc: all@example.com")

    mailing.sweep()

    assert [letter["To"] for letter in server.letters] == ["rita@example.com"]
    assert Mail.objects.get(person=mona).problem == "The letter could not be made; the log says why."


# --- The daily digest
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def noon(server, settings):
    """It is noon, and the digest goes at eight."""
    settings.DIGEST_AT = time(8)
    return NOON


def subjects(server):
    return [(letter["To"], letter["Subject"]) for letter in server.letters]


def digest(now):
    mailing.make_digests(now)
    mailing.send_due(timezone.now() + timedelta(days=3650))


def test_the_digest_tells_what_needs_each_person_once_a_day(noon, server, mona, max, rita):
    make_submitted(mona)
    for _ in range(2):
        digest(noon)

    assert subjects(server) == [("rita@example.com", "1 thing needs you")]
    assert "Mona Marsh asks for your review" in server.letters[0].get_body(("plain",)).get_content()

    digest(noon + timedelta(days=1))
    assert len(server.letters) == 2


def test_the_digest_waits_for_its_time_of_day(noon, server, mona, rita):
    make_submitted(mona)

    digest(noon.replace(hour=7, minute=59))

    assert (server.letters, Reader.objects.count()) == ([], 0)


def test_the_digest_gathers_the_notices_of_who_wants_no_others(noon, server, sent_back, mona):
    wish(mona, Wish.DAILY)

    digest(noon)
    digest(noon + timedelta(days=1))

    plain = [letter.get_body(("plain",)).get_content() for letter in server.letters if "mona" in letter["To"]]
    assert "This needs you:" in plain[0]
    assert "Rita Ramos sent the agent launch back" in plain[0]
    assert "This happened" not in plain[1]
    assert Notice.objects.filter(mail=None, person=mona).count() == 0


def test_who_wants_no_e_mail_gets_no_digest(noon, server, sent_back, mona):
    wish(mona, Wish.NONE)

    digest(noon)

    assert server.letters == []
