"""One call of our client beside bare `requests`, against the same server in one run.

    .venv/bin/python -m benchmarks.client_call [rounds]

Server and client share the machine, so the server's share of the time is in every figure. What counts are the ratios.
"""

import asyncio
import json
import multiprocessing
import re
import statistics
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from time import perf_counter
from typing import cast

import requests

from launches.kaleyra import Account, KaleyraClient

LAUNCH_ID = "1370ed9d-53ed-47ec-b150-e2aaaaaaaa3d"
REGIONS = [{"region_id": f"r{number}", "region": f"n{number}", "launch_state": 2} for number in range(5)]
ANSWER = json.dumps(
    {
        "code": "RCS902",
        "data": {"launch": {"agent_launch_id": LAUNCH_ID}, "regions": REGIONS},
        "error": {},
    }
).encode()
BODY = json.dumps({"launch": {"optin_description": "On our site. " * 40}, "regions": REGIONS})


HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(ANSWER)}\r\n\r\n".encode()
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Answering(asyncio.Protocol):
    """Answers every request in the same way, and as cheaply as can be: the client is what is measured."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.waiting = b""

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, rest = self.waiting.partition(b"\r\n\r\n")
            found = LENGTH.search(head)
            length = int(found[1]) if found else 0
            if len(rest) < length:
                return
            self.waiting = rest[length:]
            self.transport.write(HEAD + ANSWER)


def serve(tell: Connection) -> None:
    """A server in a process of its own, which says its port."""

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0)
        tell.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def medians(
    calls: dict[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = perf_counter,
    warm_up: int = 20,
) -> dict[str, float]:
    """Microseconds of each call, the calls taking turns so that noise falls on all of them."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(rounds + warm_up):
        for name, call in calls.items():
            began = clock()
            call()
            if number >= warm_up:
                taken[name].append((clock() - began) * 1e6)
    return {name: statistics.median(values) for name, values in taken.items()}


def compare(url: str, rounds: int) -> None:
    """Print both tables."""
    client = KaleyraClient(Account("IN", url, "HXIN6913850", "abc"))
    session = requests.Session()
    headers = {"api-key": "abc", "Content-Type": "application/json"}
    status = f"{url}/v1/HXIN6913850/rcs/agent/agentlaunchstatus"
    query = {"agent_number": "2600", "agent_launch_id": LAUNCH_ID}
    launch = f"{url}/v1/HXIN6913850/rcs/agent/launch"
    data = BODY.encode()

    reads: dict[str, Callable[[], object]] = {
        "requests.get, .json()": lambda: requests.get(
            status, params=query, headers=headers, timeout=5
        ).json(),
        "Session.get, .json()": lambda: session.get(status, params=query, headers=headers, timeout=5).json(),
        "KaleyraClient.launch_status": lambda: client.launch_status(
            agent_no="2600", agent_launch_id=LAUNCH_ID
        ),
    }
    writes: dict[str, Callable[[], object]] = {
        "requests.post, .json()": lambda: requests.post(launch, data=data, headers=headers, timeout=5).json(),
        "Session.post, .json()": lambda: session.post(launch, data=data, headers=headers, timeout=5).json(),
        "KaleyraClient.launch_agent": lambda: client.launch_agent(BODY),
    }
    show("A read", medians(reads, rounds))
    show("A change (ours on a connection of its own, on purpose)", medians(writes, rounds))
    session.close()
    client.close()


def show(title: str, figures: dict[str, float]) -> None:
    """Print one table; the first row is 1.00."""
    first = next(iter(figures.values()))
    print(f"\n{title:<56}{'µs':>8}{'ratio':>8}")
    for name, figure in figures.items():
        print(f"  {name:<54}{figure:>8.0f}{figure / first:>8.2f}")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        compare(f"http://127.0.0.1:{ours.recv()}", rounds)
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
