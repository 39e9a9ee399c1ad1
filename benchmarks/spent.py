"""How much processor time others than we have spent, where the system tells it (/proc)."""

import os
from collections.abc import Iterable
from pathlib import Path

import psycopg

TICKS = os.sysconf("SC_CLK_TCK")
# Of /proc/PID/stat behind the name: the parent; what it spent itself, and what its children spent that have ended.
PARENT, SPENT = 1, slice(11, 15)


def of_server(pid: int) -> float:
    """The seconds of this process and of its children, those that have ended included."""
    stats = _stats()
    mine = [facts for each, facts in stats.items() if each == pid or int(facts[PARENT]) == pid]
    return sum(int(ticks) for facts in mine for ticks in facts[SPENT]) / TICKS


def _stats() -> dict[int, list[str]]:
    return dict(_read(Path("/proc").glob("[0-9]*/stat")))


def _read(files: Iterable[Path]) -> Iterable[tuple[int, list[str]]]:
    for file in files:
        try:
            yield int(file.parent.name), file.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile


def postgres_at(address: str) -> int:
    """The process that has begun all others of this server."""
    with psycopg.connect(address) as server:
        (folder,) = server.execute("SHOW data_directory").fetchone() or ("",)
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])
