"""Asking Kaleyra about many launches side by side."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic, sleep

from launches import gateway
from launches.kaleyra import KaleyraError, Same
from launches.services.claims import Claimed, Outcome

log = logging.getLogger(__name__)

TAKEN_AT_ONCE = 200
PATIENCE = 0.1  # seconds that an outcome may wait for others to be written with it
GLANCE = 0.01  # seconds between two looks at what has come


def ask(launch: Claimed) -> Outcome:
    """What Kaleyra says about this launch; never an exception, which would end the round for all the others."""
    try:
        client = gateway.client_for(launch.pod)
        answer = client.launch_news(
            agent_no=launch.agent_no,
            agent_launch_id=launch.agent_launch_id,
            known=launch.last.fingerprint if launch.last else b"",
        )
    except KaleyraError as problem:
        return Outcome(launch, problem=problem)
    except Exception:
        log.exception("Asking about launch %s broke off.", launch.pk)
        return Outcome(launch)
    return Outcome(launch, same=answer) if isinstance(answer, Same) else Outcome(launch, answer)


class Asking:
    """Threads that ask, at most so many at once. They only speak HTTP: whoever takes the outcomes writes them."""

    def __init__(self, at_once: int, ask: Callable[[Claimed], Outcome] = ask) -> None:
        self._at_once = at_once
        self._ask = ask
        self._todo: SimpleQueue[Claimed | None] = SimpleQueue()
        self._done: SimpleQueue[Outcome] = SimpleQueue()
        self._threads: list[Thread] = []
        self.under_way = 0  # those whose outcome has not been taken yet

    def __enter__(self) -> "Asking":
        return self

    def __exit__(self, *trouble: object) -> None:
        """Nobody is asked any more, and every thread has ended."""
        with suppress(Empty):  # a thread may be faster than we at the last one
            while True:
                self._todo.get_nowait()
        for _ in self._threads:
            self._todo.put(None)
        for thread in self._threads:
            thread.join()

    @property
    def waiting(self) -> int:
        """How many launches still wait for a thread."""
        return self._todo.qsize()

    def add(self, launches: Sequence[Claimed]) -> None:
        """These are asked about after those that already wait."""
        self.under_way += len(launches)
        for launch in launches:
            self._todo.put(launch)
        while len(self._threads) < min(self._at_once, self.under_way):
            self._threads.append(Thread(target=self._keep_asking, daemon=True))
            self._threads[-1].start()

    def take(self) -> list[Outcome]:
        """The outcomes so far, in order of arrival. Waits for the first one, and a moment longer for others."""
        until = monotonic() + PATIENCE
        # Glances, because a queue that wakes us for each outcome takes its time from the threads that ask.
        while self._done.qsize() < min(TAKEN_AT_ONCE, self.under_way):
            if monotonic() >= until and not self._done.empty():
                break
            sleep(GLANCE)
        outcomes = [self._done.get() for _ in range(self._done.qsize())]
        self.under_way -= len(outcomes)
        return outcomes

    def _keep_asking(self) -> None:
        while launch := self._todo.get():
            self._done.put(self._ask(launch))
