"""Who decides how a call is answered: an order, the agent number, chance, or nobody (then honestly)."""

from __future__ import annotations

import random

from sandbox import scenarios
from sandbox.api import Api
from sandbox.exchange import Answer, Request
from sandbox.store import Store

#: What bad luck brings, when the failure rate asks for some. Half of them happen after the launch was taken.
MISFORTUNES = ("rcs502", "http-503")


class Director:
    def __init__(self, store: Store, api: Api, chance: random.Random | None = None) -> None:
        self.store, self.api = store, api
        self.chance = chance or random.SystemRandom()
        # A state file of another version may order what no longer exists.
        with store.lock:
            plans = store.memory.plans
            store.memory.plans = [plan for plan in plans if plan.scenario in scenarios.BY_NAME]

    def answer(self, request: Request) -> tuple[Answer, str]:
        """The answer, and the name of the scenario that made it (empty for an honest one)."""
        asked = self._asked(request)
        if not asked:
            return self.api.answer(request), ""
        answer = asked.scenario.play(
            request, lambda keep: self.api.answer(request, keep=keep), taken=asked.taken
        )
        return answer, asked.scenario.name

    def _asked(self, request: Request) -> scenarios.Asked | None:
        plan = self.store.plan_for(request.endpoint)
        if plan:
            return scenarios.Asked(scenarios.find(plan.scenario), request.endpoint, plan.taken)
        by_agent = scenarios.by_agent(request.agent_no)
        if by_agent and by_agent.endpoint == request.endpoint:
            return by_agent
        if self.chance.random() < self.store.memory.failure_rate:
            name = self.chance.choice(MISFORTUNES)
            taken = self.chance.choice((True, False))
            return scenarios.Asked(scenarios.find(name), request.endpoint, taken)
        return None
