"""Plain answers, read by one expression: what http.client would have read, or left to it."""

import http.client
import io

import pytest

from launches.kaleyra.plain import read_plain

BODY = b'{"code": "RCS902"}'
LENGTH = b"Content-Length: 18\r\n"
HEADS = {
    "plain": b"HTTP/1.1 200 OK\r\n" + LENGTH,
    "many headers": b"HTTP/1.1 404 Not Found\r\nDate: Sat, 21 Nov 2026 11:00:00 GMT\r\nX-Empty:\r\n" + LENGTH,
    "spaces": b"HTTP/1.1 503 \r\nServer:   nginx/1.27 (x: y)   \r\ncontent-length:18\r\n",
    "kept alive": b"HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\n" + LENGTH,
}
ELSEWHERE = {
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\n" + LENGTH,
    "on the way": b"HTTP/1.1 100 Continue\r\n" + LENGTH,
    "no content": b"HTTP/1.1 204 No Content\r\n" + LENGTH,
    "unchanged": b"HTTP/1.1 304 Not Modified\r\n" + LENGTH,
    "no length": b"HTTP/1.1 200 OK\r\nServer: x\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\n" + LENGTH + b"Content-Length: 9\r\n",
    "one length twice": b"HTTP/1.1 200 OK\r\n" + LENGTH + LENGTH,
    "a strange length": b"HTTP/1.1 200 OK\r\nContent-Length: +18\r\n",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n",
    "an endless length": b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n",
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + LENGTH,
    "closing": b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + LENGTH,
    "a folded line": b"HTTP/1.1 200 OK\r\nX-Long: a\r\n b\r\n" + LENGTH,
    "a space before the colon": b"HTTP/1.1 200 OK\r\nContent-Length : 18\r\n",
    "an umlaut": b"HTTP/1.1 200 OK\r\nX: \xc3\xa4\r\n" + LENGTH,
    "a bare newline": b"HTTP/1.1 200 OK\r\nX: a\nContent-Length: 18\r\n",
    "a carriage return": b"HTTP/1.1 200 OK\r\nX: a\rb\r\n" + LENGTH,
    "a NUL": b"HTTP/1.1 200 OK\r\nX: \x00\r\n" + LENGTH,
    "no name": b"HTTP/1.1 200 OK\r\n: x\r\n" + LENGTH,
    "something else": b"SSH-2.0-OpenSSH_9.2\r\n",
}


class Socket(io.BytesIO):
    """What http.client wants of one."""

    def makefile(self, _: str) -> io.BytesIO:
        """Itself."""
        return self


@pytest.mark.parametrize("name", HEADS)
def test_it_reads_what_http_client_would_read(name: str) -> None:
    raw = HEADS[name] + b"\r\n" + BODY
    theirs = http.client.HTTPResponse(Socket(raw))  # type: ignore[arg-type]
    theirs.begin()

    ours = read_plain(raw, len(BODY))

    assert ours is not None
    assert ours.status == theirs.status
    assert ours.headers == {name: value.strip() for name, value in theirs.getheaders()}
    assert ours.body == theirs.read() == BODY


@pytest.mark.parametrize("name", ELSEWHERE)
def test_it_leaves_to_http_client_what_is_not_plain(name: str) -> None:
    assert read_plain(ELSEWHERE[name] + b"\r\n" + BODY, 100) is None


@pytest.mark.parametrize("name", HEADS)
def test_it_leaves_to_http_client_what_has_not_come_whole(name: str) -> None:
    raw = HEADS[name] + b"\r\n" + BODY

    assert {read_plain(raw[:end], 100) for end in range(len(raw))} == {None}


def test_it_leaves_to_http_client_what_is_too_much() -> None:
    raw = HEADS["plain"] + b"\r\n" + BODY

    assert read_plain(raw + b"x", 100) is None
    assert read_plain(raw, len(BODY) - 1) is None
