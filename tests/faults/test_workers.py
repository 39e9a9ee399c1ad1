"""Faults 4, 56 to 59 and stopping: the real `manage.py worker`, as a process that is killed, stopped or stuck."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as portal_settings
from django.utils import timezone

from launches.models import Heartbeat, Launch, Submission
from launches.services import delivery, health
from launches.statuses import SubmissionStatus
from tests.contract import faultserver
from tests.contract.samples import accepted
from tests.many import make_many_approved

S = SubmissionStatus
PROJECT = Path(__file__).resolve().parents[2]


def accept_each(after=0.0):
    """Every launch gets an id of its own, after so long."""

    def play(peer):
        faultserver.says(accepted(str(uuid4())), after=after)(peer)

    return play


def is_a_post(request):
    return request.method == "POST"


@pytest.fixture
def worker(tmp_path, transactional_db, empty_queue):
    """Start the real worker: `worker(threads=1, timeout=30)`. What it said is printed when a test fails."""
    running = []

    def start(*, threads=2, timeout=30.0, stuck_after=300):
        account = portal_settings.KALEYRA_PODS["NA"]
        environment = {
            **os.environ,
            "KALEYRA_NA_URL": account["base_url"],
            "KALEYRA_NA_SID": account["sid"],
            "KALEYRA_NA_API_KEY": account["api_key"],
            "KALEYRA_TIMEOUT": str(timeout),
            "KALEYRA_READ_TIMEOUT": str(timeout),
            "WORKER_STUCK_AFTER": str(stuck_after),
        }
        log = tmp_path / f"worker-{len(running)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "worker", "--threads", str(threads)],
                cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        running.append((process, log))
        return process

    yield start
    for process, log in running:
        process.kill()
        process.wait(180)
        print(log.read_text())


def waiting():
    return Submission.objects.filter(status__in=[S.APPROVED, S.SENDING]).count()


def unconfirmed():
    return Submission.objects.filter(status=S.UNCONFIRMED).count()


@pytest.mark.long
def test_it_is_shared_by_two_workers_and_finished_by_one_when_the_other_is_killed(
    kaleyra, worker, mona, rita, wait_until
):
    server = kaleyra(accept_each(after=0.1))
    workers = [worker(), worker()]
    wait_until(Heartbeat.objects.exists)

    submissions = make_many_approved(mona, rita, 24)
    wait_until(lambda: len(list(filter(is_a_post, server.requests))) >= 6)
    workers[0].kill()
    deadline = time.monotonic() + 240  # seconds, where nothing else runs; minutes on a busy machine
    # Of somebody who stood still for so long that we took them for dead, an answer comes yet.
    while (waiting() or unconfirmed() > 2) and time.monotonic() < deadline:
        # What the minute brings: the lease of a killed delivery ends, a lost wake-up is made up for.
        Submission.objects.filter(
            status=S.SENDING, lease_until__lt=timezone.now() + timedelta(seconds=41)
        ).update(lease_until=timezone.now() - timedelta(seconds=1))
        delivery.sweep()
        time.sleep(0.5)

    ends = Counter(Submission.objects.values_list("status", flat=True))
    assert ends[S.ACCEPTED] + ends[S.UNCONFIRMED] == len(submissions)
    assert unconfirmed() <= 2  # no more than the killed one had in hand
    bodies = [request.body for request in server.requests if is_a_post(request)]
    assert len(bodies) == len(set(bodies))
    assert set(Submission.objects.exclude(attempts=1)) == set()


@pytest.mark.same_rows
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_finishes_the_call_in_hand_when_it_is_told_to_stop(
    kaleyra, worker, mona, rita, wait_until, number
):
    has_heard = threading.Event()

    def answer_once_it_has_heard(peer):
        if is_a_post(peer.request):
            has_heard.wait(180)
        accept_each()(peer)

    server = kaleyra(answer_once_it_has_heard)
    process = worker(threads=1, timeout=200)
    wait_until(Heartbeat.objects.exists)
    submission, later = make_many_approved(mona, rita, 2)
    wait_until(lambda: any(map(is_a_post, server.requests)))

    process.send_signal(number)
    time.sleep(2)  # nothing else keeps it from hearing the signal
    has_heard.set()
    process.wait(180)

    for each in (submission, later):
        each.refresh_from_db()
    assert process.returncode == 0
    assert submission.status == S.ACCEPTED
    assert (later.status, later.attempts) == (S.APPROVED, 0)
    assert sum(map(is_a_post, server.requests)) == 1


def test_it_says_down_when_every_thread_of_the_worker_is_stuck(kaleyra, worker, approved, client, wait_until):
    server = kaleyra(faultserver.silence)
    worker(threads=1, timeout=200)
    wait_until(Heartbeat.objects.exists)
    assert client.get("/healthz").status_code == 200
    delivery.sweep()
    wait_until(lambda: any(map(is_a_post, server.requests)))

    # Two minutes later nobody has written another beat: the only thread waits for an answer.
    Heartbeat.objects.update(at=timezone.now() - health.SILENT_AFTER - timedelta(seconds=1))
    time.sleep(1)

    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["worker"]) == (503, "down")
    assert Launch.objects.get().state == S.SENDING


def test_it_begins_anew_when_one_of_its_tasks_is_stuck(
    kaleyra, worker, approved, client, wait_until, tmp_path
):
    server = kaleyra(faultserver.silence)
    process = worker(threads=2, timeout=200, stuck_after=5)
    wait_until(Heartbeat.objects.exists)
    delivery.sweep()
    wait_until(lambda: any(map(is_a_post, server.requests)))
    Heartbeat.objects.update(at=timezone.now() - timedelta(hours=1))

    # It may be so long before we look, on a busy machine: /healthz is asked only for what stays.
    wait_until(lambda: "the worker begins anew" in (tmp_path / "worker-0.log").read_text())
    wait_until(lambda: client.get("/healthz").status_code == 200)  # the first thing that a worker does

    assert process.poll() is None  # the same process, as whoever watches it sees it
    approved.refresh_from_db()
    assert (approved.status, sum(map(is_a_post, server.requests))) == (S.SENDING, 1)
    Submission.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    delivery.sweep()
    approved.refresh_from_db()
    assert approved.status == S.UNCONFIRMED
    process.send_signal(signal.SIGTERM)
    assert process.wait(180) in {0, -signal.SIGTERM}  # a worker that has only just begun ends at once
