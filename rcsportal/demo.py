"""What `make run` says: first whether the ports are free, at last where the portal is and who may enter.

python -m rcsportal.demo ports 8000 8001
python -m rcsportal.demo announce 8000
"""

import os
import socket
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import environ

ACCOUNTS = ("marketing", "reviewer", "admin")
PATIENCE = 60  # seconds until the web must have answered


def busy(port: int) -> bool:
    """Whether somebody listens on this port of this machine."""
    with socket.socket() as probe:
        # As the web server will do it: a connection that ended a moment ago is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False


def complain_about(ports: list[int]) -> int:
    """Name the ports that are in use and the way out; 1 if there is one."""
    taken = [port for port in ports if busy(port)]
    for port in taken:
        print(f"Port {port} is in use. Choose another: make run PORT={port + 100}", file=sys.stderr)
    return 1 if taken else 0


def answers(address: str) -> bool:
    """Whether the web server answers, in whatever mood."""
    try:
        urlopen(address, timeout=2).close()  # noqa: S310 (our own address)
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
    return True


def announce(port: int) -> int:
    """Say where the portal is once it answers. Silent when whoever started us is gone by then."""
    parent = os.getppid()
    deadline = time.monotonic() + PATIENCE
    address = f"http://127.0.0.1:{port}/"
    while not answers(f"{address}healthz"):
        if os.getppid() != parent or time.monotonic() > deadline:
            return 1
        time.sleep(0.2)
    print(welcome(address), flush=True)
    return 0


def welcome(address: str) -> str:
    """The address, and, where demo people exist, their names and password."""
    env = environ.Env()
    env.read_env(env.str("ENV_FILE", default=".env"))
    lines = [f"The portal is ready:  {address}"]
    if env.bool("DEBUG", default=False):
        accounts = ", ".join(ACCOUNTS)
        lines += [
            f"Sign in as:           {accounts}",
            f"Password:             {env.str('DEMO_PASSWORD', 'launch-demo')}",
        ]
        lines += [f"Review queue:         {address}admin/  (as reviewer)"]
    lines += ["Stop everything:      Ctrl-C"]
    rule = "-" * 60
    return "\n".join(["", rule, *(f"  {line}" for line in lines), rule, ""])


def main(verb: str, *ports: str) -> int:
    """Carry out one verb."""
    numbers = [int(port) for port in ports]
    return announce(numbers[0]) if verb == "announce" else complain_about(numbers)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
