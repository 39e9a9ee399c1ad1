"""3xx: connections that go wrong, from slow to silent."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from sandbox.exchange import Answer, Delivery, Request
from sandbox.scenarios.scenario import Change, Scenario, instead
from sandbox.wire import PATIENCE, Channel, head_of, headers_with

MIB = 1 << 20
FLOOD = 80 * MIB
SLOW = 3.0


def delivered(how: Delivery, note: str = "") -> Change:
    """The honest answer, sent in this manner."""
    return lambda _request, honest: replace(honest, delivery=how, note=note or honest.note)


def silence(channel: Channel, _head: bytes, _body: bytes) -> None:
    channel.wait(PATIENCE)
    channel.close()


def slowly(channel: Channel, head: bytes, body: bytes) -> None:
    channel.wait(SLOW)
    channel.send(head + body)


def drip(channel: Channel, data: bytes) -> None:
    """A byte a second: each one resets a read timeout."""
    for place in range(len(data)):
        if not channel.wait(1.0):
            break
        channel.send(data[place : place + 1])
    channel.close()


def drip_body(channel: Channel, head: bytes, body: bytes) -> None:
    channel.send(head)
    drip(channel, body)


def drip_head(channel: Channel, head: bytes, body: bytes) -> None:
    drip(channel, head + body)


def reset(channel: Channel, _head: bytes, _body: bytes) -> None:
    channel.reset()


def reset_in_body(channel: Channel, head: bytes, body: bytes) -> None:
    channel.send(head + body[: len(body) // 2])
    channel.wait(0.05)  # else the RST may overtake the bytes
    channel.reset()


def hang_up(channel: Channel, _head: bytes, _body: bytes) -> None:
    channel.close()


def hang_up_in_head(channel: Channel, head: bytes, _body: bytes) -> None:
    channel.send(head[: len(head) // 2])
    channel.close()


def hang_up_in_body(channel: Channel, head: bytes, body: bytes) -> None:
    """The length that was announced is not kept."""
    channel.send(head + body[: len(body) // 2])
    channel.close()


def hang_up_after(channel: Channel, head: bytes, body: bytes) -> None:
    """Whole, but the connection that should have stayed open does not."""
    channel.send(head + body)
    channel.close()


def not_http(channel: Channel, _head: bytes, _body: bytes) -> None:
    channel.send(b"SSH-2.0-OpenSSH_9.2\r\n")
    channel.close()


def chunked(answer: Answer, pieces: Iterator[bytes], note: str) -> Answer:
    """The answer in chunks; the pieces are sent as they are, framing included."""

    def send(channel: Channel, head: bytes, _body: bytes) -> None:
        channel.send(head)
        for piece in pieces:
            if channel.stopping.is_set():
                break
            channel.send(piece)
        channel.close()

    return replace(
        answer, headers=headers_with(answer, transfer_encoding="chunked"), delivery=send, note=note
    )


def bad_chunks(_request: Request, honest: Answer) -> Answer:
    return chunked(
        honest, iter((b"zz\r\n", honest.body, b"\r\n0\r\n\r\n")), "chunk sizes that are no numbers"
    )


def cut_chunks(_request: Request, honest: Answer) -> Answer:
    body = honest.body
    return chunked(honest, iter((f"{len(body):x}\r\n".encode(), body[:-5])), "the last chunk never ends")


def endless(_request: Request, honest: Answer) -> Answer:
    piece = b"100000\r\n" + b" " * MIB + b"\r\n"
    return chunked(honest, (piece for _ in range(FLOOD // MIB)), "an endless body")


def flood(channel: Channel, _head: bytes, _body: bytes) -> None:
    """80 MiB, announced and sent."""
    channel.send(head_of(Answer(200, b"", (("Content-Length", str(FLOOD)),))))
    for _ in range(FLOOD // MIB):
        if channel.stopping.is_set():
            break
        channel.send(b" " * MIB)
    channel.close()


@cache
def bomb() -> bytes:
    """Sixty-four members of 1 MiB each, which is one sound gzip stream."""
    return gzip.compress(b" " * MIB) * 64


def gzip_bomb(_request: Request, honest: Answer) -> Answer:
    """64 MiB that arrive as 64 KiB, whether or not compression was asked for."""
    return replace(honest, body=bomb(), headers=headers_with(honest, content_encoding="gzip"))


def huge_header(_request: Request, honest: Answer) -> Answer:
    return replace(honest, headers=headers_with(honest, x_padding="x" * 100_000))


def many_headers(_request: Request, honest: Answer) -> Answer:
    extra = tuple((f"X-Padding-{number}", "x") for number in range(500))
    return replace(honest, headers=(*honest.headers, *extra))


SCENARIOS = (
    Scenario(301, "silence", "No answer ever comes", delivered(silence, "silence"), "either"),
    Scenario(302, "slow", "The answer comes after 3 seconds", delivered(slowly), "always"),
    Scenario(303, "drip-body", "The body drips, a byte a second", delivered(drip_body, "dripping"), "either"),
    Scenario(304, "drip-head", "The headers drip", delivered(drip_head, "dripping"), "either"),
    Scenario(305, "reset", "Connection reset instead of an answer", delivered(reset, "reset"), "either"),
    Scenario(
        306, "reset-in-body", "Connection reset in the body", delivered(reset_in_body, "reset"), "either"
    ),
    Scenario(307, "hang-up", "The connection closes without an answer", delivered(hang_up), "either"),
    Scenario(308, "hang-up-in-head", "It closes in the headers", delivered(hang_up_in_head), "either"),
    Scenario(
        309, "hang-up-in-body", "The body is shorter than announced", delivered(hang_up_in_body), "either"
    ),
    Scenario(310, "hang-up-after", "It closes after a whole answer", delivered(hang_up_after), "always"),
    Scenario(311, "not-http", "Something that is not HTTP", delivered(not_http), "either"),
    Scenario(312, "bad-chunks", "Chunk sizes that are no numbers", bad_chunks, "either"),
    Scenario(313, "cut-chunks", "The last chunk never ends", cut_chunks, "either"),
    Scenario(314, "endless", "A body without end", endless, "either"),
    Scenario(315, "flood", "A body of 80 MiB", instead(Answer(delivery=flood, note="80 MiB")), "either"),
    Scenario(316, "gzip-bomb", "A gzip bomb", gzip_bomb, "either"),
    Scenario(317, "huge-header", "A header of 100 KB", huge_header, "either"),
    Scenario(318, "many-headers", "Five hundred headers", many_headers, "either"),
)
