"""Is the portal well? For load balancers and for people."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from launches.models import Heartbeat
from launches.services import brake, health, pods
from launches.statuses import SubmissionStatus
from tests.factories import make_approved, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    def get():
        answer = client.get("/healthz")
        return answer.status_code, answer.json()

    return get


def test_it_says_ok_while_a_worker_beats(ask):
    health.beat()

    status, report = ask()

    assert status == 200
    assert report == {
        **report,
        "status": "ok",
        "database": "ok",
        "worker": "ok",
        "worker_seen_at": Heartbeat.objects.get().at.isoformat(timespec="seconds"),
        "version": settings.VERSION,
    }


@pytest.mark.parametrize(("ago", "status"), [(119, 200), (121, 503), (86_400, 503)])
def test_it_forgives_one_missed_beat(ask, ago, status):
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(seconds=ago))

    assert ask()[0] == status


def test_it_says_down_when_no_worker_ever_ran(ask, caplog):
    status, report = ask()

    assert (status, caplog.messages) == (503, [])
    assert (report["status"], report["worker"], report["worker_seen_at"]) == ("down", "down", None)
    assert report["database"] == "ok"


def test_it_takes_no_other_part_for_the_worker(ask):
    health.beat("web")

    assert ask()[1]["worker"] == "down"


def test_it_says_down_when_the_database_has_not_what_it_needs(ask):
    health.beat()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE launches_heartbeat RENAME TO launches_gone")

    status, report = ask()

    assert (status, report["status"], report["database"], report["worker"]) == (
        503,
        "down",
        "down",
        "unknown",
    )


def test_it_tells_what_waits_and_how_each_pod_is_and_stays_well(ask, mona, rita):
    health.beat()
    make_approved(mona, rita)
    put(make_approved(mona, rita, carriers=["X: 1"]), SubmissionStatus.UNCONFIRMED)
    pods.stop("IN", "Key not accepted.")
    for _ in range(pods.TOLERATED):
        pods.failed("NA", "No answer.")

    status, report = ask()

    assert (status, report["status"]) == (200, "ok")  # Kaleyra's trouble is not ours
    assert report["backlog"] == {"to_send": 1, "unconfirmed": 1, "to_check": 0}
    assert {pod: about["state"] for pod, about in report["pods"].items()} == {"IN": "stopped", "NA": "paused"}


def test_it_beats_into_one_row():
    for _ in range(3):
        health.beat()

    assert Heartbeat.objects.count() == 1


def test_it_answers_anybody_without_a_redirect_and_keeps_nothing_in_caches(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    health.beat()

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/healthz").status_code == 405


def test_it_names_a_pod_that_somebody_stopped_by_hand(ask, ada):
    health.beat()
    pulled = brake.pull("NA", by=ada, reason="A wrong logo went out.")

    status, report = ask()

    since = pulled.pulled_at.isoformat(timespec="seconds")
    assert (status, report["pods"]) == (
        200,
        {"IN": {"state": "ok"}, "NA": {"state": "braked", "since": since}},
    )
