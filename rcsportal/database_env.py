"""What the environment says about the database."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from environ import Env

DAY = 24 * 60 * 60


def read_database(env: Env, *, folder: Path) -> dict[str, Any]:
    """Django's settings for the database: SQLite in this folder, unless DATABASE_URL names another one."""
    database: dict[str, Any] = env.db(
        "DATABASE_URL", default=f"sqlite:///{quote(str(folder / 'portal.sqlite3'))}"
    )
    # Seconds to wait while somebody else writes: long where nobody watches, short for pages (rcsportal/wsgi.py).
    patience = env.float("DATABASE_PATIENCE", default=20.0)
    if is_sqlite(database):
        return database | _sqlite(patience)
    return database | _postgresql(
        patience, given=database.get("OPTIONS", {}), pool=env.int("DATABASE_POOL", default=16)
    )


def is_sqlite(database: dict[str, Any]) -> bool:
    """Is it the embedded one?"""
    return bool(database["ENGINE"] == "django.db.backends.sqlite3")


def _sqlite(patience: float) -> dict[str, Any]:
    return {
        # IMMEDIATE + WAL: writers queue instead of failing. FULL: an acknowledged commit survives power loss.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": patience,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
        "CONN_MAX_AGE": None,
    }


def _postgresql(patience: float, *, given: dict[str, Any], pool: int) -> dict[str, Any]:
    """`given` are options in the address itself."""
    # Each connection keeps its plan for what it was asked five times (docs/decisions/0018-plans-kept.md).
    keeping = {"server_side_binding": True, "prepare_threshold": 5}
    # PostgreSQL starts helpers only for what takes long by itself: on a busy machine the start alone takes 30 ms.
    served = f"-c lock_timeout={patience * 1000:.0f} -c parallel_setup_cost=20000"
    # A page without a connection says after 5 s that the database is down, rather than hang.
    # A connection that has its plans stays for a day: after the pool's own hour it would work them out again.
    shared = {"min_size": 1, "max_size": pool, "timeout": 5, "max_lifetime": DAY}
    return {
        "OPTIONS": {"options": served, **keeping, **given, "pool": shared},
        "CONN_MAX_AGE": 0,  # The pool keeps the connections; Django must not keep them as well.
        "CONN_HEALTH_CHECKS": True,  # A restart of the server must not leave dead ones in the pool.
    }
