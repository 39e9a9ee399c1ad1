"""Refresh beside the ideal: so many calls at once to a Kaleyra that answers each after 100 ms.

    .venv/bin/python -m benchmarks.refresh [--calls 64 256] [--workers 1] [--seconds 6] [--rounds 3]
                                           [--databases sqlite postgres]

A round has two halves. In the first nothing is known of what Kaleyra says, so every answer is read; in the second the
same launches are due again, and most answers are the same to the letter.

The ideal is calls / latency. Server, portal and PostgreSQL share the machine, so the best of some rounds is told.
Several workers are as many processes: they share the calls and the launches; memory, transactions and processor time
are added up. Beside the portal's stands the processor time of a status that Kaleyra and PostgreSQL took.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks import spent
from benchmarks.refresh_kaleyra import answering
from tests.ground import postgres

LATENCY = 0.1
HALVES = ("first", "again")
COLUMNS = (
    "database",
    "answers",
    "calls",
    "workers",
    "launches",
    "seconds",
    "per second",
    "ideal",
    "memory",
    "writes/s",
    "CPU/status",
    "Kaleyra's",
    "database's",
    "bytes",
)


def main() -> None:
    """Print a table: one row for each database and number of calls."""
    asked = _arguments()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors before")
    print("".join(f"{column:>12}" for column in COLUMNS))
    for database in asked.databases:
        for calls in asked.calls:
            rounds = [_round(database, calls, asked.workers, asked.seconds) for _ in range(asked.rounds)]
            for half, name in enumerate(HALVES):
                best = min((figures[half] for figures in rounds), key=lambda figures: figures["seconds"])
                _print(database, name, calls, asked.workers, best)
    print(f"load {os.getloadavg()[0]:.1f} after")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--calls", type=int, nargs="+", default=[64, 256], help="at once, of all workers together"
    )
    parser.add_argument("--workers", type=int, default=1, help="processes that share the work")
    parser.add_argument("--seconds", type=float, default=6, help="that a round takes in the ideal case")
    parser.add_argument("--rounds", type=int, default=3, help="of which the best is told")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgres"])
    return parser.parse_args()


def _round(database: str, calls: int, workers: int, seconds: float) -> list[dict[str, float]]:
    """The figures of both halves of one round, with a new database and a new server."""
    launches = round(calls / LATENCY * seconds)
    with ExitStack() as ending:
        url = ending.enter_context(answering(LATENCY))
        others = {"kaleyra": multiprocessing.active_children()[0].pid or 0}
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="portal-refresh-")))
        address = f"sqlite:///{folder / 'portal.sqlite3'}"
        if database == "postgres":
            server = ending.enter_context(postgres.running())
            address, others["database"] = postgres.make_database(server, "refresh"), spent.postgres_at(server)
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "benchmarks.audit_settings",  # an engine that wakes nobody
            "ENV_FILE": os.devnull,
            "DEBUG": "0",
            "SECRET_KEY": "a-key-for-this-measurement-alone-long-enough-to-please-every-check-012345",
            "VAR_DIR": str(folder),
            "DATABASE_URL": address,
            "KALEYRA_NA_URL": url,
            "KALEYRA_NA_SID": "MEASURE-SID",
            "KALEYRA_NA_API_KEY": "measure-key",
            "LONGEST_ROUND": str(20 * seconds),
        }
        _end(_begin("fill", launches, environment))
        halves, size = [], float(_end(_begin("size", launches, environment)))
        for _ in HALVES:
            _end(_begin("due", launches, environment))
            before = _spent(others)
            figures = _measure([_begin("measure", calls // workers, environment) for _ in range(workers)])
            figures |= {name: after - before[name] for name, after in _spent(others).items()}
            grown = float(_end(_begin("check", launches, environment)))
            halves.append(figures | {"bytes": grown - size})
            size = grown
        return halves


def _spent(others: dict[str, int]) -> dict[str, float]:
    return {name: spent.of_server(pid) for name, pid in others.items()}


def _begin(what: str, number: int, environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.refresh_round", what, str(number)]
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _end(process: subprocess.Popen[str]) -> str:
    told, _ = process.communicate()
    if process.returncode:
        raise SystemExit(process.returncode)
    return told


def _measure(workers: Sequence[subprocess.Popen[str]]) -> dict[str, float]:
    """The figures of all workers together, which begin at once."""
    for worker in workers:
        assert worker.stdout
        worker.stdout.readline()  # it is ready
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    each = [dict[str, float](json.loads(_end(worker))) for worker in workers]
    added = {name: sum(figures[name] for figures in each) for name in each[0]}
    seconds = max(figures["ended"] for figures in each) - min(figures["began"] for figures in each)
    return added | {"seconds": seconds}


def _print(database: str, answers: str, calls: int, workers: int, figures: dict[str, float]) -> None:
    rate = figures["launches"] / figures["seconds"]
    told = (
        database,
        answers,
        calls,
        workers,
        round(figures["launches"]),
        f"{figures['seconds']:.2f}",
        f"{rate:.0f}",
        f"{rate * LATENCY / calls:.1%}",
        f"{figures['memory']:.0f} MB",
        f"{figures['writes'] / figures['seconds']:.1f}",
        *(
            f"{figures.get(whose, 0) / figures['launches'] * 1e6:.0f} µs"
            for whose in ("processor", "kaleyra", "database")
        ),
        f"{figures['bytes'] / figures['launches']:.0f}",
    )
    print("".join(f"{value:>12}" for value in told), flush=True)


if __name__ == "__main__":
    main()
