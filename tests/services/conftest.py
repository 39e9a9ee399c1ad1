"""A Kaleyra that plays what it is told, and a launch that it follows."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from launches.models import Launch
from tests.contract.faultserver import FaultServer
from tests.factories import make_accepted


@pytest.fixture
def kaleyra(settings) -> Iterator[Callable[..., FaultServer]]:
    """A Kaleyra over raw sockets that plays what it is told: `kaleyra(reset)`.

    Where no answer is to be expected, `kaleyra(silence, timeout=2.0)` waits no longer for one.
    """
    running = []

    def start(*script: Any, timeout: float = 30.0) -> FaultServer:
        server = FaultServer(*script)
        running.append(server)
        settings.KALEYRA_PODS = {
            "NA": {"base_url": server.url, "sid": "a-sid-of-ours", "api_key": "canary-key-1"}
        }
        settings.KALEYRA_TIMEOUT, settings.KALEYRA_READ_TIMEOUT = timeout, timeout
        return server

    yield start
    for server in running:
        server.close()


@pytest.fixture
def launch(sandbox, mona, rita) -> Launch:
    """A launch whose carriers say nothing new by themselves."""
    launch = make_accepted(mona, rita)
    sandbox.move_time(-3600)
    return launch
