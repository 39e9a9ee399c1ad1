"""A mail server over real sockets that keeps what it is given and says what it is told to say."""

import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """`.letters` is what arrived. `.says` are answers for a word of the client, such as {"RCPT": "451 later"};
    "break" hangs up instead, for DATA after the letter has been taken.
    """

    daemon_threads = allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.letters: list[EmailMessage] = []
        self.says: dict[str, str] = {}
        self.connections = 0
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server_address[1]

    def close(self) -> None:
        """Nobody answers there any more."""
        self.shutdown()
        self.server_close()


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.connections += 1
        self._say("220 mail.test")
        while line := self.rfile.readline():
            word = line.split()[0].decode().upper()
            if word == "DATA":
                self._say("354 go on")
                self.server.letters.append(self._letter())
            answer = self.server.says.get(word, "221 bye" if word == "QUIT" else "250 ok")
            if answer == "break" or word == "QUIT":
                break
            if word == "DATA" and not answer.startswith("2"):
                self.server.letters.pop()
            self._say(answer)

    def _letter(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        return message_from_bytes(b"".join(lines), policy=policy.default)

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")
