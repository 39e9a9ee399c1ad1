"""What people write first, met by the same misbehaviour: it shows that the audit can fail."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import requests

from benchmarks.audit_kaleyra import Kaleyra

TRIES = 3


def run(how_many: int, kaleyra: Kaleyra) -> Counter[str]:
    """So many were sent by a client with three tries. Answers how often it broke which promise, and says so."""
    bodies = {f"naive_{n}": f'{{"launch": {{"launch_name": "naive_{n}"}}}}' for n in range(how_many)}
    with ThreadPoolExecutor(16) as pool:
        sent = pool.map(lambda body: _send(f"{kaleyra.url}/launch", body), bodies.values())
        said = dict(zip(bodies, sent, strict=True))
    taken = {name: kaleyra.books[name].taken for name in said}
    broken = Counter(
        {
            "duplicates": sum(times > 1 for times in taken.values()),
            "called failed, but taken": sum(taken[name] > 0 and not said[name] for name in said),
            "called accepted, but not taken": sum(taken[name] == 0 and said[name] for name in said),
        }
    )
    print(f"\nA naive client (requests.post, {TRIES} tries), not even killed")
    for what, number in {"submissions": how_many, "calls": kaleyra.calls, **broken}.items():
        print(f"  {what:<44}{number:>14}")
    return broken


def _send(url: str, body: str) -> bool:
    """Whether one of three tries was answered with a 2xx."""
    for _ in range(TRIES):
        try:
            if requests.post(url, data=body, headers={"Content-Type": "application/json"}, timeout=2).ok:
                return True
        except requests.RequestException:
            continue
    return False
