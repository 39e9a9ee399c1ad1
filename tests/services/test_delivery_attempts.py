"""Only the attempt that holds a submission settles it, and what failed for a moment is looked at again."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from launches.kaleyra import TryLater
from launches.models import Submission
from launches.services import delivery
from launches.statuses import SubmissionStatus
from tests.contract import faultserver
from tests.contract.samples import accepted
from tests.factories import put

S = SubmissionStatus
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]


@pytest.fixture
def overtaken(kaleyra, approved):
    """An attempt whose worker was given up, its answer, and the submission in the hands of another worker."""
    kaleyra(faultserver.says(accepted()))
    first = delivery.claim(approved.pk)
    answer = delivery._call(first)
    put(approved, S.APPROVED)
    assert delivery.claim(approved.pk)
    return first, answer


@pytest.fixture
def in_earnest(transactional_db):
    """Nothing is rolled back in the end: the portal is in no transaction but its own."""
    assert not connection.in_atomic_block


@contextmanager
def broken_once(fault: type[Exception]) -> Iterator[None]:
    """The database fails as the exchange is to be kept, the first time only."""
    faults = [fault("gone for a moment")]

    def run(execute, sql, params, many, context):
        if faults and "launches_apicall" in sql and sql.startswith("INSERT"):
            raise faults.pop()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield
    assert faults == []


def test_it_is_not_accepted_by_an_attempt_that_was_overtaken(overtaken):
    delivery._settle_answer(*overtaken)

    assert Submission.objects.get().status == S.SENDING


def test_it_is_not_settled_by_an_attempt_that_was_overtaken(overtaken):
    delivery._leave_unconfirmed(overtaken[0], "Nobody knows.")

    assert Submission.objects.get().status == S.SENDING


def test_it_knows_a_claim_that_was_committed_from_any_other(in_earnest, approved):
    claimed = delivery.claim(approved.pk)
    ours = {"attempt": claimed.attempt}

    assert delivery._was_committed(approved.pk, ours) is True
    assert delivery._was_committed(approved.pk, {"attempt": uuid4()}) is False
    assert delivery._was_committed(approved.pk + 1, ours) is False
    put(approved, S.UNCONFIRMED)
    assert delivery._was_committed(approved.pk, ours) is False


def test_it_proves_nothing_in_the_middle_of_a_transaction(approved):
    claimed = delivery.claim(approved.pk)

    assert not delivery._was_committed(approved.pk, {"attempt": claimed.attempt})
    assert not delivery._has_come_back(claimed)


def test_it_reads_what_is_stored_once_the_database_is_back(in_earnest, approved):
    approved.status = S.ACCEPTED

    assert delivery._has_come_back(approved) is True

    assert approved.status == S.APPROVED


@pytest.mark.same_rows
@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_it_writes_the_answer_down_at_the_second_try(in_earnest, kaleyra, approved, fault):
    server = kaleyra(faultserver.says(accepted()))

    with broken_once(fault):
        delivery.deliver(approved.pk)

    assert (Submission.objects.get().status, len(server.requests)) == (S.ACCEPTED, 1)


def test_it_settles_nothing_twice_when_the_first_try_was_stored(in_earnest, kaleyra, approved, caplog):
    """The fault comes after the answer has been settled, as when the reply to a COMMIT is lost."""
    kaleyra(faultserver.says(accepted()))
    claimed = delivery.claim(approved.pk)
    answer = delivery._call(claimed)
    delivery._settle_answer(claimed, answer)

    with broken_once(OperationalError):
        delivery._write_down(claimed, answer)

    assert Submission.objects.get().status == S.ACCEPTED
    assert caplog.records == []


def test_it_leaves_alone_what_is_not_being_sent_whatever_lease_it_once_had(approved):
    Submission.objects.update(lease_until=timezone.now() - timedelta(hours=1))

    delivery.sweep()

    assert Submission.objects.get().status == S.APPROVED


@pytest.mark.parametrize(("asked", "wait"), [({"Retry-After": "100"}, 128.68), ({}, 25.73)])
def test_it_waits_up_to_a_third_longer_than_asked_so_that_not_all_come_back_at_once(
    kaleyra, approved, asked, wait
):
    kaleyra(faultserver.says({}, 429, headers=asked))
    claimed = delivery.claim(approved.pk)
    with pytest.raises(TryLater) as problem:
        delivery._call(claimed)
    random.seed(2)  # 1.287 is the first that it draws between 1.0 and 1.3

    before = timezone.now()
    delivery._put_back(claimed, problem.value)

    took = (timezone.now() - before).total_seconds()
    waits = (Submission.objects.get().send_after - before).total_seconds()
    assert wait <= waits <= wait + 0.1 + took
