"""One way in which an answer can differ from the honest one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.exchange import Answer, Request

#: Whether the sandbox remembers a launch that meets the scenario: `either` lets the person who asks choose.
Taken = Literal["never", "always", "either"]
Change = Callable[[Request, Answer], Answer]

CHANGES = frozenset({"launch", "carrierlaunch"})
READS = frozenset({"status", "regions", "agents", "agent"})
ALL = CHANGES | READS


@dataclass(frozen=True)
class Scenario:
    """`change` gets the call and the honest answer, and returns what is sent instead."""

    number: int
    name: str
    title: str
    change: Change
    taken: Taken = "always"
    endpoints: frozenset[str] = ALL

    def play(self, request: Request, honest: Callable[[bool], Answer], *, taken: bool) -> Answer:
        """The answer to send. `honest(keep)` gives the usual one and remembers the launch if `keep`."""
        if request.endpoint not in self.endpoints:
            return honest(True)
        keep = taken if self.taken == "either" else self.taken == "always"
        return self.change(request, honest(keep))


def instead(answer: Answer) -> Change:
    """A change that always sends this answer."""
    return lambda _request, _honest: answer
