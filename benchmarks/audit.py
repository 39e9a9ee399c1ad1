"""The random audit: thousands of submissions, a Kaleyra that misbehaves, workers killed with -9 again and again.

    .venv/bin/python -m benchmarks.audit [--submissions 5000] [--workers 4] [--kills 100] [--database postgres]

Afterwards every row of ours is compared with Kaleyra's own books. Exit status 1 when a promise is broken.
A naive client runs beside it, against the same misbehaviour, to show that the audit can fail.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import django

from benchmarks import audit_naive
from benchmarks.audit_kaleyra import Kaleyra
from tests.ground import postgres


def main() -> int:
    """Run it, print the figures, and answer 1 when they break a promise."""
    asked = _arguments()
    started = time.monotonic()
    with ExitStack() as ending:
        kaleyra = ending.enter_context(Kaleyra(asked.seed, asked.faults))
        _set_the_scene(asked, kaleyra, ending)
        from benchmarks import audit_books, audit_run, audit_worker  # noqa: PLC0415 (they read the environment just set)

        audit_books.open_them(asked)
        kills = audit_run.run(asked)
        found = audit_books.compare(kaleyra, kills * audit_worker.THREADS)
        found.print(asked, kaleyra, kills, time.monotonic() - started)
    with Kaleyra(asked.seed, asked.faults) as kaleyra:
        naive = audit_naive.run(max(asked.submissions // 10, 100), kaleyra)
    if not naive["duplicates"]:
        print("The naive client doubled nothing: this audit proves nothing.")
    return 0 if naive["duplicates"] and not found.broken else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--submissions", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=4, help="processes")
    parser.add_argument("--kills", type=int, default=None, help="default: one for every fifty submissions")
    parser.add_argument("--faults", type=float, default=0.2, help="the share of calls that go wrong")
    parser.add_argument(
        "--database",
        choices=["sqlite", "postgres", "given"],
        default="sqlite",
        help="one of its own, or the empty and migrated one that DATABASE_URL names",
    )
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    asked = parser.parse_args()
    asked.kills = asked.submissions // 50 if asked.kills is None else asked.kills
    return asked


def _set_the_scene(asked: argparse.Namespace, kaleyra: Kaleyra, ending: ExitStack) -> None:
    """An environment in which the misbehaving Kaleyra is the account, and a database that is nobody else's."""
    folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="portal-audit-")))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "benchmarks.audit_settings",
        "ENV_FILE": os.devnull,
        "DEBUG": "0",
        "SECRET_KEY": "a-key-for-the-audit-alone-long-enough-to-please-every-check-0123456789",
        "VAR_DIR": str(folder),
        "EPOCH_FILE": str(folder / "epoch"),
        "KALEYRA_NA_URL": kaleyra.url,
        "KALEYRA_NA_SID": "AUDIT-SID",
        "KALEYRA_NA_API_KEY": "audit-key",
        "KALEYRA_CONNECT_TIMEOUT": "2",
        "KALEYRA_READ_TIMEOUT": "2",
        "KALEYRA_TIMEOUT": "3",
        "LOG_LEVEL": "CRITICAL",
    }
    if asked.database == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'portal.sqlite3'}"
    if asked.database == "postgres":
        server = ending.enter_context(postgres.running())
        os.environ["DATABASE_URL"] = postgres.make_database(server, "audit")
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
