"""`make run`, as a newcomer meets it: started in a terminal, used, stopped."""

import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from rcsportal import demo

PROJECT = Path(__file__).resolve().parent.parent
READY = "The portal is ready"


@pytest.fixture
def ports():
    """Two free ports in a row, as `make run` uses them; drawn, because other tests look for some as well."""
    drawn = (random.randrange(20_000, 30_000) for _ in range(1_000))
    first = next(port for port in drawn if not demo.is_busy(port) and not demo.is_busy(port + 1))
    return first, first + 1


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """Where the portal keeps its data: whoever starts it again finds them there, as on a newcomer's machine."""
    return tmp_path_factory.mktemp("make-run")


@pytest.fixture
def run(ports, var, tmp_path):
    """`make run` in a group of its own, as a terminal starts it; what it says goes into a file."""
    said = tmp_path / "said.txt"
    environment = {**os.environ, "PORT": str(ports[0]), "VAR_DIR": str(var)}
    for name in (
        "DATABASE_URL",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "PORTAL_URL",
        "MFLAGS",
    ):
        environment.pop(name, None)
    started = []

    def start(**told):
        with said.open("wb") as output:
            process = subprocess.Popen(
                ["make", "run"],
                cwd=PROJECT,
                env=environment | told,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(process)
        return process, said

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=180)


def wait_for(text, said, process):
    deadline = time.monotonic() + 240
    while text not in said.read_text():
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < deadline, said.read_text()
        time.sleep(0.1)


@pytest.mark.long
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGHUP])
def test_it_starts_everything_and_leaves_nothing_running(run, ports, ending):
    process, said = run()
    wait_for(READY, said, process)
    page = urlopen(f"http://127.0.0.1:{ports[0]}/", timeout=180).read().decode()
    assert (demo.health(ports[0]), "ERROR" in said.read_text()) == (200, False)

    os.killpg(process.pid, ending)
    process.wait(timeout=180)

    assert "<html" in page
    for line in ("marketing, reviewer, admin", "launch-demo", f"http://127.0.0.1:{ports[0]}/"):
        assert line in said.read_text()
    assert "Traceback" not in said.read_text()
    deadline = time.monotonic() + 180  # A closed terminal is not waited for.
    while any(map(demo.is_busy, ports)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [port for port in ports if demo.is_busy(port)] == []


def test_it_says_which_port_is_in_use_before_it_starts_anything(run, ports):
    with socket.create_server(("127.0.0.1", ports[1])):
        process, said = run()
        code = process.wait(timeout=180)

    assert code != 0
    assert f"Port {ports[1]} is in use." in said.read_text()
    assert "started" not in said.read_text()


def test_it_ends_and_says_why_when_the_configuration_is_wrong(run):
    process, said = run(KALEYRA_PATH_FORM="scenic")
    code = process.wait(timeout=180)

    assert code != 0
    assert "KALEYRA_PATH_FORM is not known." in said.read_text()
    assert READY not in said.read_text()


@pytest.mark.parametrize("line", ['"two words"\r', "'two words'", "two words  "])
def test_it_reads_a_password_from_the_file_as_the_settings_do(line, tmp_path):
    (tmp_path / ".env").write_text(f"DEBUG=1\nDEMO_PASSWORD={line}\nPORT=1\n")

    said = subprocess.run(
        [
            "make",
            "-f",
            PROJECT / "Makefile",
            "--eval=show: ; $(info $(call in_env_file,DEMO_PASSWORD).)",
            "show",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.stdout.splitlines()[0] == "two words."
