"""`python -m sandbox`: a pretend Kaleyra in the foreground, until SIGINT or SIGTERM."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading

from sandbox.api import Account
from sandbox.server import start


def main() -> int:
    options = read_options()
    try:
        sandbox = start(
            host=options.host,
            port=options.port,
            state_file=options.state,
            sid=options.sid,
            api_key=options.api_key,
            decide_after=options.decide_after / options.speed,
            delay=options.delay,
            failure_rate=options.failure_rate,
            quiet=options.quiet,
        )
    except OSError as problem:
        print(f"The sandbox cannot listen on {options.host}:{options.port}: {problem}", file=sys.stderr)
        return 1
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopped.set())
    if sandbox.store.trouble:
        print(f"Sandbox: {sandbox.store.trouble}", file=sys.stderr)
    print(f"Sandbox listening on {sandbox.url} (nothing reaches a carrier)", flush=True)
    if sandbox.store.memory.misbehaves:
        print(f"Orders, latency or failures are set: {sandbox.url}/control", flush=True)
    stopped.wait()
    sandbox.stop()
    return 0


def read_options() -> argparse.Namespace:
    """What the command line says; what it leaves out, the environment; else the defaults."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--quiet", action="store_true", help="no line for each call")
    for name, kind, default, words in (
        ("host", str, "127.0.0.1", "address to listen on"),
        ("port", int, 8001, "port to listen on; 0 takes a free one"),
        ("state", str, "var/sandbox.json", "file that remembers launches; empty for none"),
        ("sid", str, Account.sid, "account SID to accept"),
        ("api-key", str, Account.api_key, "api-key to accept"),
        ("decide-after", float, 8.0, "seconds until carriers decide, more or less"),
        ("speed", float, 1.0, "how much faster carriers decide"),
        ("delay", float, None, "seconds before each answer"),
        ("failure-rate", float, None, "share of calls that fail, 0 to 1"),
    ):
        variable = f"SANDBOX_{name.upper().replace('-', '_')}"
        # A text default goes through `kind` like a typed one, so a bad variable is reported the same way.
        given = os.environ.get(variable, default)
        parser.add_argument(f"--{name}", type=kind, default=given, help=f"{words} ({variable}; {default})")
    options = parser.parse_args()
    if options.speed <= 0:
        parser.error("--speed must be above 0")
    return options


if __name__ == "__main__":
    sys.exit(main())
