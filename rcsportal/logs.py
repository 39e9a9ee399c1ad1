"""What reaches a log: one line a record, and no secret whatever the record carried."""

import logging
from collections.abc import Sequence
from typing import Any

MASK = "[secret]"
SHORTEST_SECRET = 6  # Shorter values would blot out ordinary words.
# What moves a terminal's cursor or ends a line somewhere, made visible.
VISIBLE = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
VISIBLE |= {ord("\t"): "\t", ord("\r"): "\\r", 0x2028: "\\u2028", 0x2029: "\\u2029"}


class WithoutSecrets(logging.Filter):
    """Replace the live secrets wherever they stand in a record: message, arguments, traceback."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__()
        self.secrets = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self._masked(_message_of(record))
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self._masked(record.exc_text)
        return True

    def _masked(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, MASK)
        return text


def _message_of(record: logging.LogRecord) -> str:
    """The record's message. A filter that raises would break whoever logs, so a wrong call is shown as it is."""
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 (any argument may be of any kind)
        return f"{record.msg} {record.args}"


class RefusalsInBrief(logging.Filter):
    """Say of a request that was refused only that it was: nothing of ours broke, and a scanner sends thousands."""

    def filter(self, record: logging.LogRecord) -> bool:
        is_refusal = record.name == "django.request" and record.levelno < logging.ERROR
        if is_refusal or record.name.startswith("django.security."):
            record.exc_info = None
        return True


class OneLine(logging.Formatter):
    """One record, one line; a traceback's lines are set in. What people typed cannot forge a record."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name is logging's)
        return super().formatMessage(record).replace("\n", "\\n")

    def format(self, record: logging.LogRecord) -> str:
        lines = [line.translate(VISIBLE) for line in super().format(record).split("\n")]
        return "\n    | ".join(lines)


def logging_settings(*, level: str, secrets: Sequence[str]) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr, one line a record, these secrets taken out."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "no_secrets": {"()": "rcsportal.logs.WithoutSecrets", "secrets": secrets},
            "brief": {"()": "rcsportal.logs.RefusalsInBrief"},
        },
        "formatters": {"line": {"()": "rcsportal.logs.OneLine"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["brief", "no_secrets"],
            },
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would print tracebacks that no filter of ours has seen.
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # With a handler of its own here, huey leaves out the one that it would bring.
            "huey": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "axes": {"level": "WARNING"},
        },
    }
