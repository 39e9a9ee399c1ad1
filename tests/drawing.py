"""How many inputs hypothesis draws: a few in `make test`, thousands and others each time in `make long`."""

import os

from hypothesis import HealthCheck, settings

# 1 for the whole long run, 0.1 for a tenth of it.
LONG = float(os.environ.get("LONG") or 0)


def draws(few: int, *, long: int) -> settings:
    """A test with so many examples. Its fixtures stand for all of them together."""
    return settings(
        max_examples=max(few, round(long * LONG)),
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
