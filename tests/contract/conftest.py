"""An account whose key and SID are easy to find where they must not be, and clients that are closed again."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from launches.kaleyra import Account, KaleyraClient, Options

from .faultserver import FaultServer

# A busy machine is no reason to doubt an answer; only where none is expected is waiting for it in vain.
PATIENT = {"connect_timeout": 20.0, "read_timeout": 20.0, "total_timeout": 40.0}
HASTY = {"read_timeout": 1.0, "total_timeout": 2.0}

KEY = "canary5b8497f58a94e84b671aca43key"
SID = "HXIN6913850canary"

MakeClient = Callable[..., KaleyraClient]
MakeServer = Callable[..., FaultServer]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a proxy nor a certificate bundle of the machine's own, unless a test sets one."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def client_of() -> Iterator[MakeClient]:
    """Make a client of a server (or of an address), patient unless the options say otherwise."""
    made: list[KaleyraClient] = []

    def make(server: FaultServer | str, **options: Any) -> KaleyraClient:
        url = server if isinstance(server, str) else server.url
        made.append(KaleyraClient(Account("IN", url, SID, KEY), Options(**PATIENT | options)))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def serve() -> Iterator[MakeServer]:
    """Start fault servers that end with the test."""
    made: list[FaultServer] = []

    def start(*script: Any, **options: Any) -> FaultServer:
        made.append(FaultServer(*script, **options))
        return made[-1]

    yield start
    for server in made:
        server.close()
