"""A way to PostgreSQL that loses the answer to one COMMIT: the server has committed, and the client cannot know."""

import contextlib
import socket
import threading
from pathlib import Path

SOCKET = ".s.PGSQL.5432"
COMMITTED = b"COMMIT\x00"  # the tag of PostgreSQL's CommandComplete message


class LosesOneCommit:
    """Listens in `folder`. After a client has spoken of `word`, the answer to its COMMIT never arrives, once."""

    def __init__(self, folder: Path, server: Path, word: bytes) -> None:
        self.lost = 0
        self._server, self._word = str(server / SOCKET), word
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / SOCKET))
        self._listener.listen(16)
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Nobody gets through any more."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                heard = threading.Event()
                for source, target, is_answer in ((client, server, False), (server, client, True)):
                    pump = threading.Thread(target=self._pump, args=(source, target, is_answer, heard))
                    pump.daemon = True
                    pump.start()

    def _pump(
        self, source: socket.socket, target: socket.socket, is_answer: bool, heard: threading.Event
    ) -> None:
        with source, target, contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not is_answer and self._word in data:
                    heard.set()
                if is_answer and heard.is_set() and COMMITTED in data and not self.lost:
                    self.lost += 1
                    break
                target.sendall(data)
            for end in (source, target):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
