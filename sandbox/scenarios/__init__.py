"""Everything that can be asked for: by agent number, from the control page, or by name in a test.

An agent number `9SSSP` asks for scenario SSS at place P: 0 the agent launch, 1 the agent launch which the
sandbox nevertheless takes, 2 the carrier launch, 3 the carrier launch taken, 4 the status.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.scenarios import bodies, catalogues, proxies, refusals, statuses, successes, wires
from sandbox.scenarios.scenario import Scenario

__all__ = ["GROUPS", "Asked", "Scenario", "by_agent", "find"]

GROUPS: dict[str, tuple[Scenario, ...]] = {
    "Refusals and errors": refusals.SCENARIOS,
    "Proxies and redirects": proxies.SCENARIOS,
    "Connections": wires.SCENARIOS,
    "Unsound bodies": bodies.SCENARIOS,
    "Successes in another shape": successes.SCENARIOS,
    "Status replies": statuses.SCENARIOS,
    "Lists and paths": catalogues.SCENARIOS,
}
BY_NAME = {scenario.name: scenario for group in GROUPS.values() for scenario in group}
BY_NUMBER = {scenario.number: scenario for scenario in BY_NAME.values()}

#: last digit of the agent number -> endpoint, and whether the launch is taken all the same.
PLACES = {
    "0": ("launch", False),
    "1": ("launch", True),
    "2": ("carrierlaunch", False),
    "3": ("carrierlaunch", True),
    "4": ("status", False),
}


@dataclass(frozen=True)
class Asked:
    scenario: Scenario
    endpoint: str
    taken: bool


def find(name: str) -> Scenario:
    """The scenario of that name. Raises KeyError with the name."""
    return BY_NAME[name]


def by_agent(number: str) -> Asked | None:
    """What an agent number asks for; ordinary numbers ask for nothing."""
    match = re.fullmatch(r"9(\d{3})([0-4])", number)
    if not match or int(match[1]) not in BY_NUMBER:
        return None
    endpoint, taken = PLACES[match[2]]
    return Asked(BY_NUMBER[int(match[1])], endpoint, taken)
