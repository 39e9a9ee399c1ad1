"""What is older than it is kept goes, and is counted; the chain of history holds, and nobody's deed is lost."""

from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from launches import chain
from launches.models import (
    ApiCall,
    Comment,
    Departure,
    Launch,
    Mail,
    Notice,
    Purge,
    ReturnedRequest,
    StatusEvent,
)  # fmt: skip
from launches.services import comments, people, retention, review
from launches.statuses import SubmissionStatus
from tests.factories import make_accepted, make_approved, make_launch, make_submitted, put
from tests.services.rounds import ask

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def counted(what):
    return retention.purge().counts[what]


# --- Exchanges ---------------------------------------------------------------------------------
def test_it_empties_old_exchanges_and_keeps_what_came_of_them(sandbox, mona, rita):
    make_accepted(mona, rita)
    kept = make_accepted(mona, rita, carriers=["Canada: Telus"])
    ApiCall.objects.exclude(launch=kept).update(started_at=days_ago(91))

    assert counted("exchanges emptied") == 1

    old, new = ApiCall.objects.exclude(launch=kept).get(), ApiCall.objects.get(launch=kept)
    assert (old.request_body, old.response_body, old.request_headers, old.response_headers) == (
        "",
        "",
        {},
        {},
    )
    assert (old.verdict, old.http_status, old.purged_at is None) == ("ok", 200, False)
    assert "launch_name" in new.request_body
    assert new.purged_at is None
    assert counted("exchanges emptied") == 0


def test_it_keeps_an_answer_for_as_long_as_younger_exchanges_speak_of_it(sandbox, mona, rita):
    launch = make_accepted(mona, rita)
    sandbox.move_time(-3600)  # the carriers say nothing new
    same, first = ask(launch, times=2).api_calls.all()[:2]
    assert same.same_as == first
    ApiCall.objects.filter(pk=same.pk).update(started_at=days_ago(89.5))
    ApiCall.objects.filter(pk=first.pk).update(started_at=days_ago(90.4))

    retention.purge()

    same.refresh_from_db()
    assert (same.purged_at, same.whole.purged_at, bool(same.whole.response_body)) == (None, None, True)
    ApiCall.objects.filter(launch=launch).update(started_at=days_ago(91.1))
    retention.purge()
    same.refresh_from_db()
    first.refresh_from_db()
    assert (same.whole, first.response_body, first.fingerprint) == (same, "", None)


def test_it_keeps_the_exchanges_of_what_nobody_knows_the_end_of(sandbox, mona, rita):
    submission = make_accepted(mona, rita).first_submission()
    put(submission, SubmissionStatus.UNCONFIRMED)
    ApiCall.objects.update(started_at=days_ago(1000))

    assert counted("exchanges emptied") == 0


def test_it_says_on_the_page_that_it_was_removed(sandbox, mona, rita, browsing):
    launch = make_accepted(mona, rita)
    ApiCall.objects.update(started_at=days_ago(91))
    retention.purge()

    page = browsing(rita).get(f"/launches/{launch.pk}/exchanges/{ApiCall.objects.get().pk}/").content.decode()

    assert "was removed" in page


# --- Signing in --------------------------------------------------------------------------------
def test_it_forgets_who_signed_in_from_where():
    for days in (179, 181):
        about = {"username": "mona", "ip_address": "203.0.113.9", "path_info": "/sign-in/"}
        for trace in (AccessLog, AccessFailureLog):
            trace.objects.create(**about)
            trace.objects.filter(attempt_time__gt=days_ago(1)).update(attempt_time=days_ago(days))

    assert counted("records of signing in removed") == 2
    assert (AccessLog.objects.count(), AccessFailureLog.objects.count()) == (1, 1)


# --- Drafts ------------------------------------------------------------------------------------
def test_it_empties_a_draft_that_was_never_sent(mona):
    old, new = (make_launch(mona, carriers=[f"Canada: C{number}"]) for number in range(2))
    Launch.objects.filter(pk=old.pk).update(updated_at=days_ago(366))

    assert (counted("drafts emptied"), counted("drafts emptied")) == (1, 0)

    old.refresh_from_db()
    new.refresh_from_db()
    assert {text for _, _, text in old.answers()} == {""}
    assert (old.video_uris, old.screenshot_uris, old.archived_at is None) == ([], [], False)
    assert "" not in {text for _, _, text in new.answers()}
    last = StatusEvent.objects.filter(launch=old).last()
    assert (last.to_state, last.actor_name, last.reason) == ("archived", "Worker", retention.EMPTIED)


def test_it_forgets_what_a_reviewer_sent_back_long_ago(mona, rita):
    for number in range(2):
        review.send_back(make_submitted(mona, carriers=[f"Canada: C{number}"]), by=rita, reason="Say more.")
    old, new = ReturnedRequest.objects.all()
    ReturnedRequest.objects.filter(pk=old.pk).update(at=days_ago(366))

    counted("drafts emptied")

    assert list(ReturnedRequest.objects.all()) == [new]


def test_it_keeps_what_was_sent_however_old(sandbox, mona, rita):
    launch = make_accepted(mona, rita)
    approved = make_approved(mona, rita, carriers=["Canada: Telus"]).launch
    Launch.objects.update(updated_at=days_ago(4000))

    assert counted("drafts emptied") == 0
    for kept in (launch, approved):
        assert all(text for _, _, text in Launch.objects.get(pk=kept.pk).answers())


# --- Being told --------------------------------------------------------------------------------
@pytest.fixture
def told(mona, rita):
    """Rita is asked for her review; Mona is told that it was sent back, and has a letter about that."""
    submission = make_submitted(mona)
    review.send_back(submission, by=rita, reason="Say more.")
    letter = Mail.objects.create(person=mona, made_at=days_ago(0), due_at=days_ago(0), sent_at=days_ago(0))
    Notice.objects.filter(person=mona).update(mail=letter)
    return submission.launch


def test_it_forgets_who_was_told_and_by_which_letter_and_keeps_the_history(told, settings):
    events = StatusEvent.objects.count()
    settings.KEEP_NOTICES_DAYS = -1  # so that what is told now is already too old

    assert counted("notices and letters removed") == 3

    assert (Notice.objects.count(), Mail.objects.count()) == (0, 0)
    assert StatusEvent.objects.count() == events


def test_it_keeps_a_letter_that_is_not_sent_yet_and_what_is_young(told, settings):
    assert counted("notices and letters removed") == 0

    settings.KEEP_NOTICES_DAYS = -1
    Mail.objects.update(sent_at=None)

    assert counted("notices and letters removed") == 2
    assert (Notice.objects.count(), Mail.objects.count()) == (0, 1)


# --- Names -------------------------------------------------------------------------------------
@pytest.fixture
def former(mona, rita):
    """Mona, who did things, and left three years ago."""
    launch = make_launch(mona)
    comments.add(launch, by=mona, text="Looks good.")
    comments.add(launch, by=rita, text="Yes.")
    mona.is_active = False
    mona.save()
    people.note_standing(mona)
    Departure.objects.update(at=days_ago(1000))
    return mona


def test_it_takes_the_name_of_somebody_who_left_and_the_chain_holds(former, rita, browsing):
    head = chain.verify().head

    assert (counted("names taken away"), counted("names taken away")) == (1, 0)

    name = f"Former colleague {former.pk}"
    former.refresh_from_db()
    assert (former.username, former.get_full_name(), former.email) == (f"former-{former.pk}", name, "")
    assert not former.has_usable_password()
    assert set(StatusEvent.objects.filter(actor=former).values_list("actor_name", flat=True)) == {name}
    assert [comment.by_name for comment in Comment.objects.all()] == [name, "Rita Ramos"]
    verdict = chain.verify()
    assert (verdict.broken, verdict.head) == (None, head)
    page = browsing(rita).get(f"/launches/{Launch.objects.get().pk}/").content.decode()
    assert "Mona" not in page
    assert name in page


def test_it_leaves_those_alone_who_are_here_or_left_lately(mona, former):
    Departure.objects.update(at=days_ago(729))
    User.objects.filter(pk=former.pk).update(is_active=True)

    assert counted("names taken away") == 0
    User.objects.filter(pk=former.pk).update(is_active=False)
    assert counted("names taken away") == 0


def test_it_counts_from_today_for_somebody_who_was_switched_off_by_another_way(mona):
    User.objects.filter(pk=mona.pk).update(is_active=False)

    retention.purge()

    assert Departure.objects.get().user == mona
    assert User.objects.get(pk=mona.pk).first_name == "Mona"


def test_it_forgets_that_somebody_left_who_is_back(former):
    former.is_active = True
    people.note_standing(former)

    assert not Departure.objects.exists()


OTHER = {"id": 99999, "at": timezone.now(), "actor_name": "Somebody else"}


@pytest.mark.parametrize("field", [field.attname for field in StatusEvent._meta.concrete_fields])
def test_history_lets_nothing_else_go_with_a_name(former, rita, field):
    """Not even in the same statement, and no name but the one that the number gives."""
    event = StatusEvent.objects.filter(actor=former).first()
    name = people.pseudonym(former)
    value = OTHER.get(field, rita.pk if field.endswith("_id") else "other")

    with pytest.raises(DatabaseError), transaction.atomic():
        StatusEvent.objects.filter(pk=event.pk).update(**{"actor_name": name, field: value})


# --- The round ---------------------------------------------------------------------------------
def test_it_is_done_once_a_day_and_on_record(settings):
    assert retention.purge_daily() is not None
    assert retention.purge_daily() is None

    Purge.objects.update(at=days_ago(1))
    assert retention.purge_daily() is not None
    assert Purge.objects.count() == 2


def test_it_keeps_for_ever_what_is_set_to_nought(settings, sandbox, mona, rita):
    settings.KEEP_EXCHANGES_DAYS = 0
    make_accepted(mona, rita)
    ApiCall.objects.update(started_at=days_ago(4000))

    assert counted("exchanges emptied") == 0


def test_the_command_says_how_many_of_what():
    said = StringIO()

    call_command("purge", stdout=said)

    assert said.getvalue() == "nothing was old enough\n"
