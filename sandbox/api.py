"""What Kaleyra does: each endpoint as the documents describe it, with nothing made difficult on purpose."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from sandbox import agents, demands, replies, samples, scenarios
from sandbox.carriers import NOT_REPORTED, REJECTED, state_of
from sandbox.catalogue import Carrier, carriers, find
from sandbox.exchange import Answer, Request
from sandbox.replies import FAILED, failure, provider_failure
from sandbox.routes import METHODS
from sandbox.store import Store

#: Which region_id a status reply repeats for a launch; any fixed name space will do.
REGION_ID_SPACE = UUID("0b3c8e0e-6f6f-5a39-9a53-6d2d53c34a54")


@dataclass(frozen=True)
class Account:
    sid: str = "SANDBOX-SID"
    api_key: str = "sandbox-key"


class Api:
    """Answers calls from a store. `keep=False` answers as if, and remembers nothing."""

    def __init__(self, store: Store, account: Account, decide_after: float) -> None:
        self.store, self.account, self.decide_after = store, account, decide_after

    def answer(self, request: Request, *, keep: bool = True) -> Answer:
        """The honest answer, whatever arrived."""
        if request.sid == samples.SID:
            return samples.answer(request)
        refused = self._refuse_stranger(request)
        if refused:
            return refused
        try:
            return self._answer(request, keep)
        except demands.NotJson as problem:
            return failure("RCS701", error_message=str(problem))
        except demands.Unacceptable as problem:
            return provider_failure(FAILED[request.endpoint], problem.inner, note=problem.note)

    def _refuse_stranger(self, request: Request) -> Answer | None:
        if not request.endpoint:
            return failure("RCS404", note="no documented path")
        given = request.headers.get("api-key", "").strip().encode("latin-1", "replace")
        if not secrets.compare_digest(given, self.account.api_key.encode()):
            return failure("RCS401", note="wrong or missing api-key")
        if request.sid != self.account.sid:
            return failure("RCS403", note=f"the sid is {request.sid}")
        if request.method != METHODS.get(request.endpoint, "GET"):
            return failure("RCS405")
        # Kaleyra docs: the header is mandatory on every call, GETs included; "application/JSON".
        if request.headers.get_content_type() != "application/json":
            return failure("RCS701", error_message="Content-Type must be application/json")
        return None

    def _answer(self, request: Request, keep: bool) -> Answer:
        match request.endpoint:
            case "launch":
                return self._launch(request, keep)
            case "carrierlaunch":
                return self._add_carriers(request, keep)
            case "status":
                return self._status(request)
            case "regions":
                rows = [carrier.row for carrier in carriers(request.pod)]
                return replies.success("Regions fetched successfully", rows)
            case "agents":
                return replies.success("Agents fetched successfully", agents.agents(request.pod))
        return self._agent(request)

    def _launch(self, request: Request, keep: bool) -> Answer:
        payload = demands.read_json(request.body)
        asked = demands.agent_launch(payload)
        chosen = demands.regions(payload, request.pod)
        number = asked["agent_no"].strip()
        self._demand_brand(request.pod, number)
        with self.store.lock:
            kept = self.store.launches(request.pod)
            name = asked.get("launch_name", "").strip() or f"launch__{number}_{secrets.token_hex(4)}"
            if any(folded(old["launch"]["launch_name"]) == folded(name) for old in kept.values()):
                raise demands.Unacceptable(f"launch_name {name} already exists")
            stored = self._new_launch(number, {**asked, "launch_name": name}, chosen)
            if keep:
                self.store.add_launch(request.pod, stored)
        return replies.launch_created(stored)

    def _new_launch(
        self, number: str, asked: dict[str, Any], chosen: list[tuple[Carrier, dict[str, str]]]
    ) -> dict[str, Any]:
        now, launch_id = self.store.now(), str(uuid4())
        return {
            "agent_launch_id": launch_id,
            "agent_no": number,
            "launch": asked,
            "created_at": now,
            "region_id": str(uuid5(REGION_ID_SPACE, launch_id)),
            "regions": [_asked_region(carrier, words, now, 1) for carrier, words in chosen],
        }

    def _demand_brand(self, pod: str, number: str) -> None:
        """Kaleyra docs: Get Launch Status, exception note: no launch before the brand is verified."""
        known = agents.agent(pod, number)
        if known and not agents.has_brand(known):
            raise demands.Unacceptable(
                "The launch request failed due to missing brand verification details "
                "(email, contact name, website URL, or contacts)"
            )

    def _add_carriers(self, request: Request, keep: bool) -> Answer:
        payload = demands.read_json(request.body)
        number, launch_id = demands.carrier_launch(payload)
        chosen = demands.regions(payload, request.pod)
        with self.store.lock:
            stored = self._find_launch(request.pod, number, launch_id)
            if not stored:
                raise demands.Unacceptable(f"Launch {launch_id} not found for agent {number}")
            rows = [self._new_attempt(stored, carrier, words) for carrier, words in chosen]
            if keep:
                with self.store.change():
                    again = {row["id"] for row in rows}
                    stored["regions"] = [row for row in stored["regions"] if row["id"] not in again] + rows
        return replies.carriers_added(stored, rows)

    def _new_attempt(self, stored: dict[str, Any], carrier: Carrier, words: dict[str, str]) -> dict[str, Any]:
        """The carrier, asked for the first time or once more after it rejected."""
        before = next((row for row in stored["regions"] if row["id"] == carrier.id), None)
        if before and self._state(carrier, before) != REJECTED:
            raise demands.Unacceptable(f"Region {carrier.display_name} is already part of this launch")
        return _asked_region(carrier, words, self.store.now(), before["attempt"] + 1 if before else 1)

    def _status(self, request: Request) -> Answer:
        number, launch_id = (
            request.query.get(name, "").strip() for name in ("agent_number", "agent_launch_id")
        )
        if not number:
            raise demands.Unacceptable("Missing agent number query")
        if not launch_id:
            raise demands.Unacceptable("Missing agent launch ID query")
        with self.store.lock:
            stored = self._find_launch(request.pod, number, launch_id)
            if not stored:
                return provider_failure(replies.NOT_FOUND, "Launch status not found")
            return replies.launch_status(stored, self.states(request.pod, stored))

    def states(self, pod: str, stored: dict[str, Any]) -> list[tuple[Carrier, int]]:
        """What the carriers of a launch say now; those that vanished are left out."""
        asked = [(find(pod, row["id"]), row) for row in stored["regions"]]
        said = [(carrier, self._state(carrier, row)) for carrier, row in asked if carrier]
        return [(carrier, state) for carrier, state in said if state != NOT_REPORTED]

    def _state(self, carrier: Carrier, row: dict[str, Any]) -> int:
        age = self.store.now() - row["asked_at"]
        return state_of(carrier, age=age, attempt=row["attempt"], decide_after=self.decide_after)

    def _find_launch(self, pod: str, number: str, launch_id: str) -> dict[str, Any] | None:
        stored = self.store.launches(pod).get(launch_id.lower())
        return stored if stored and stored["agent_no"] == number else None

    def _agent(self, request: Request) -> Answer:
        number = request.agent_no
        asked = scenarios.by_agent(number)
        found = agents.agent(request.pod, number)
        if asked:
            found = agents.training_agent(number, asked.scenario.title)
        if not found:
            return provider_failure(FAILED["agent"], f"Agent {number} not found")
        return replies.success("Agent details fetched successfully", found)


def _asked_region(carrier: Carrier, words: dict[str, str], now: float, attempt: int) -> dict[str, Any]:
    return {
        "id": carrier.id,
        "sent_region_id": words.get("region_id", ""),
        "sent_region": words.get("region", ""),
        "asked_at": now,
        "attempt": attempt,
    }


def folded(name: str) -> str:
    return name.strip().casefold()
