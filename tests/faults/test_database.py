"""Faults 36 to 40: the database is locked, full, read-only or gone at the worst moment. Nothing is sent unrecorded."""

import signal
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from launches.models import ApiCall, StatusEvent, Submission
from launches.services import delivery, epoch, health, pods
from launches.statuses import Source, SubmissionStatus
from tests.contract import faultserver
from tests.contract.samples import LAUNCH_ID, accepted
from tests.factories import history_of
from tests.faults import breaking, elsewhere
from tests.faults.proxy import LosesOneCommit

S = SubmissionStatus


@pytest.fixture(autouse=True)
def _begun(transactional_db):
    """The portal has run before: the rows that it makes at its first breath are there."""
    assert epoch.is_ours()
    assert pods.may_send("NA")


@pytest.fixture
def sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own fault")


@pytest.fixture
def postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's own fault")


def deliver(submission):
    delivery.deliver(submission.pk)
    submission.refresh_from_db()
    submission.launch.refresh_from_db()


# --- 36 ----------------------------------------------------------------------------------------
def test_it_waits_and_goes_on_when_somebody_else_is_writing(sqlite, kaleyra, approved, start, forks):
    server = kaleyra(faultserver.says(accepted()))
    is_held = forks.Event()
    start(elsewhere.hold_the_write_lock, is_held, 1.0)
    assert is_held.wait(180)

    deliver(approved)

    assert (approved.status, len(server.requests)) == (S.ACCEPTED, 1)


def test_it_writes_the_answer_down_when_the_database_was_locked_for_a_moment(
    sqlite, kaleyra, approved, start, forks
):
    holders = []

    def lock_and_answer(peer):
        is_held = forks.Event()
        holders.append(start(elsewhere.hold_the_write_lock, is_held, 600.0))
        assert is_held.wait(180)
        faultserver.says(accepted())(peer)

    def let_go_once_it_was_in_the_way(execute, *what):
        try:
            return execute(*what)
        except OperationalError:
            holders[0].kill()
            holders[0].join()
            raise

    server = kaleyra(lock_and_answer)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")

    with connection.execute_wrapper(let_go_once_it_was_in_the_way):
        deliver(approved)

    assert holders[0].exitcode == -signal.SIGKILL  # the first try was in vain

    assert (approved.status, approved.launch.agent_launch_id) == (S.ACCEPTED, LAUNCH_ID)
    assert ApiCall.objects.get().verdict == "ok"
    assert len(server.requests) == 1


def test_it_sends_nothing_and_loses_nothing_when_the_database_stays_locked(
    sqlite, kaleyra, approved, start, forks
):
    server = kaleyra(faultserver.says(accepted()))
    is_held = forks.Event()
    holder = start(elsewhere.hold_the_write_lock, is_held, 600.0)
    assert is_held.wait(180)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 300")

    with pytest.raises(OperationalError, match="locked"):
        delivery.deliver(approved.pk)

    assert server.connections == 0
    holder.kill()
    holder.join()
    deliver(approved)
    assert (approved.status, approved.attempts, len(server.requests)) == (S.ACCEPTED, 1, 1)


# --- 37 ----------------------------------------------------------------------------------------
def write_history(submission):
    StatusEvent.objects.create(
        subject="submission", submission=submission, launch=submission.launch, from_state=S.APPROVED,
        to_state=S.SENDING, source=Source.WORKER, actor_name="Worker", at=timezone.now(),
    )  # fmt: skip


def test_it_sends_nothing_when_the_claim_does_not_fit_on_the_disk(kaleyra, approved):
    server = kaleyra(faultserver.says(accepted()))

    with breaking.full_disk("launches_statusevent"):
        breaking.fill_up(lambda: write_history(approved))
        with pytest.raises(OperationalError, match=r"full|No space left"):
            delivery.deliver(approved.pk)

    assert server.connections == 0
    approved.refresh_from_db()
    assert (approved.status, approved.attempts) == (S.APPROVED, 0)

    deliver(approved)
    assert (approved.status, len(server.requests)) == (S.ACCEPTED, 1)


def test_it_is_never_sent_again_when_the_answer_does_not_fit_on_the_disk(kaleyra, approved):
    padding = b" " * 60_000
    server = kaleyra(faultserver.answer(faultserver.json_body(accepted()) + padding))

    with breaking.full_disk("launches_apicall"):
        if connection.vendor == "sqlite":  # room for the claim, and for little else
            with connection.cursor() as cursor:
                (pages,) = cursor.execute("PRAGMA page_count").fetchone()
                cursor.execute(f"PRAGMA max_page_count = {pages + 8}")
        delivery.deliver(approved.pk)

    Submission.objects.filter(status=S.SENDING).update(lease_until=timezone.now() - timedelta(seconds=1))
    delivery.sweep()
    deliver(approved)
    assert approved.status == S.UNCONFIRMED
    assert ApiCall.objects.count() == 0
    assert len(server.requests) == 1


def test_it_keeps_nothing_half_written_when_a_form_does_not_fit_on_the_disk(mona, browsing):
    from tests.views import writing

    long_answer = {"optin_description": "A box that is not ticked. " * 180}  # more than is left on any page
    form = writing.typed(writing.make_agent(), [writing.make_region()], action="submit", **long_answer)
    client = browsing(mona)
    client.raise_request_exception = False

    with breaking.full_disk("launches_statusevent"):
        if connection.vendor == "sqlite":
            breaking.fill_up(lambda: writing.make_agent(agent_no=str(timezone.now())))
        answer = client.post("/launches/new/", form)

    assert answer.status_code == 503
    assert StatusEvent.objects.count() == Submission.objects.count() == 0
    assert client.post("/launches/new/", form).status_code == 302
    assert Submission.objects.get().status == S.IN_REVIEW


# --- 38 ----------------------------------------------------------------------------------------
def test_it_sends_nothing_when_the_database_is_read_only(kaleyra, approved):
    server = kaleyra(faultserver.says(accepted()))
    on, off = {
        "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
        "postgresql": (
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(on)

    with pytest.raises(DatabaseError, match=r"readonly|read-only"):
        delivery.deliver(approved.pk)
    with pytest.raises(DatabaseError, match=r"readonly|read-only"):
        health.beat()  # so that /healthz is red within two minutes

    with connection.cursor() as cursor:
        cursor.execute(off)
    assert server.connections == 0
    deliver(approved)
    assert approved.status == S.ACCEPTED


def test_it_says_down_when_a_table_cannot_be_read(client):
    health.beat()
    assert client.get("/healthz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE launches_podhealth RENAME TO launches_gone")

    answer = client.get("/healthz")

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE launches_gone RENAME TO launches_podhealth")
    assert (answer.status_code, answer.json()["database"]) == (503, "down")


# --- 39 and 40 ---------------------------------------------------------------------------------
@pytest.mark.parametrize("at_commit", [False, True], ids=["in the transaction", "at its commit"])
def test_it_sends_nothing_when_postgresql_hangs_up_before_the_claim_is_committed(
    postgresql, kaleyra, approved, at_commit
):
    server = kaleyra(faultserver.says(accepted()))

    with breaking.a_server_that_hangs_up(at_commit=at_commit), pytest.raises(OperationalError):
        delivery.deliver(approved.pk)

    assert server.connections == 0
    approved.refresh_from_db()
    assert (approved.status, approved.attempts) == (S.APPROVED, 0)

    deliver(approved)
    assert (approved.status, len(server.requests)) == (S.ACCEPTED, 1)


def test_it_takes_the_answer_when_postgresql_restarted_during_the_call(postgresql, kaleyra, approved):
    def restart_then_answer(peer):
        breaking.in_a_thread(breaking.hang_up_on_everybody_else)
        faultserver.says(accepted())(peer)

    server = kaleyra(restart_then_answer)

    deliver(approved)

    assert (approved.status, approved.launch.agent_launch_id) == (S.ACCEPTED, LAUNCH_ID)
    assert len(server.requests) == 1


@pytest.mark.parametrize("word", [b"sending", b"accepted"], ids=["of the claim", "of the settling"])
def test_it_reads_again_what_it_wrote_when_the_answer_to_the_commit_is_lost(
    postgresql, kaleyra, approved, start, word
):
    server = kaleyra(faultserver.says(accepted()))
    host = connection.get_connection_params()["host"]
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        proxy = LosesOneCommit(Path(folder), Path(host), word)

        worker = start(elsewhere.deliver_through, approved.pk, folder)
        worker.join(180)
        proxy.close()

    approved.refresh_from_db()
    assert (worker.exitcode, proxy.lost) == (0, 1)
    assert approved.status == S.ACCEPTED
    assert history_of(approved)[-2:] == ["approved > sending", "sending > accepted"]
    assert len(server.requests) == 1
