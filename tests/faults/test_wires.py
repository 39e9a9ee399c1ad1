"""Faults 9 to 27: whatever Kaleyra or the network does to one POST, the submission says the truth about it.

The client alone is tried further in tests/contract; here the whole delivery runs, and the row is looked at.
"""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from launches.models import ApiCall, Launch, PodHealth
from launches.services import delivery
from launches.statuses import SubmissionStatus
from tests.contract import faultserver as fs
from tests.contract.samples import (
    BROKEN,
    GATEWAY,
    INTERNAL,
    INVALID_JSON,
    LAUNCH_ID,
    MISSING_FIELDS,
    NOT_ALLOWED,
    NOT_ENABLED,
    accepted,
    rcs904,
)
from tests.factories import make_approved
from tests.many import make_many_approved

S = SubmissionStatus
GOOD = fs.json_body(accepted())
HEAD = fs.head(200, {"Content-Type": "application/json", "Content-Length": str(len(GOOD))})
NO_BODY = fs.raw(b"HTTP/1.1 204 No Content\r\n\r\n")
MANY_HEADERS = fs.head(200, {f"X-{number}": "a" for number in range(500)}) + GOOD
DEEP = b"[" * 200_000


def read_and_reset(size):
    """Take so many bytes of the request, then break the connection with RST."""

    def play(peer):
        if size:
            peer.sock.recv(size)
        peer.reset()

    return play


def as_text(text):
    """The sound success, with this in place of the id."""
    return fs.answer(GOOD.replace(LAUNCH_ID.encode(), text))


# Of these no answer is to be expected, however long one waits.
WITHOUT_END = {
    "11 read time-out": fs.silence,
    "14 drip in the body": fs.drip_body(),
    "14 drip in the headers": fs.drip_headers(),
}
# What one POST meets, by the number of the fault; every one of them leaves us not knowing.
NOBODY_KNOWS = {
    **WITHOUT_END,
    "12 RST after the request": fs.reset,
    "12 closed without an answer": fs.hang_up,
    "12 closed in the headers": fs.break_off(HEAD[:40], politely=True),
    "12 RST in the body": fs.break_off(HEAD + GOOD[:60], politely=False),
    "15 a body of 64 MB": fs.flood(64 << 20),
    "15 a body without an end": fs.flood(64 << 20, chunked=True),
    "15 gzip bomb": fs.gzip_bomb(32 << 20),
    "15 a header of 100 KB": fs.raw(fs.head(200, {"X-Long": "a" * 100_000}) + GOOD),
    "15 five hundred headers": fs.raw(MANY_HEADERS),
    "16 RCS500": fs.says(INTERNAL, 500),
    "16 RCS502": fs.says(GATEWAY, 500),
    "16 502 HTML": fs.html(502),
    "16 503 HTML": fs.html(503),
    "16 504 HTML": fs.html(504),
    "17 RCS904 without a reason": fs.says(rcs904(""), 400),
    "17 RCS904 about a time-out": fs.says(rcs904("upstream request timeout"), 400),
    "19 403 HTML": fs.html(403),
    "19 404 HTML": fs.html(404),
    "19 408 HTML": fs.html(408),
    "19 413 HTML": fs.html(413),
    "21 200 with RCS500": fs.says(INTERNAL, 200),
    "22 200 HTML": fs.html(200),
    "22 200 empty": fs.answer(b""),
    "22 204": NO_BODY,
    **{f"23 the documents' {name} sample": fs.answer(text.encode()) for name, text in BROKEN.items()},
    "24 truncated JSON": fs.answer(GOOD[:-20]),
    "24 short Content-Length": fs.raw(HEAD + GOOD[:-20]),
    "24 bad chunks": fs.raw(fs.head(200, {"Transfer-Encoding": "chunked"}) + b"zz\r\n" + GOOD),
    "25 list": fs.answer(b"[]"),
    "25 null": fs.answer(b"null"),
    "25 string": fs.answer(b'"RCS902"'),
    "25 number": fs.answer(b"902"),
    "25 data is an empty list": fs.says({"code": "RCS902", "data": []}),
    "25 NaN": fs.answer(GOOD.replace(b'"entry_point": 0', b'"entry_point": NaN')),
    "25 200,000 deep": fs.answer(DEEP),
    "25 a number of 6,000 digits": fs.answer(
        GOOD.replace(b'"entry_point": 0', b'"entry_point": ' + b"9" * 6000)
    ),
    "25 bad UTF-8": fs.answer(GOOD.replace(b"ACTIVE", b"\xff\xfe")),
    "26 no id": as_text(b""),
    "26 not a UUID": as_text(b"soon"),
    "26 HTML in the id": as_text(b"<script>alert(1)</script>"),
    **{f"27 redirect {status}": fs.redirect("http://169.254.169.254/", status) for status in (301, 302, 303, 307, 308)},
}  # fmt: skip
KALEYRA_HAS_IT = {
    "13 slow, but in time": fs.says(accepted(), after=0.3),
    "22 sound JSON called text": fs.answer(GOOD, headers={"Content-Type": "text/html"}),
    "25 a byte order mark": fs.answer(b"\xef\xbb\xbf" + GOOD),
    "25 NUL and half a surrogate": fs.answer(GOOD.replace(b"ACTIVE", rb"AC\u0000\ud800E")),
    "26 a padded id": as_text(b"  " + LAUNCH_ID.encode() + b" "),
}
KALEYRA_SAYS_NO = {
    "17 RCS701": (fs.says(INVALID_JSON, 400), "RCS701"),
    "17 RCS601": (fs.says(NOT_ENABLED, 400), "RCS601"),
    "17 RCS904 with a reason": (fs.says(MISSING_FIELDS, 400), "RCS904"),
    "17 RCS405": (fs.says(NOT_ALLOWED, 405), "RCS405"),
    "18 401": (fs.says({"code": "RCS401", "message": "Unauthorized"}, 401), "RCS401"),
    "18 403": (fs.says({"code": "RCS403", "message": "Forbidden"}, 403), "RCS403"),
    "21 200 with RCS904": (fs.says(MISSING_FIELDS, 200), "RCS904"),
}
KALEYRA_SAYS_LATER = {
    "20 429, in seconds": ({"Retry-After": "120"}, 120),
    "20 429, a date": ({"Retry-After": "Wed, 21 Oct 2043 07:28:00 GMT"}, 3600),
    "20 429, garbage": ({"Retry-After": "soon"}, 10),
    "20 429, nothing": ({}, 10),
    "20 429, ten years": ({"Retry-After": "315360000"}, 3600),
}


def table(cases):
    """Each row of a table as a case of its own."""
    return [pytest.param(case, id=name) for name, case in cases.items()]


@pytest.fixture
def approved(db, mona, rita):
    """A submission that may be sent, for this process alone to see."""
    return make_approved(mona, rita)


def deliver_again_and_again(submission):
    """Whatever the portal does by itself afterwards."""
    for _ in range(2):
        delivery.deliver(submission.pk)
        delivery.sweep()
    submission.refresh_from_db()
    submission.launch.refresh_from_db()


@pytest.mark.same_rows
@pytest.mark.parametrize("play", table(NOBODY_KNOWS))
def test_it_is_unconfirmed_and_sent_once(kaleyra, approved, play):
    server = kaleyra(play, timeout=2.0 if play in WITHOUT_END.values() else 30.0)

    deliver_again_and_again(approved)

    assert approved.status == S.UNCONFIRMED
    assert approved.reason
    assert approved.next_step == delivery.LOOK_FOR_IT
    assert (approved.launch.agent_launch_id, approved.launch.launch_regions.count()) == ("", 0)
    assert [request.body.decode() for request in server.requests] == [approved.payload]
    assert server.connections == 1
    assert ApiCall.objects.get().verdict == "unknown"


@pytest.mark.same_rows
@pytest.mark.parametrize(
    "size", [0, 1, 200], ids=["12 RST before reading", "12 RST at once", "12 RST mid request"]
)
def test_it_is_unconfirmed_when_the_request_itself_is_cut(kaleyra, approved, size):
    server = kaleyra(fs.silence, on_connect=read_and_reset(size))

    deliver_again_and_again(approved)

    assert approved.status in (S.UNCONFIRMED, S.APPROVED)
    assert server.connections == 1
    if approved.status == S.APPROVED:  # The RST was faster than our connect step: nothing left, for certain.
        assert ApiCall.objects.get().is_connected is False


@pytest.mark.parametrize("play", table(KALEYRA_HAS_IT))
def test_it_is_accepted_when_the_answer_is_odd_but_whole(kaleyra, approved, play):
    server = kaleyra(play)

    deliver_again_and_again(approved)

    assert (approved.status, approved.launch.agent_launch_id) == (S.ACCEPTED, LAUNCH_ID)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("play", "code"), [pytest.param(*case, id=name) for name, case in KALEYRA_SAYS_NO.items()]
)
def test_it_is_refused_and_not_tried_again(kaleyra, approved, play, code):
    server = kaleyra(play)

    deliver_again_and_again(approved)

    assert approved.status == S.REFUSED
    assert approved.events.filter(to_state=S.REFUSED, subject="submission").get().raw_code == code
    assert approved.next_step
    assert len(server.requests) == 1
    is_about_the_key = code in ("RCS401", "RCS403")
    assert PodHealth.objects.filter(stopped_at__isnull=False).exists() == is_about_the_key


@pytest.mark.same_rows
@pytest.mark.parametrize(
    ("headers", "least"), [pytest.param(*case, id=name) for name, case in KALEYRA_SAYS_LATER.items()]
)
def test_it_waits_as_long_as_asked_but_an_hour_at_most(kaleyra, approved, headers, least):
    server, began = kaleyra(fs.answer(b"{}", 429, headers)), timezone.now()

    deliver_again_and_again(approved)

    assert approved.status == S.APPROVED
    assert approved.send_after - began > timedelta(seconds=least - 9)
    assert approved.send_after - timezone.now() < timedelta(seconds=max(least, 20) * 1.3 + 1)
    assert len(server.requests) == 1


# --- 9 and 10: the connection never came about -------------------------------------------------
def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.mark.same_rows
@pytest.mark.parametrize(
    ("address", "words"),
    [
        pytest.param("http://127.0.0.1:{closed}", "Connection refused", id="9 refused"),
        pytest.param("https://kaleyra.invalid", "was not found", id="9 no such name"),
        pytest.param("http://127.0.0.1:{full}", "did not take the connection in time", id="9 full backlog"),
        pytest.param("https://127.0.0.1:{plain}", "TLS", id="10 no TLS on the port"),
    ],
)
def test_it_is_not_sent_and_waits_when_no_connection_comes_about(settings, approved, address, words):
    with fs.FaultServer(fs.answer(GOOD)) as plain, socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        crowd = [socket.socket() for _ in range(3)]
        for guest in crowd:
            guest.setblocking(False)
            guest.connect_ex(full.getsockname())
        ports = {"closed": closed_port(), "full": full.getsockname()[1], "plain": plain.port}
        account = {"base_url": address.format(**ports), "sid": "a-sid", "api_key": "a-key"}
        settings.KALEYRA_PODS = {"NA": account}
        settings.KALEYRA_CONNECT_TIMEOUT = 0.4 if "full" in address else 30.0
        began = timezone.now()

        deliver_again_and_again(approved)

        for guest in crowd:
            guest.close()
        # A greeting of TLS is random bytes, in which a plain server may see the lines of a request.
        assert [arrived for arrived in plain.requests if arrived.method.isalpha()] == []
    assert (approved.status, approved.attempts) == (S.APPROVED, 1)
    assert "Nothing was sent" in approved.reason
    assert words in approved.reason
    assert approved.send_after - began > timedelta(seconds=5)
    assert approved.send_after - timezone.now() < timedelta(seconds=27)
    assert ApiCall.objects.get().is_connected is False


def test_it_stores_what_postgresql_would_refuse_in_a_form_that_every_database_takes(kaleyra, approved):
    kaleyra(fs.answer(b"\x00\xed\xa0\x80<b>", 502, {"Content-Type": "text/html"}))

    deliver_again_and_again(approved)

    (call,) = ApiCall.objects.all()
    assert "\x00" not in call.response_body
    assert "<b>" in call.response_body
    assert approved.status == S.UNCONFIRMED


def test_it_keeps_away_from_a_pod_that_fails_again_and_again(kaleyra, mona, rita):
    server = kaleyra(fs.html(503))
    submissions = make_many_approved(mona, rita, 7)

    for submission in submissions:
        delivery.deliver(submission.pk)

    stored = list(Launch.objects.order_by("id").values_list("state", flat=True))
    assert stored == ["unconfirmed"] * 5 + ["approved"] * 2
    assert len(server.requests) == 5
    assert PodHealth.objects.get().paused_until > timezone.now()
