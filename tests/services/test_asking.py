"""Asking about many side by side: nobody waits for the slowest, and no thread is left behind."""

import threading
from time import monotonic, sleep

import pytest

from launches import gateway
from launches.kaleyra import TryLater
from launches.services.asking import Asking
from launches.services.claims import Claimed, Outcome
from tests.contract import faultserver as fault
from tests.contract.faultserver import says

LAUNCH_IDS = [f"00000000-0000-4000-8000-{number:012}" for number in range(1, 8)]


@pytest.fixture
def launches():
    return [Claimed(number, LAUNCH_IDS[number - 1], 0, "NA", "2600", None) for number in range(1, 8)]


class Hanging:
    """Answers about the first launch only when told so, and about all others at once."""

    def __init__(self):
        self.wakes = threading.Event()
        self.most_threads = 0

    def answer(self, launch):
        """What came of it."""
        self.most_threads = max(self.most_threads, threading.active_count())
        if launch.pk == 1:
            self.wakes.wait(120)
        return Outcome(launch)


def wait_until(is_so):
    end = monotonic() + 60
    while not is_so():
        assert monotonic() < end
        sleep(0.01)


@pytest.fixture
def hanging():
    hanging = Hanging()
    yield hanging
    hanging.wakes.set()


def test_it_hands_over_what_has_come_while_one_hangs(launches, hanging):
    with Asking(2, hanging.answer) as ours:
        ours.add(launches)
        began = monotonic()

        came = ours.take()

        assert monotonic() - began < 60
        assert [outcome.launch.pk for outcome in came] == [2, 3, 4, 5, 6, 7]
        assert (ours.under_way, ours.waiting) == (1, 0)
        hanging.wakes.set()
        assert [outcome.launch.pk for outcome in ours.take()] == [1]


def test_it_asks_no_more_at_once_than_it_may(launches, hanging):
    before = threading.active_count()
    with Asking(3, hanging.answer) as ours:
        ours.add([launches[0]] * 3 + launches)
        wait_until(lambda: ours.waiting == 7)
        hanging.wakes.set()
        while ours.under_way:
            ours.take()

    assert hanging.most_threads == before + 3
    assert threading.active_count() == before


def test_it_asks_about_nobody_else_once_something_broke(launches, hanging):
    def break_off():
        with Asking(1, hanging.answer) as ours:
            ours.add(launches)
            wait_until(lambda: ours.waiting == 6)
            threading.Timer(0.1, hanging.wakes.set).start()
            raise RuntimeError(ours)

    with pytest.raises(RuntimeError) as caught:
        break_off()

    (ours,) = caught.value.args
    assert (ours.under_way, ours.waiting, ours._done.qsize()) == (7, 0, 1)


# --- Over real sockets, with answers that come in every way ------------------------------------
def read_all(launches, at_once):
    """The outcomes, in order of their coming."""
    came = []
    with Asking(at_once) as ours:
        ours.add(launches)
        while ours.under_way:
            came += ours.take()
    return came


def asked_about(request):
    return request.path.partition("agent_launch_id=")[2]


def answer_about_it(peer):
    """A success about the launch that was asked about, over a connection that stays open."""
    data = {"launch": {"agent_launch_id": asked_about(peer.request)}}
    says({"code": "RCS902", "data": data}, keep=True)(peer)


def test_it_uses_one_connection_for_all_when_it_may_ask_one_at_once(launches, kaleyra):
    server = kaleyra(answer_about_it)

    came = read_all(launches, at_once=1)

    assert [outcome.answer.value.agent_launch_id for outcome in came] == LAUNCH_IDS
    assert (len(server.requests), server.connections) == (7, 1)


def test_it_keeps_nobody_waiting_when_answers_hang_drip_and_break_off(launches, kaleyra):
    bad = dict(zip(LAUNCH_IDS[2:5], [fault.silence, fault.drip_body(), fault.hang_up], strict=True))

    def play(peer):
        bad.get(asked_about(peer.request), answer_about_it)(peer)

    server = kaleyra(play, timeout=3.0)
    client = gateway.client_for("NA")
    for _ in range(2):  # connections to send over
        client.launch_status(agent_no="2600", agent_launch_id=LAUNCH_IDS[0])

    came = read_all(launches, at_once=4)

    assert {outcome.launch.agent_launch_id for outcome in came[-2:]} == set(LAUNCH_IDS[2:4])
    good = [outcome.answer.value.agent_launch_id for outcome in came if outcome.answer]
    assert sorted(good) == [*LAUNCH_IDS[:2], *LAUNCH_IDS[5:]]
    problems = {outcome.launch.agent_launch_id: outcome.problem for outcome in came if outcome.problem}
    assert problems.keys() == bad.keys()
    assert {type(problem) for problem in problems.values()} == {TryLater}
    tries = sum(len(outcome.exchanges) for outcome in came)
    assert len(server.requests) == 2 + tries
