"""`python -m sandbox` as a process of its own, and what it may import."""

import ast
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.sandbox.conftest import AGENTS, Caller

ROOT = Path(__file__).parents[2]


class Process:
    """A sandbox on a free port, started with these options."""

    def __init__(self, *options, **environment):
        self.running = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "--port", "0", *options],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        self.first_line = self.running.stdout.readline()
        port = re.search(r":(\d+)", self.first_line)
        assert port, self.running.communicate()
        self.call = Caller(SimpleNamespace(port=int(port[1])))
        return self

    def __exit__(self, *_):
        self.running.kill()
        self.running.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_listens_and_stops_cleanly_when_told(tmp_path, number):
    with Process("--state", str(tmp_path / "sandbox.json")) as process:
        assert re.fullmatch(
            r"Sandbox listening on http://127\.0\.0\.1:\d+ \(nothing reaches a carrier\)\n",
            process.first_line,
        )
        assert process.call.get(AGENTS).status == 200

        logged = process.running.stdout.readline()  # written when the answer is on its way already
        assert re.fullmatch(r"\d\d:\d\d:\d\d GET /v1/SANDBOX-SID/rcs/agents 200 \d+ ms\n", logged)

        process.running.send_signal(number)
        out, problems = process.running.communicate(timeout=30)

        assert (process.running.returncode, out, problems) == (0, "", "")


def test_it_keeps_what_it_acknowledged_when_it_is_killed(tmp_path):
    state = str(tmp_path / "sandbox.json")
    with Process("--state", state, "--quiet") as process:
        launch_id = process.call.launch_id("United States: Verizon")
        process.running.kill()
        process.running.wait()

    with Process("--state", state, "--speed", "1000000") as process:
        assert process.call.states(launch_id) == [3]


def test_it_is_configured_by_the_environment():
    with Process(SANDBOX_SID="MINE", SANDBOX_API_KEY="secret", SANDBOX_STATE="") as process:
        assert process.call.get("/v1/MINE/rcs/agents").status == 401
        assert process.call.send("GET", "/v1/MINE/rcs/agents", api_key="secret").status == 200


def test_it_says_at_the_start_that_it_will_misbehave():
    with Process("--state", "", "--delay", "0.01") as process:
        line = process.running.stdout.readline()

    assert re.fullmatch(r"Orders, latency or failures are set: http://127\.0\.0\.1:\d+/control\n", line)


def test_it_says_so_when_the_port_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "sandbox", "--state", "", "--port", port]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"The sandbox cannot listen on 127.0.0.1:{port}:")


def test_it_imports_nothing_but_the_standard_library():
    """A mistake that portal and sandbox share would be seen by nobody."""
    for file in (ROOT / "sandbox").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0
                names = [node.module or ""]
            for name in names:
                top = name.split(".")[0]
                assert top == "sandbox" or top in sys.stdlib_module_names, f"{file.name} imports {name}"
