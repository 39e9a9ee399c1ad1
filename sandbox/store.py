"""What the sandbox remembers: one file, replaced whole, so that a crash leaves the old or the new one."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.catalogue import PODS

#: More than anybody trains with; the file is written whole for each change.
MOST_LAUNCHES = 5000


@dataclass
class Plan:
    """An order for coming answers. `endpoint` empty means any; `times` 0 means until taken back."""

    scenario: str
    endpoint: str = ""
    times: int = 1
    taken: bool = False


@dataclass
class Memory:
    launches: dict[str, dict[str, Any]] = field(default_factory=lambda: {pod: {} for pod in PODS})
    plans: list[Plan] = field(default_factory=list)
    latency: float = 0.0
    failure_rate: float = 0.0
    ahead: float = 0.0  # seconds the carriers' clock has been moved forward

    @property
    def misbehaves(self) -> bool:
        """Whether some answers will not be honest and prompt."""
        return bool(self.plans or self.latency or self.failure_rate)


class Store:
    """The memory and the file it lives in. Hold `lock` for whatever reads and then writes."""

    def __init__(self, path: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self.clock = clock
        self.lock = threading.RLock()
        self.trouble = ""
        self.memory = self._read()

    def now(self) -> float:
        return self.clock() + self.memory.ahead

    @contextlib.contextmanager
    def change(self) -> Iterator[Memory]:
        """The memory, to be changed; on disk when the block ends."""
        with self.lock:
            yield self.memory
            self.save()

    def launches(self, pod: str) -> dict[str, dict[str, Any]]:
        return self.memory.launches[pod]

    def add_launch(self, pod: str, launch: dict[str, Any]) -> None:
        with self.change() as memory:
            kept = memory.launches[pod]
            while len(kept) >= MOST_LAUNCHES:
                del kept[next(iter(kept))]
            kept[launch["agent_launch_id"]] = launch

    def plan_for(self, endpoint: str) -> Plan | None:
        """The order that this call has to follow, counted down."""
        with self.lock:
            for plan in self.memory.plans:
                if plan.endpoint not in ("", endpoint):
                    continue
                if plan.times:
                    self._count_down(plan)
                return plan
        return None

    def _count_down(self, plan: Plan) -> None:
        plan.times -= 1
        if not plan.times:
            self.memory.plans.remove(plan)
        self.save()

    def reset(self) -> None:
        """Everything forgotten: launches, orders and dials."""
        with self.lock:
            self.memory = Memory()
            self.save()

    def save(self) -> None:
        if self.path is None:
            return
        fresh = self.path.with_name(f".{self.path.name}.new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("w", encoding="utf-8", errors="replace") as file:
                json.dump(self._as_data(), file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        except OSError as problem:
            self.trouble = f"{self.path} could not be written: {problem}"

    def _as_data(self) -> dict[str, Any]:
        return {**vars(self.memory), "plans": [vars(plan) for plan in self.memory.plans]}

    def _read(self) -> Memory:
        """The memory of the last run; a file that is not ours is set aside, never overwritten."""
        if self.path is None or not self.path.exists():
            return Memory()
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            plans = [Plan(**plan) for plan in kept.pop("plans")]
            memory = Memory(plans=plans, **kept)
            if set(memory.launches) != set(PODS):
                raise ValueError("launches of unknown pods")
        except (ValueError, TypeError, KeyError, AttributeError):
            aside = self.path.with_name(f"{self.path.name}.unreadable")
            self.path.replace(aside)
            self.trouble = f"{self.path} was not readable; it is now {aside}"
            return Memory()
        return memory
