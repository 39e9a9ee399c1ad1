"""Asking Kaleyra about many launches side by side."""

import logging
import selectors
from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Semaphore, Thread
from time import monotonic, sleep

from launches import gateway
from launches.kaleyra import Ahead, KaleyraError
from launches.models import Launch
from launches.services.outcomes import Outcome

log = logging.getLogger(__name__)

TAKEN_AT_ONCE = 200
PATIENCE = 0.1  # seconds that an outcome may wait for others to be written with it
GLANCE = 0.01  # seconds between two looks at what has come
OVERDUE_GLANCE = 0.25  # seconds between two looks at what should have come


def ask(launch: Launch, ahead: Ahead | None = None) -> Outcome:
    """What Kaleyra says about this launch; never an exception, which would end the round for all the others."""
    agent = launch.agent
    try:
        client = gateway.client_for(agent.pod)
        answer = client.launch_status(
            agent_no=agent.agent_no, agent_launch_id=launch.agent_launch_id, ahead=ahead
        )
    except KaleyraError as problem:
        return Outcome(launch, problem=problem)
    except Exception:
        log.exception("Asking about launch %s broke off.", launch.pk)
        return Outcome(launch)
    return Outcome(launch, answer)


def send_ahead(launch: Launch) -> Ahead | None:
    """The question has left over an idle connection. None when there is none, or for trouble: ask() will meet it."""
    agent = launch.agent
    try:
        client = gateway.client_for(agent.pod)
        return client.send_ahead(agent_no=agent.agent_no, agent_launch_id=launch.agent_launch_id)
    except Exception:  # noqa: BLE001 (told by ask)
        return None


def hear_ahead(launch: Launch, ahead: Ahead) -> Outcome | None:
    """The good answer that is there; None for everything else, which is ask()'s affair."""
    try:
        answer = gateway.client_for(launch.agent.pod).hear_ahead(ahead)
    except Exception:  # noqa: BLE001 (told by ask)
        return None
    return Outcome(launch, answer) if answer else None


class Asking:
    """Asks, about so many launches at once at most. Only HTTP is spoken here: whoever takes the outcomes writes them.

    One thread sends over idle connections and listens to all of them. What would make it wait (a connection to be
    made, an answer that is no plain success) goes to threads that each wait for one call.
    """

    def __init__(
        self,
        at_once: int,
        ask: Callable[[Launch, Ahead | None], Outcome] = ask,
        send_ahead: Callable[[Launch], Ahead | None] = send_ahead,
    ) -> None:
        self._at_once = at_once
        self._ask = ask
        self._send_ahead = send_ahead
        self._free = Semaphore(at_once)
        self._todo: deque[Launch] = deque()
        self._waits: SimpleQueue[tuple[Launch, Ahead | None] | None] = SimpleQueue()
        self._done: SimpleQueue[Outcome] = SimpleQueue()
        self._threads: list[Thread] = []
        self._listener = Thread(target=self._listen, daemon=True)
        self._is_over = False
        self.under_way = 0  # those whose outcome has not been taken yet

    def __enter__(self) -> "Asking":
        self._listener.start()
        return self

    def __exit__(self, *trouble: object) -> None:
        """Nobody is asked any more, and every thread has ended."""
        self._is_over = True
        self._listener.join()
        self._todo.clear()
        for _ in self._threads:
            self._waits.put(None)
        for thread in self._threads:
            thread.join()

    @property
    def waiting(self) -> int:
        """How many nobody has begun to ask about."""
        return len(self._todo)

    def add(self, launches: Sequence[Launch]) -> None:
        """These are asked about after those that already wait."""
        self.under_way += len(launches)
        self._todo.extend(launches)

    def take(self) -> list[Outcome]:
        """What has come, in order of its coming: many at once, or the few of a moment. Waits for the first one."""
        until = monotonic() + PATIENCE
        # Glances, because a queue that wakes us for each outcome takes its time from the threads that ask.
        while self._done.qsize() < min(TAKEN_AT_ONCE, self.under_way):
            if monotonic() >= until and not self._done.empty():
                break
            if not self._listener.is_alive():
                raise RuntimeError("nobody listens any more")
            sleep(GLANCE)
        outcomes = [self._done.get() for _ in range(self._done.qsize())]
        self.under_way -= len(outcomes)
        return outcomes

    # The listening thread.

    def _listen(self) -> None:
        with selectors.DefaultSelector() as selector:
            look_at_all = 0.0
            while not self._is_over:
                while self._todo and self._free.acquire(blocking=False):
                    self._begin(selector, self._todo.popleft())
                for key, _ in selector.select(GLANCE):
                    launch, ahead = key.data
                    if ahead.look():
                        self._go_on(selector, launch, ahead)
                if monotonic() >= look_at_all:
                    look_at_all = monotonic() + OVERDUE_GLANCE
                    for launch, ahead in _all_sent(selector):
                        if ahead.is_overdue:
                            self._go_on(selector, launch, ahead)
            for _, ahead in _all_sent(selector):
                ahead.drop()  # something broke: an end by itself comes when all have been heard

    def _begin(self, selector: selectors.BaseSelector, launch: Launch) -> None:
        if ahead := self._send_ahead(launch):
            selector.register(ahead, selectors.EVENT_READ, (launch, ahead))
        else:
            self._leave_to_a_thread(launch)

    def _go_on(self, selector: selectors.BaseSelector, launch: Launch, ahead: Ahead) -> None:
        selector.unregister(ahead)
        if outcome := hear_ahead(launch, ahead):
            self._finish(outcome)
        else:
            self._leave_to_a_thread(launch, ahead)

    def _leave_to_a_thread(self, launch: Launch, ahead: Ahead | None = None) -> None:
        self._waits.put((launch, ahead))
        if len(self._threads) < self._at_once:
            self._threads.append(Thread(target=self._keep_asking, daemon=True))
            self._threads[-1].start()

    # The threads that each wait for one call.

    def _keep_asking(self) -> None:
        while call := self._waits.get():
            self._finish(self._ask(*call))

    def _finish(self, outcome: Outcome) -> None:
        self._done.put(outcome)
        self._free.release()


def _all_sent(selector: selectors.BaseSelector) -> list[tuple[Launch, Ahead]]:
    return [key.data for key in selector.get_map().values()]
