"""What the environment says about e-mail."""

from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

# Seconds for each word of the mail server: a dead one must not keep a worker.
PATIENCE = 10


def read_email(env: Env, *, portal_url: str, folder: Path, is_trying: bool) -> dict[str, Any]:
    """Django's settings for e-mail, and ours: whether any is sent, from whom, and when the daily digest goes.

    With no mail server named none is sent; who only tries the portal finds each letter as a file in the folder.
    """
    given = env.str("EMAIL_URL", default="")
    read: dict[str, Any] = {
        "SENDS_EMAIL": bool(given) or is_trying,
        "EMAIL_TIMEOUT": PATIENCE,
        "EMAIL_HOST_PASSWORD": "",
        "DEFAULT_FROM_EMAIL": env.str("EMAIL_FROM", default=f"RCS launches <rcsportal@{_host(portal_url)}>"),
        "DIGEST_AT": _time(env.str("DIGEST_AT", default="08:00")),
    }
    if given:
        return read | _server(env)
    backend = "filebased" if is_trying else "dummy"
    return read | {
        "EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend",
        "EMAIL_FILE_PATH": str(folder),
    }


def _server(env: Env) -> dict[str, Any]:
    try:
        said: dict[str, Any] = env.email_url("EMAIL_URL")
    except (ImproperlyConfigured, KeyError, ValueError) as problem:
        example = "smtp+tls://user:password@mail.example.com:587"
        raise ImproperlyConfigured(
            f"EMAIL_URL is not an address of a mail server such as {example}."
        ) from problem
    return {name: value for name, value in said.items() if value is not None}


def _host(portal_url: str) -> str:
    return urlsplit(portal_url).hostname or "localhost"


def _time(written: str) -> time:
    try:
        return time.fromisoformat(written)
    except ValueError as problem:
        raise ImproperlyConfigured("DIGEST_AT is not a time of day such as 08:00.") from problem
