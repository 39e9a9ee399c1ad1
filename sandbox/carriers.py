"""How carriers decide: a question to the clock, so that nothing has to run for time to pass."""

from __future__ import annotations

from hashlib import sha256

from sandbox.catalogue import Carrier

# Google's order of launch states; Kaleyra publishes none beyond 0 (right after creation).
SUBMITTED, PENDING, LAUNCHED, REJECTED, SUSPENDED = 0, 2, 3, 4, 5
NOT_REPORTED = -1

#: decision -> what the carrier says from which moment on; 1 is the moment of its decision.
DECISIONS: dict[str, tuple[tuple[float, int], ...]] = {
    "launches": ((0.3, PENDING), (1, LAUNCHED)),
    "rejects": ((0.3, PENDING), (1, REJECTED)),
    "rejects once": ((0.3, PENDING), (1, REJECTED)),
    "changes its mind": ((0.3, PENDING), (1, REJECTED), (3, LAUNCHED)),
    "suspends": ((0.3, PENDING), (1, LAUNCHED), (2, SUSPENDED)),
    "slow": ((0.3, PENDING), (10, LAUNCHED)),
    "goes back": ((0.3, PENDING), (1, LAUNCHED), (2, PENDING), (3, LAUNCHED)),
    "vanishes": ((0.3, PENDING), (1, LAUNCHED), (2, NOT_REPORTED)),
    "state 9": ((0.3, PENDING), (1, 9)),
}


def state_of(carrier: Carrier, *, age: float, attempt: int, decide_after: float) -> int:
    """What the carrier says `age` seconds after it was asked; NOT_REPORTED where the reply leaves it out."""
    decision = carrier.decision
    if decision == "rejects once" and attempt > 1:
        decision = "launches"
    moment = decide_after * pace(carrier)
    said = SUBMITTED
    for when, state in DECISIONS[decision]:
        if age >= when * moment:
            said = state
    return said


def pace(carrier: Carrier) -> float:
    """Between 0.7 and 1.3, always the same for a carrier: they don't all answer at once."""
    return 0.7 + 0.6 * sha256(carrier.id.encode()).digest()[0] / 255
