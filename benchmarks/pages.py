"""What each page costs beside the least that any page costs: ratios of one run, every page taking its turn.

    .venv/bin/python -m benchmarks.pages [--launches 100000] [--rounds 60] [--databases sqlite postgres]

The floor is a view for somebody who is signed in that answers two bytes. Goals: docs/performance.md. Of several numbers
of launches (`--launches 1000 1000000`) it says as well how much longer a page of the list takes among the most.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.ground import postgres

# The processor's share is of the portal's process alone. It says more than the clock while others use the machine.
COLUMNS = ("", "ms", "x floor", "processor", "goal", "queries", "at most", "KiB")
# At most so many times the floor, and at most so many queries.
GOALS: dict[str, tuple[float, int]] = {
    "list": (4, 5),
    "list, page 1,000": (4, 5),
    "list, last page": (4, 5),
    "counters": (2, 3),
    "unchanged poll": (1.6, 3),
    "launch page": (5, 8),
}
SEARCH_MS = 5.0
# What no multiple of the floor is asked of, because it looks at everything there is: milliseconds.
EVERYTHING = ("overview", "overview of an admin", "matrix", "matrix, live", "insights", "agents")
NARROWED = ("list of a carrier", "list of a pod", "activity, a carrier", "insights of a pod")
AT_MOST_MS = dict.fromkeys((*EVERYTHING, *NARROWED), 150.0)
ADMINS = {"admin list, stock": 10.0, "admin list, ours": None}  # how many times as long as ours, at least
PAGES_OF_LIST = ("list", "list, page 1,000", "list, last page")
PAGES_APART = SIZES_APART = 1.2

Figures = dict[str, dict[str, Any]]


def main() -> int:
    """Print a table for each database; 1 when a goal is missed."""
    asked = _arguments()
    missed = []
    for database in asked.databases:
        rounds = []
        for launches in asked.launches:
            print(f"\n{database}: {launches:,} launches, load {os.getloadavg()[0]:.1f} before")
            rounds.append(_round(database, launches, asked.rounds))
            missed += [f"{database}, {launches:,} launches: {what}" for what in _print(rounds[-1])]
            print(f"load {os.getloadavg()[0]:.1f} after")
        missed += [f"{database}: {what}" for what in _sizes_compared(rounds[0], rounds[-1])]
    print("\nMissed:", "; ".join(missed) or "nothing")
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--launches", type=int, nargs="+", default=[100_000])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgres"])
    return parser.parse_args()


def _round(database: str, launches: int, rounds: int) -> Figures:
    """The figures of a new database."""
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="portal-pages-")))
        (folder / "static").mkdir()
        address = f"sqlite:///{folder / 'portal.sqlite3'}"
        if database == "postgres":
            address = postgres.make_database(ending.enter_context(postgres.running()), "pages")
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "benchmarks.pages_settings",
            "ENV_FILE": os.devnull,
            "DEBUG": "0",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECRET_KEY": "a-key-for-this-measurement-alone-long-enough-to-please-every-check-012345",
            "VAR_DIR": str(folder),
            "DATABASE_URL": address,
            "DATABASE_POOL": "1",  # one visitor at a time, whose connection soon has its plans
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-m", "benchmarks.pages_round", str(launches), str(rounds)]
        said = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
        return dict(json.loads(said))


def _print(figures: Figures) -> list[str]:
    """The table; answers what misses its goal."""
    print(f"{COLUMNS[0]:<20}" + "".join(f"{column:>10}" for column in COLUMNS[1:]))
    times = _times(figures)
    missed = []
    for name, figure in figures.items():
        goal, most = GOALS.get(name, (None, None))
        told = (
            f"{figure['microseconds'] / 1000:.2f}",
            f"{times[name]:.1f}",
            f"{figure['processor'] / figures['floor']['processor']:.1f}",
            goal or "",
            figure["queries"],
            most or "",
            f"{figure['bytes'] / 1024:.1f}",
        )
        print(f"{name:<20}" + "".join(f"{value:>10}" for value in told))
        if goal and times[name] > goal:
            missed.append(f"{name} {times[name]:.1f} x floor")
        if most and figure["queries"] > most:
            missed.append(f"{name} {figure['queries']} queries")
    return missed + _compared(figures, times)


def _times(figures: Figures, kind: str = "microseconds") -> dict[str, float]:
    """How many times the floor each page takes."""
    return {name: figure[kind] / figures["floor"][kind] for name, figure in figures.items()}


def _sizes_compared(few: Figures, many: Figures) -> list[str]:
    """The pages of the list among the most launches, beside the first page among the fewest."""
    if few is many:
        return []
    first = _times(few, "processor")["list"]
    apart = {name: _times(many, "processor")[name] / first for name in PAGES_OF_LIST}
    for name, ratio in apart.items():
        print(f"{name}: {ratio:.2f} times the first page among the fewest, by processor (goal {SIZES_APART})")
    return [
        f"{name} {ratio:.2f} times among the most" for name, ratio in apart.items() if ratio > SIZES_APART
    ]


def _compared(figures: Figures, times: dict[str, float]) -> list[str]:
    """What is compared with something else than the floor."""
    missed = []
    pages = [times[name] for name in PAGES_OF_LIST]
    search = figures["search, rare word"]["microseconds"] / 1000
    search_alone = search - figures["floor"]["microseconds"] / 1000
    apart = max(pages) / min(pages)
    for admin, least in ADMINS.items():
        beside = times[admin] / times["list"]
        goal = f" (goal {least:.0f})" if least else ""
        print(f"{admin}: {beside:.1f} times as long as the list{goal}")
        if least and beside < least:
            missed.append(f"only {beside:.1f} times faster than {admin}")
    print(f"the slowest page of the list takes {apart:.2f} times the fastest (goal {PAGES_APART})")
    print(f"a search takes {search_alone:.1f} ms more than the floor (goal {SEARCH_MS:.0f} ms)")
    for name, most in AT_MOST_MS.items():
        took = figures[name]["microseconds"] / 1000
        print(f"{name}: {took:.0f} ms (goal {most:.0f} ms)")
        if took > most:
            missed.append(f"{name} {took:.0f} ms")
    if apart > PAGES_APART:
        missed.append(f"pages of the list {apart:.2f} apart")
    if search_alone > SEARCH_MS:
        missed.append(f"search {search_alone:.1f} ms")
    return missed


if __name__ == "__main__":
    sys.exit(main())
