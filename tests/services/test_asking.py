"""Asking about many side by side: nobody waits for the slowest, and no thread is left behind."""

import threading
from time import monotonic, sleep

import pytest

from launches.models import Agent, Launch
from launches.services.asking import Asking
from launches.services.outcomes import Outcome


@pytest.fixture
def launches():
    agent = Agent(pod="NA", agent_no="2600")
    return [Launch(pk=number, agent=agent) for number in range(1, 8)]


class Kaleyra:
    """Answers about the first launch only when told so, and about all others at once."""

    def __init__(self):
        self.wakes = threading.Event()

    def answer(self, launch):
        """What came of it."""
        if launch.pk == 1:
            self.wakes.wait(20)
        return Outcome(launch)


@pytest.fixture
def kaleyra():
    kaleyra = Kaleyra()
    yield kaleyra
    kaleyra.wakes.set()


def test_it_hands_over_what_has_come_while_one_hangs(launches, kaleyra):
    with Asking(2, kaleyra.answer) as ours:
        ours.add(launches)
        began = monotonic()

        came = ours.take()

        assert monotonic() - began < 5
        assert [outcome.launch.pk for outcome in came] == [2, 3, 4, 5, 6, 7]
        assert (ours.under_way, ours.waiting) == (1, 0)
        kaleyra.wakes.set()
        assert [outcome.launch.pk for outcome in ours.take()] == [1]


def test_it_asks_no_more_at_once_than_it_may(launches, kaleyra):
    before = threading.active_count()
    with Asking(3, kaleyra.answer) as ours:
        ours.add(launches[:2])
        assert threading.active_count() == before + 2
        ours.add(launches[2:])
        assert threading.active_count() == before + 3
        kaleyra.wakes.set()

    assert threading.active_count() == before


def test_it_asks_about_nobody_else_once_something_broke(launches, kaleyra):
    def break_off():
        with Asking(1, kaleyra.answer) as ours:
            ours.add(launches)
            sleep(0.05)
            threading.Timer(0.1, kaleyra.wakes.set).start()
            raise RuntimeError(ours)

    with pytest.raises(RuntimeError) as caught:
        break_off()

    (ours,) = caught.value.args
    assert (ours.under_way, ours.waiting, ours._done.qsize()) == (7, 0, 1)
