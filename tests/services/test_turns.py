"""Of those who write in turns, each waits for the one before."""

import fcntl
from queue import SimpleQueue
from threading import Thread

import pytest
from django.db import connection

from launches.services import turns
from launches.services.turns import turn


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers")
def test_it_waits_until_the_turn_of_another_has_ended():
    said: SimpleQueue[str] = SimpleQueue()

    def follow() -> None:
        said.put("asks")
        with turn():
            said.put("has its turn")

    with turn():
        other = Thread(target=follow)
        other.start()
        assert said.get() == "asks"
        other.join(0.05)  # long enough to go on, if nothing held it
        assert said.empty()
    other.join()

    assert said.get() == "has its turn"


def test_it_is_over_when_what_was_done_in_it_fails():
    with pytest.raises(ValueError, match="broke"), turn():
        raise ValueError("broke")

    with turn():
        pass


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers")
def test_it_goes_on_without_a_turn_when_somebody_stands_still_in_theirs(monkeypatch, tmp_path):
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.01)
    with (tmp_path / "turn.lock").open("wb") as standing_still:
        fcntl.flock(standing_still, fcntl.LOCK_EX)
        with turn():
            pass

    with (tmp_path / "turn.lock").open("wb") as next_one:  # what came too late is nobody's
        fcntl.flock(next_one, fcntl.LOCK_EX)
