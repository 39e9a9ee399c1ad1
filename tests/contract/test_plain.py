"""Plain answers, read by one expression: what http.client would have read, or left to it."""

import http.client
import io

import pytest

from launches.kaleyra.plain import Coming

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


def come(raw: bytes, *, limit: int = 100) -> Coming:
    coming = Coming(limit)
    coming.add(raw)
    return coming


@pytest.mark.parametrize("name", HEADS)
def test_it_reads_what_http_client_would_read(name: str) -> None:
    raw = HEADS[name] + b"\r\n" + BODY
    theirs = http.client.HTTPResponse(Socket(raw))  # type: ignore[arg-type]
    theirs.begin()

    ours = come(raw)

    assert ours.is_whole
    assert ours.head is not None
    assert ours.head.status == theirs.status
    assert ours.head.headers == [(name, value.strip()) for name, value in theirs.getheaders()]
    assert raw[ours.head.begin : ours.head.end] == theirs.read() == BODY


@pytest.mark.parametrize("name", ELSEWHERE)
def test_it_leaves_to_http_client_what_is_not_plain(name: str) -> None:
    coming = come(ELSEWHERE[name] + b"\r\n" + BODY)

    assert (coming.head, coming.is_whole, coming.may_become_whole) == (None, False, False)


@pytest.mark.parametrize("name", HEADS)
def test_it_waits_for_each_byte_until_it_is_whole(name: str) -> None:
    raw = HEADS[name] + b"\r\n" + BODY
    coming = Coming(100)

    for number in range(len(raw) - 1):
        coming.add(raw[number : number + 1])
        assert (coming.is_whole, coming.may_become_whole) == (False, True)
    coming.add(raw[-1:])

    assert (coming.is_whole, coming.may_become_whole) == (True, False)


def test_it_waits_no_longer_when_too_much_comes() -> None:
    raw = HEADS["plain"] + b"\r\n" + BODY
    for coming in (come(raw + b"x"), come(raw, limit=17), come(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 20_000)):
        assert (coming.is_whole, coming.may_become_whole) == (False, False)


def test_it_waits_no_longer_when_the_other_side_ends_it() -> None:
    coming = come(HEADS["plain"] + b"\r\n" + BODY[:9])
    assert coming.may_become_whole

    coming.add(b"")

    assert (coming.is_whole, coming.may_become_whole) == (False, False)
