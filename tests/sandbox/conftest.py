"""A sandbox of each test's own, on a real socket, and somebody to call it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from typing import Any

import pytest

from sandbox import samples
from sandbox.catalogue import find
from sandbox.server import Sandbox, start

LAUNCH = "/v1/SANDBOX-SID/rcs/agent/launch"
CARRIER_LAUNCH = "/v1/SANDBOX-SID/rcs/agent/carrierlaunch"
STATUS = "/v1/SANDBOX-SID/rcs/agent/agentlaunchstatus"
REGIONS = "/v1/SANDBOX-SID/rcs/agent/agent_regions"
AGENTS = "/v1/SANDBOX-SID/rcs/agents"


@dataclass
class Reply:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return self.json["code"]

    @property
    def inner(self) -> str:
        """The message inside the JSON inside error_message."""
        return json.loads(self.json["error"]["error_message"])["message"]


class Caller:
    """Calls one sandbox, each time on a fresh connection."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.headers = {"api-key": "sandbox-key", "Content-Type": "application/json"}

    def get(self, path: str, **query: str) -> Reply:
        words = "&".join(f"{name}={value}" for name, value in query.items())
        return self.send("GET", f"{path}?{words}" if words else path)

    def post(self, path: str, payload: object) -> Reply:
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return self.send("POST", path, body)

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.sandbox.port, timeout=30)
        fresh = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, {**self.headers, **fresh})
            response = connection.getresponse()
            return Reply(response.status, response.msg, response.read())
        finally:
            connection.close()

    def launch(self, *carriers: str, path: str = LAUNCH, **values: Any) -> Reply:
        return self.post(path, launch_payload(*carriers, **values))

    def launch_id(self, *carriers: str, **values: Any) -> str:
        return self.launch(*carriers, **values).json["data"]["launch"]["agent_launch_id"]

    def status(self, launch_id: str, agent_no: str = "48900") -> Reply:
        return self.get(STATUS, agent_number=agent_no, agent_launch_id=launch_id)

    def states(self, launch_id: str, agent_no: str = "48900") -> list[int]:
        return [row["launch_state"] for row in self.status(launch_id, agent_no).json["data"]["regions"]]


def region(name: str, pod: str = "NA") -> dict[str, str]:
    """A region as the portal sends it with a launch: its id in both places."""
    carrier = find(pod, name)
    assert carrier, name
    return {"region_id": carrier.id, "region": carrier.id}


def launch_payload(*carriers: str, pod: str = "NA", **values: Any) -> dict[str, Any]:
    """The documents' sample request for these carriers, some values changed; None takes one out."""
    payload = json.loads(samples.LAUNCH_REQUEST)
    launch = {**payload["launch"], **values}
    payload["launch"] = {name: value for name, value in launch.items() if value is not None}
    payload["regions"] = [region(name, pod) for name in carriers]
    return payload


class HandClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1_768_221_778.0  # Jan 12, 2026, 12:42:58 PM, the moment of the documents' sample

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def kaleyra(clock: HandClock) -> Iterator[Sandbox]:
    """A sandbox whose carriers decide after about ten seconds of the hand clock."""
    running = start(decide_after=10, clock=clock)
    yield running
    running.stop()


@pytest.fixture
def call(kaleyra: Sandbox) -> Caller:
    return Caller(kaleyra)
