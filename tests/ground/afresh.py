"""A Python that has read its packages and no setting, and begins from there for one environment after the other.

`python -m tests.ground.afresh` reads orders as lines of JSON and forks for each: what a new process would read for a
second is there already, and what it is told by its environment is new. Answers each with the child's exit code.
"""

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[2]
# The slowest of what every start reads, as far as it asks no settings while it is read.
PACKAGES = (
    "django.contrib.admin",
    "django.contrib.staticfiles",
    "django.core.management.commands.check",
    "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base",
    "django.views.debug",
    "django_stubs_ext",
    "environ",
    "huey.api",
    "launches.kaleyra.client",
    "requests",
)


class Done(NamedTuple):
    """How a program ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


class Python:
    """Runs a program, or code after "-c", with an environment and nothing else."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *arguments: str, folder: Path, **environment: str) -> Done:
        """What came of it. What it says goes through files in the folder."""
        assert self._process.stdin
        assert self._process.stdout
        said = [folder / "stdout", folder / "stderr"]
        order = {"arguments": arguments, "environment": environment, "said": [str(path) for path in said]}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        returncode = int(self._process.stdout.readline())
        return Done(returncode, *(path.read_text() for path in said))


@contextmanager
def waiting() -> Iterator[Python]:
    """Such a Python, for as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.ground.afresh"],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Python(process)


def next_child() -> list[str]:
    """The arguments of the next order, in a process that has its environment. The parent only returns at the end."""
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            os.environ.clear()
            os.environ.update(order["environment"])
            for number, path in enumerate(order["said"], 1):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            return order["arguments"]
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    return []


def run(program: str, *arguments: str) -> None:
    """As Python itself would."""
    sys.argv = [program, *arguments]
    if program == "-c":
        exec(arguments[0], {"__name__": "__main__"})
    else:
        runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    for package in PACKAGES:
        __import__(package)
    if ordered := next_child():
        run(*ordered)
