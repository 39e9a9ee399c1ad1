"""A request as a command line, to be copied. A leaf."""

import shlex
from collections.abc import Mapping


def command_line(method: str, url: str, headers: Mapping[str, str], body: str) -> str:
    """The request as curl would make it; what was masked stays so."""
    parts = ["curl", "--request", method, shlex.quote(url)]
    for name, value in headers.items():
        parts += ["--header", shlex.quote(f"{name}: {value}")]
    return " ".join([*parts, "--data", shlex.quote(body)] if body else parts)
