"""A whole portal with demo data while somebody looks at it: sandbox, worker and web in a folder of their own."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

PROJECT = Path(__file__).resolve().parent.parent
PASSWORD = "launch-demo"
PATIENCE = 60  # seconds for each part to answer


@contextmanager
def running(*, debug: bool) -> Iterator[str]:
    """The address of the portal. Without `debug` it serves as in production, but over plain HTTP, to this machine."""
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="demo-portal-")))
        port, sandbox_port = free_port(), free_port()
        trying = _environment(folder, port, sandbox_port)
        state = ["--state", str(folder / "sandbox.json"), "--decide-after", "4"]
        sandbox = [sys.executable, "-m", "sandbox", "--quiet", "--port", str(sandbox_port), *state]
        ending.enter_context(_part(sandbox, trying, folder))
        _wait_for(f"http://127.0.0.1:{sandbox_port}/")
        for verb in ("migrate", "load_demo"):
            _manage(verb, trying)
        serving = trying if debug else _in_earnest(trying)
        _manage("collectstatic", serving, "--no-input")
        ending.enter_context(_part([sys.executable, "manage.py", "worker"], trying, folder))
        web = ["-m", "gunicorn", "rcsportal.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
        ending.enter_context(_part([sys.executable, *web, "--no-control-socket"], serving, folder))
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/sign-in/")
        yield address


def _environment(folder: Path, port: int, sandbox_port: int) -> dict[str, str]:
    ours = ("KALEYRA_", "LAUNCH_", "SANDBOX_", "SECURE_", "DATABASE_", "HUEY_", "CSRF_", "DEMO_")
    foreign = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    (folder / "static").mkdir()
    return foreign | {
        "ENV_FILE": os.devnull,
        "DEBUG": "1",
        "SECRET_KEY": "for-the-demo-on-this-machine-alone-and-long-enough-to-please-0123456789",
        "VAR_DIR": str(folder),
        "PORTAL_URL": f"http://127.0.0.1:{port}",
        "SANDBOX_URL": f"http://127.0.0.1:{sandbox_port}",
        "DEMO_PASSWORD": PASSWORD,
        "LOG_LEVEL": "WARNING",
    }


def _in_earnest(trying: dict[str, str]) -> dict[str, str]:
    return trying | {"DEBUG": "0", "ALLOWED_HOSTS": "127.0.0.1", "SECURE_SSL_REDIRECT": "0"}


def _manage(verb: str, environment: dict[str, str], *words: str) -> None:
    command = [sys.executable, "manage.py", verb, "--verbosity", "0", *words]
    subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, check=True)


@contextmanager
def _part(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / "parts.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urlopen(address, timeout=5).close()
        except HTTPError:
            return
        except (URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return
