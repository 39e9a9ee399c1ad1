"""Real processes that deliver, and somebody who kills them with -9 again and again."""

import argparse
import multiprocessing
import random
import time
from multiprocessing.context import ForkServerProcess

from benchmarks import audit_books
from benchmarks.audit_worker import THREADS, work

STANDSTILL = 120  # seconds without any progress, after which nobody waits any longer

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["benchmarks.audit_worker"])


class Crew:
    """So many workers, with a new one for each that is killed."""

    def __init__(self, how_many: int) -> None:
        self.kills = 0
        self._workers = [self._start() for _ in range(how_many)]

    def _start(self) -> ForkServerProcess:
        process = _forks.Process(target=work, args=(THREADS,), daemon=True)
        process.start()
        return process

    def kill_one(self, chance: random.Random) -> None:
        """One of them is gone in the middle of whatever it was doing, and another one begins."""
        place = chance.randrange(len(self._workers))
        self._workers[place].kill()
        self._workers[place].join()
        self._workers[place] = self._start()
        self.kills += 1

    def dismiss(self) -> None:
        """None is left."""
        for worker in self._workers:
            worker.kill()
            worker.join()


def run(asked: argparse.Namespace) -> int:
    """Nothing waits any more, or patience is over. Answers how many workers were killed meanwhile."""
    chance = random.Random(asked.seed)
    fewest, patience = asked.submissions, time.monotonic() + STANDSTILL
    crew = Crew(asked.workers)
    try:
        while (left := audit_books.unsettled()) and time.monotonic() < patience:
            if left < fewest:
                fewest, patience = left, time.monotonic() + STANDSTILL
            audit_books.shorten_the_waits()
            # Spread evenly over the drain, so that every stage of it sees some.
            done = 1 - left / asked.submissions
            while crew.kills < min(asked.kills, 1 + done * asked.kills):
                time.sleep(chance.uniform(0.02, 0.1))
                crew.kill_one(chance)
            time.sleep(0.2)
    finally:
        crew.dismiss()
    return crew.kills
