"""What reaches a log: one line a record, and no secret whatever the record carried."""

import logging
from collections.abc import Sequence

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


class OneLine(logging.Formatter):
    """One record, one line; a traceback's lines are set in. What people typed cannot forge a record."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name is logging's)
        return super().formatMessage(record).replace("\n", "\\n")

    def format(self, record: logging.LogRecord) -> str:
        lines = [line.translate(VISIBLE) for line in super().format(record).split("\n")]
        return "\n    | ".join(lines)
