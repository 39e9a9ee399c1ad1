"""The random audit, in short: workers killed, Kaleyra misbehaving, every row compared. `make audit` is the long run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SHORT = ["--submissions", "150", "--workers", "2", "--kills", "5", "--database", "given"]


def figure(said, what):
    """The number that stands beside these words, the first time."""
    return int(re.search(rf"^  {re.escape(what)}\s+(\d+)", said, re.MULTILINE)[1])


@pytest.mark.long
def test_it_keeps_every_promise_when_workers_are_killed_and_kaleyra_misbehaves(transactional_db):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.audit", *SHORT],
        cwd=PROJECT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    print(done.stdout, done.stderr)

    assert done.returncode == 0
    ours, naive = done.stdout.split("A naive client")
    for promise in (
        "duplicates",
        "lost",
        "left behind (sending, lease over)",
        "called accepted, but not taken",
        "called refused, but taken",
        "unconfirmed though the answer came",
        "sent other bytes than approved",
        "gaps in the history",
    ):
        assert figure(ours, promise) == 0, promise
    assert figure(ours, "workers killed with -9") == 5
    assert figure(ours, "of which not answered well") >= 15
    assert figure(naive, "duplicates") > 0  # the audit can fail
