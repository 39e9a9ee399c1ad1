"""Which life of the database this is: begun, renewed, recognised when it is an older one, and let go by a person."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from launches.models import Epoch, Submission
from launches.problems import MovedMeanwhile, NotAllowed
from launches.services import epoch
from launches.statuses import SubmissionStatus
from tests.factories import history_of, make_approved, make_launch, make_submitted, put

S = SubmissionStatus
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.EPOCH_FILE = tmp_path / "epoch"
    return settings.EPOCH_FILE


@pytest.fixture
def life(mona, file):
    """The first life of the database, begun when nothing was sent from it yet."""
    make_submitted(mona, carriers=["Canada: Videotron"])
    assert epoch.is_ours()
    return Epoch.objects.get()


@pytest.fixture
def restored(life):
    """A backup of an older life stands in the database."""
    Epoch.objects.update(value=uuid4())


@pytest.fixture
def without_life(mona, rita, file):
    """A submission that waits in a database of which no life is known, as of a copy made before there was any."""
    submission = make_approved(mona, rita)
    Epoch.objects.all().delete()
    file.unlink()
    return submission


def written(file):
    return [UUID(line) for line in file.read_text().splitlines()]


def test_it_begins_a_first_life_in_row_and_file_alike(life, file):
    assert life.pk == 1
    assert life.since <= timezone.now()
    assert written(file) == [life.value]
    assert list(file.parent.iterdir()) == [file]
    assert epoch.is_ours()
    assert Epoch.objects.get() == life


def test_it_begins_no_life_in_a_database_that_something_was_sent_from(without_life, file):
    Submission.objects.filter(pk=without_life.pk).update(attempt=uuid4())

    assert not epoch.is_ours()
    assert not Epoch.objects.exists()
    assert not file.exists()


@pytest.mark.parametrize("text", ["", "no value\n", None])
def test_it_is_held_when_the_file_does_not_say_which_life_it_is(life, file, text):
    file.write_text(text) if text is not None else file.unlink()

    assert not epoch.is_ours()
    assert epoch.is_held(life.value, has_sent=False)


def test_it_is_held_by_another_life_or_by_something_sent_in_none(life):
    assert not epoch.is_held(life.value, has_sent=True)
    assert epoch.is_held(uuid4(), has_sent=False)
    assert epoch.is_held(None, has_sent=True)
    assert not epoch.is_held(None, has_sent=False)


def test_it_waits_for_a_person_only_while_it_is_held(without_life, file):
    assert not epoch.is_waiting()  # no life yet, and nothing sent
    assert not Epoch.objects.exists()  # asking begins none

    Submission.objects.filter(pk=without_life.pk).update(attempt=uuid4())
    assert epoch.is_waiting()

    Epoch.objects.create(pk=1, value=uuid4(), since=timezone.now())
    assert epoch.is_waiting()

    file.write_text(str(Epoch.objects.get().value))
    assert not epoch.is_waiting()


def test_it_makes_what_was_copied_before_an_older_life(life, file):
    yesterday = timezone.now() - timedelta(days=1)
    Epoch.objects.update(since=yesterday)

    epoch.renew()

    renewed = Epoch.objects.get()
    assert renewed.pk == epoch.ONLY
    assert renewed.value != life.value
    assert renewed.since > yesterday
    assert written(file) == [renewed.value]
    assert epoch.is_ours()
    assert epoch.is_held(life.value, has_sent=True)


def test_it_renews_no_life_that_waits_for_a_person(restored, life, file):
    before = Epoch.objects.get()

    epoch.renew()

    assert Epoch.objects.get().value == before.value
    assert written(file) == [life.value]
    assert not epoch.is_ours()


def test_it_parks_what_the_backup_believed_to_be_waiting_and_nothing_else(mona, rita, life):
    approved = make_approved(mona, rita)
    sending = put(make_approved(mona, rita, carriers=["Canada: Telus"]), S.SENDING)
    in_review = Submission.objects.get(status=S.IN_REVIEW)
    draft = make_launch(mona, carriers=["Canada: Freedom Mobile"]).first_submission()
    Epoch.objects.update(value=uuid4())

    parked = epoch.park(by=rita)

    assert parked == (2, 1)
    sent_back = (
        "A backup was restored: this may have been approved and sent after the backup was made. "
        "Have it looked for in Kaleyra's console before you submit it again."
    )
    unconfirmed = "A backup was restored: this may have been sent after the backup was made."
    look_first = "Look for it in Kaleyra's console before anything is sent again."
    for submission, move, reason, next_step in (
        (approved, "approved > unconfirmed", unconfirmed, look_first),
        (sending, "sending > unconfirmed", unconfirmed, look_first),
        (in_review, "in_review > sent_back", sent_back, ""),
    ):
        submission.refresh_from_db()
        assert history_of(submission)[-1] == move
        event = submission.events.filter(subject="submission").last()
        assert (event.source, event.actor, event.reason) == ("admin", rita, reason)
        assert (submission.next_step, submission.lease_until) == (next_step, None)
        assert submission.reviewed_by == rita
        assert submission.reviewed_at <= timezone.now()
    assert history_of(draft) == ["new > draft"]
    assert epoch.is_ours()
    deed = LogEntry.objects.get()
    assert (deed.user, deed.object_id) == (rita, "1")
    assert deed.get_change_message() == (
        "Let sending go on after a backup was restored; "
        "parked as unconfirmed: 2; sent back to their authors: 1"
    )


def test_it_lets_only_reviewers_decide_about_what_was_restored(mona, rita, restored):
    approved = make_approved(mona, rita)

    with pytest.raises(NotAllowed, match=r"^Only reviewers decide about what was restored\.$"):
        epoch.park(by=mona)

    assert Submission.objects.get(pk=approved.pk).status == S.APPROVED
    assert not epoch.is_ours()
    assert not LogEntry.objects.exists()


def test_it_parks_nothing_while_nothing_is_held(mona, rita, life):
    approved = make_approved(mona, rita)

    with pytest.raises(
        MovedMeanwhile, match=r"^Sending is not held by a restored backup\. Nothing was changed\.$"
    ):
        epoch.park(by=rita)

    assert Submission.objects.get(pk=approved.pk).status == S.APPROVED
    assert Epoch.objects.get() == life
    assert not LogEntry.objects.exists()
