"""What `make run` does around the portal: look whether its ports are free, start everything, say where it is.

    python -m rcsportal.demo start 8000 8001

The Procfile calls it again: the web server loads the demo before it answers, the worker waits for the web server.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import urlopen

ACCOUNTS = ("marketing", "reviewer", "admin")
SILENT, UNWELL = 0, 503  # No answer at all; an answer, but database or worker are down.
PAUSE = 0.1  # seconds between two questions


def ports(*numbers: int) -> int:
    """Name the ports that are in use, and the ways out; 1 if there is one."""
    taken = [port for port in numbers if is_busy(port)]
    for port in taken:
        print(f"Port {port} is in use.", file=sys.stderr)
    if taken:
        print(f"Does the portal run already? If not: make run PORT={numbers[0] + 100}", file=sys.stderr)
    return 1 if taken else 0


def is_busy(port: int) -> bool:
    """Whether somebody listens on this port of this machine."""
    with socket.socket() as probe:
        # As the web server will do it: a connection that ended a moment ago is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False


def start(web: str, sandbox: str) -> int:
    """Everything in the Procfile runs until Ctrl-C, a SIGTERM or a closed terminal. 1 if a port is in use."""
    port = int(web)
    if ports(port, int(sandbox)):
        return 1
    from honcho.command import main as honcho  # noqa: PLC0415 (whoever waits need not wait for it)

    os.environ["WEB_PORT"] = web  # honcho gives each process a PORT of its own
    threading.Thread(target=announce, args=[port], daemon=True).start()
    signal.signal(signal.SIGHUP, stop_in_silence)
    # No file for honcho: .env is read by the settings, in their own way.
    honcho(["--env", os.devnull, "start"])
    return 0


def serve(*options: str) -> int:
    """The web server answers once tables, people and launches are there; without them it ends, and so does the rest.

    Meanwhile it checks the configuration, which loads most of the modules that it needs.
    """
    loading = subprocess.Popen([sys.executable, "manage.py", "load_demo", "--migrate"])
    from django.core.management import execute_from_command_line  # noqa: PLC0415 (as honcho)
    from gunicorn.app.wsgiapp import run  # noqa: PLC0415 (as honcho)

    from rcsportal import wsgi  # noqa: PLC0415 (as honcho)

    execute_from_command_line(["manage.py", "check"])
    if loading.wait():
        return loading.returncode
    sys.argv = ["gunicorn", wsgi.__name__, *options]
    run()
    return 0


def work() -> int:
    """The worker begins once the web server answers: then there is something to do."""
    while health(os.environ["WEB_PORT"]) == SILENT:
        time.sleep(PAUSE)
    os.execv(sys.executable, [sys.executable, "manage.py", "worker"])  # noqa: S606 (our own)


def stop_in_silence(*_: object) -> None:
    """Stop as on SIGTERM, which alone honcho knows; a terminal that is gone takes no last words."""
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        os.dup2(nowhere.fileno(), sys.stderr.fileno())
    os.kill(os.getpid(), signal.SIGTERM)


def announce(port: int) -> None:
    """Say where the portal is once it answers and its worker runs: before that its pages say that none does."""
    while health(port) in (SILENT, UNWELL):
        time.sleep(PAUSE)
    print(welcome(f"http://127.0.0.1:{port}/"), flush=True)


def health(port: int | str) -> int:
    """The HTTP status with which the portal says how it is; SILENT while it does not answer."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return int(answer.status)
    except HTTPError as problem:
        return problem.code
    except OSError:
        return SILENT


def welcome(address: str) -> str:
    """The address and, where demo people exist, their names and password; else how the first account is made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rcsportal.settings")
    logging.getLogger("environ").setLevel(
        logging.WARNING
    )  # honcho shows everything, that there is no .env too
    from django.conf import settings  # noqa: PLC0415 (as honcho)

    from rcsportal.kaleyra_env import are_played_here  # noqa: PLC0415 (as honcho)

    lines = [f"The portal is ready:  {address}", f"Review queue:         {address}admin/"]
    if settings.DEBUG and are_played_here(settings.KALEYRA_PODS):
        lines += [
            f"Accounts:             {', '.join(ACCOUNTS)}",
            f"Password of each:     {os.environ.get('DEMO_PASSWORD', 'launch-demo')}",
        ]
    else:
        debug = "DEBUG=1 " if settings.DEBUG else ""
        lines += [f"The first account:    {debug}.venv/bin/python manage.py createsuperuser"]
    lines += ["Stop everything:      Ctrl-C"]
    rule = "-" * 60
    return "\n".join(["", rule, *(f"  {line}" for line in lines), rule, ""])


if __name__ == "__main__":
    verb, *words = sys.argv[1:]
    verbs: dict[str, Callable[..., int]] = {"start": start, "serve": serve, "work": work}
    sys.exit(verbs[verb](*words))
