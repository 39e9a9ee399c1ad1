"""The key goes to one host and is kept nowhere; a wrong setting is noticed before anything is sent."""

import logging
import traceback
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from launches.kaleyra import Account, KaleyraError, Misconfigured, Options, OutcomeUnknown, TryLater
from launches.kaleyra.exchange import masked_sid

from . import faultserver as fault
from . import samples
from .conftest import KEY, SID, MakeClient, MakeServer
from .faultserver import Peer, Play, answer, says


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_it_sends_the_key_to_nobody_else_when_it_is_redirected(
    status: int, client_of: MakeClient, serve: MakeServer
) -> None:
    thief = serve(says(samples.accepted()))
    kaleyra = serve(fault.redirect(f"{thief.url}/v1/steal", status))
    client = client_of(kaleyra)

    with pytest.raises(OutcomeUnknown):
        client.launch_agent("{}")
    with pytest.raises(TryLater):
        client.regions()

    assert (thief.connections, thief.received_bytes) == (0, 0)
    assert [request.method for request in kaleyra.requests] == ["POST", "GET"]


@pytest.mark.parametrize(
    "target", ["/", "//", "http://169.254.169.254/latest/", "http://[", "\x01", "\udcff"]
)
def test_it_goes_nowhere_when_the_redirect_is_odd(
    target: str, client_of: MakeClient, serve: MakeServer
) -> None:
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target.encode(
        "utf-8", "surrogateescape"
    )
    kaleyra = serve(fault.raw(head + b"\r\n\r\n"))

    with pytest.raises(TryLater):
        client_of(kaleyra, get_tries=1).regions()

    assert len(kaleyra.requests) == 1


def test_it_adds_no_password_and_no_cookie_when_netrc_and_server_offer_them(
    client_of: MakeClient, serve: MakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ann password pass\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    kaleyra = serve(says(samples.accepted(), headers={"Set-Cookie": "a=b"}, keep=True))
    client = client_of(kaleyra)

    for _ in range(2):
        client.launch_status(agent_no="1", agent_launch_id=samples.LAUNCH_ID)
    client.launch_agent("{}")

    assert {request.header("Authorization") for request in kaleyra.requests} == {None}
    assert {request.header("Cookie") for request in kaleyra.requests} == {None}


def echo(peer: Peer) -> None:
    """A proxy's page that shows the whole request, as debugging proxies do."""
    told = f"{peer.request.path} {peer.request.headers} {KEY}\\/{SID}"
    answer(told.encode(), 502, {"X-Echo": told, KEY: SID})(peer)


ECHOES: dict[str, Play] = {
    "in a page": echo,
    "in the status line": lambda peer: peer.send(f"HTTP/1.1 {KEY} {SID}\r\n\r\n".encode()),
    "in bad headers": lambda peer: peer.send(f"HTTP/1.1 200 OK\r\n{KEY} {SID}\r\n\r\n".encode()),
    "as a code": says({"code": KEY, "message": KEY}, 400),
    "as a reason": says(samples.rcs904(f"Key {KEY} of {SID} is unfit"), 400),
    "as a reason in JSON": says(samples.rcs904(f'{{"status":"FAILED","message":"{KEY} is unfit"}}'), 400),
    "as the data": says({"code": "RCS902", "data": KEY}),
    "as a wait": says({}, 429, headers={"Retry-After": KEY}),
    "as a place": fault.redirect(f"http://{KEY}.example/{SID}"),
}


@pytest.mark.parametrize("name", ECHOES)
def test_it_keeps_key_and_sid_nowhere_when_they_are_echoed(
    name: str, client_of: MakeClient, serve: MakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = client_of(serve(ECHOES[name]), get_tries=1)
    kept = [repr(client), repr(client.account)]

    for call in (partial(client.launch_agent, "{}"), client.regions):
        with pytest.raises(KaleyraError) as caught:
            call()
        error = caught.value
        kept += [repr(error), str(error), repr(vars(error)), error.detail, error.code]
        kept += [repr(exchange) for exchange in error.exchanges]
        ours = traceback.TracebackException.from_exception(error, capture_locals=True)
        kept += [line for line in ours.format() if "test_client_secrets" not in line]

    assert [text for text in kept if KEY in text] == []
    assert [text for text in kept if SID in text and "/launches/kaleyra/" not in text] == []
    assert KEY not in caplog.text


def test_it_hands_on_no_key_when_a_good_answer_echoes_it(client_of: MakeClient, serve: MakeServer) -> None:
    good = samples.accepted()
    kaleyra = serve(says({**good, "data": {**good["data"], "agent_no": f"{KEY}"}}))  # type: ignore[dict-item]

    answer = client_of(kaleyra).launch_agent("{}")

    assert answer.value.agent_no == "[api-key]"
    assert KEY not in repr(answer)


def test_it_keeps_no_key_and_no_sid_when_they_are_written_letter_by_letter(
    client_of: MakeClient, serve: MakeServer
) -> None:
    key, sid = ("".join(f"\\u{ord(letter):04x}" for letter in secret) for secret in (KEY, SID))
    kaleyra = serve(answer(f'{{"code":"RCS902","data":["{key}","{sid} \\u0022"]}}'.encode()))

    with pytest.raises(OutcomeUnknown) as caught:
        client_of(kaleyra).launch_agent("{}")

    masked = masked_sid(SID)
    assert caught.value.exchanges[0].response_body == (
        f'{{"code":"RCS902","data":["[api-key]","{masked} \\u0022"]}}'
    )


def test_it_masks_but_names_the_account_when_it_records_an_exchange(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says(samples.accepted()))

    [exchange] = client_of(kaleyra).launch_agent("{}").exchanges

    assert exchange.url == f"{kaleyra.url}/v1/xxxxxxxxxxxxxnary/rcs/agent/launch"
    assert exchange.request_headers == {"api-key": "[api-key]", "Content-Type": "application/json"}
    assert len(exchange.request_id) == 32
    assert exchange.started_at.utcoffset() is not None


ACCOUNT = Account("IN", "https://rcs-api.in.kaleyra.io", "HXIN1", "abc")


@pytest.mark.parametrize(
    "key", ["", "abc\n", "\nabc", "ab\rc", "a b", " abc", "schlüssel", "abc\u200b", "a\x00b", "‘abc’"]
)
@pytest.mark.parametrize("field", ["api_key", "sid"])
def test_it_refuses_the_account_when_key_or_sid_cannot_be_right(field: str, key: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        replace(ACCOUNT, **{field: key})

    assert caught.value.detail.startswith(f"{field} of pod IN is empty or holds")
    assert not key or key not in f"{caught.value!r} {caught.value.detail}"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://rcs-api.in.kaleyra.io", "https://rcs-api.in.kaleyra.io"),
        ("https://rcs-api.in.kaleyra.io/", "https://rcs-api.in.kaleyra.io"),
        ("rcs-api.na.kaleyra.io", "https://rcs-api.na.kaleyra.io"),
        (" rcs.api.na.kaleyra.io/ ", "https://rcs.api.na.kaleyra.io"),
        ("RCS-API.in.kaleyra.io:8443", "https://rcs-api.in.kaleyra.io:8443"),
        ("http://127.0.0.1:9000/", "http://127.0.0.1:9000"),
        ("http://localhost:9000", "http://localhost:9000"),
        ("http://[::1]:9000", "http://[::1]:9000"),
        ("http://127.0.0.1:9000/na/", "http://127.0.0.1:9000/na"),
    ],
)
def test_it_understands_the_address_when_scheme_or_slash_vary(written: str, read: str) -> None:
    assert replace(ACCOUNT, base_url=written).base_url == read


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://rcs-api.in.kaleyra.io",
        "http://127.0.0.1.example.com",
        "ftp://rcs-api.in.kaleyra.io",
        "https://ann:pass@rcs-api.in.kaleyra.io",
        "https://rcs-api.in.kaleyra.io/v1/HX",
        "https://rcs-api.in.kaleyra.io/v1/",
        "https://rcs-api.in.kaleyra.io/a/../b",
        "https://rcs-api.in.kaleyra.io?x=1",
        "https://rcs-api.in.kaleyra.io/V1",
        "https://rcs-api.in.kaleyra.io:99999",
        "https://rcs-api.in.kaleyra.io:0",
        "https:/rcs-api.in.kaleyra.io",
        "https://",
        "https://bücher.example",
        "https://a b",
        "https://[::1",
    ],
)
def test_it_refuses_the_account_when_the_address_cannot_be_right(address: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        replace(ACCOUNT, base_url=address)

    assert "the address of pod IN" in caught.value.detail


@pytest.mark.parametrize(
    "wrong", [{"connect_timeout": 0}, {"total_timeout": -1}, {"get_tries": 0}, {"path_form": "maybe"}]
)
def test_it_refuses_options_when_they_make_no_sense(wrong: dict[str, object]) -> None:
    with pytest.raises(Misconfigured):
        Options(**wrong)  # type: ignore[arg-type]
