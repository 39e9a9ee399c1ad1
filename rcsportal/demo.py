"""What `make run` does around the portal: look whether its ports are free, start everything, say where it is.

python -m rcsportal.demo ports 8000 8001
python -m rcsportal.demo start 8000
"""

import os
import signal
import socket
import sys
import threading
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ACCOUNTS = ("marketing", "reviewer", "admin")
PATIENCE = 60  # seconds until the web must have answered


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


def start(port: int) -> int:
    """Everything in the Procfile runs until Ctrl-C, a SIGTERM or a closed terminal."""
    from honcho.command import main as honcho  # noqa: PLC0415 (whoever looks for free ports need not wait for it)

    threading.Thread(target=announce, args=[port], daemon=True).start()
    signal.signal(signal.SIGHUP, stop_in_silence)
    # No file for honcho: .env is read by the settings, in their own way.
    honcho(["--env", os.devnull, "start", "--port", str(port)])
    return 0


def stop_in_silence(*_: object) -> None:
    """Stop as on SIGTERM, which alone honcho knows; a terminal that is gone takes no last words."""
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        os.dup2(nowhere.fileno(), sys.stderr.fileno())
    os.kill(os.getpid(), signal.SIGTERM)


def announce(port: int) -> None:
    """Say where the portal is once it answers."""
    address = f"http://127.0.0.1:{port}/"
    deadline = time.monotonic() + PATIENCE
    while not answers(f"{address}sign-in/"):
        if time.monotonic() > deadline:
            return
        time.sleep(0.2)
    print(welcome(address), flush=True)


def answers(address: str) -> bool:
    """Whether the web server answers, in whatever mood."""
    try:
        urlopen(address, timeout=5).close()  # noqa: S310 (our own address)
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
    return True


def welcome(address: str) -> str:
    """The address and, where demo people exist, their names and password."""
    import environ  # noqa: PLC0415 (as honcho)

    env = environ.Env()
    lines = [f"The portal is ready:  {address}"]
    if env.bool("DEBUG", default=False):
        lines += [
            f"Review queue:         {address}admin/",
            f"Accounts:             {', '.join(ACCOUNTS)}",
            f"Password of each:     {env.str('DEMO_PASSWORD', default='launch-demo')}",
        ]
    lines += ["Stop everything:      Ctrl-C"]
    rule = "-" * 60
    return "\n".join(["", rule, *(f"  {line}" for line in lines), rule, ""])


if __name__ == "__main__":
    verb, *numbers = sys.argv[1:]
    sys.exit(start(int(numbers[0])) if verb == "start" else ports(*map(int, numbers)))
