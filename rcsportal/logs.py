"""What reaches a log: one line a record, and no secret whatever the record carried."""

import logging
from collections.abc import Sequence

MASK = "[secret]"
SHORTEST_SECRET = 6  # Shorter values would blot out ordinary words.


class WithoutSecrets(logging.Filter):
    """Replace the live secrets wherever they stand in a record: message, arguments, traceback."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__()
        self.secrets = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self._masked(record.getMessage())
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


class OneLine(logging.Formatter):
    """One record, one line: what people typed cannot forge a second one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name is logging's)
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")
