"""Asking the engine for a task: after the commit, and never at the expense of the person who asked."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from launches import tasks, wake

ENGINE = tasks.deliver.huey
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_queue")]


def asked():
    return [(task.name.rsplit(".")[-1], task.args) for task in ENGINE.pending()]


def test_it_asks_for_the_task_once_what_was_written_is_there():
    with transaction.atomic():
        wake.after_commit("deliver", 7)
        assert asked() == []

    assert asked() == [("deliver", (7,))]


def test_it_asks_for_nothing_when_what_was_written_is_taken_back():
    with transaction.atomic():
        wake.after_commit("deliver", 7)
        transaction.set_rollback(True)

    assert asked() == []


def test_it_asks_for_a_task_at_a_time():
    when = timezone.now() + timedelta(minutes=5)

    wake.at(when, "refresh_due")

    (task,) = ENGINE.pending()  # the engine keeps it until its time has come
    assert (task.name.rsplit(".")[-1], task.args) == ("refresh_due", ())
    assert task.eta == when.replace(tzinfo=None)  # the engine's clock is UTC


def test_it_lets_the_person_go_on_when_the_engine_is_down(monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise OSError("no engine")

    monkeypatch.setattr(ENGINE.storage, "enqueue", refuse)

    wake.after_commit("deliver", 7)

    assert "Could not wake the worker for deliver" in caplog.text
    assert asked() == []
