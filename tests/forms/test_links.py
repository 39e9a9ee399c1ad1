"""Which links may be sent to people outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launches.forms.links import why_not
from tests.drawing import draws


@pytest.mark.parametrize(
    "link",
    [
        "https://www.example.com/videos",
        "https://example.com",
        "https://example.com:8443/a?b=c#d",
        "https://bücher.example.com/über",
        "https://xn--bcher-kva.example.com/",
        "https://8.8.8.8/video.mp4",
        "https://[2606:4700:4700::1111]/video.mp4",
        "https://cdn_1.example.co.uk/a%20b",
        "https://example.com./",
        "https://example.com/" + "a" * 1980,
    ],
)
def test_it_accepts_a_link_when_anybody_can_open_it(link):
    assert why_not(link) == ""


NOT_HTTPS = "it does not begin with https://"
NO_HOST = "it names no host"
BAD_HOST = "it names no valid host"
NOT_A_LINK = "it is not a link"
SPACE = "it contains a space or another character that links do not have"
SIGNED_IN = "it contains a user name or password"


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("javascript:alert(1)", NOT_HTTPS),
        ("file:///etc/passwd", NOT_HTTPS),
        ("http://www.example.com", NOT_HTTPS),
        ("data:text/html,hello", NOT_HTTPS),
        ("www.example.com", NOT_HTTPS),
        ("//www.example.com", NOT_HTTPS),
        ("https:///path", NO_HOST),
        ("https://", NO_HOST),
        ("https://user@www.example.com", SIGNED_IN),
        ("https://user:secret@www.example.com", SIGNED_IN),
        ("https://www.example.com\\@evil.example.org", SPACE),
        ("https://www.example.com/a b", SPACE),
        ("https://www.example.com/\x00", SPACE),
        ("https://www.example.com/\u202egpj", SPACE),
        ("https://[::1", NOT_A_LINK),
        ("https://www.example.com:99999/", NOT_A_LINK),
        ("https://www.example.com:port/", NOT_A_LINK),
        ("https://127.1/", BAD_HOST),
        ("https://0x7f.0.0.1/", BAD_HOST),
        ("https://example.com.123/", BAD_HOST),
        ("https://-example.com/", BAD_HOST),
        ("https://exam!ple.com/", BAD_HOST),
        ("https://example..com/", BAD_HOST),
        ("https://" + "a" * 64 + ".com/", BAD_HOST),
        ("https://example.com/" + "a" * 1981, "it is longer than 2000 characters"),
    ],
)
def test_it_says_what_is_wrong_when_it_is_no_public_link(link, reason):
    assert why_not(link) == reason


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
        "intranet",
        "2130706433",
        "portal.internal",
        "printer.local",
        "nas.lan",
        "127.0.0.1",
        "127\u30020\u30020\u30021",
        "10.0.0.8",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "0.0.0.0",
        "[::1]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:10.0.0.1]",
    ],
)
def test_it_refuses_a_link_when_only_a_network_of_ours_knows_the_host(host):
    reason = why_not(f"https://{host}/picture.png")

    assert reason.endswith("can be reached only from inside a network, and reviewers are outside")


@draws(100, long=20_000)
@given(st.text(max_size=60))
def test_it_answers_in_words_whatever_comes_after_https(rest):
    assert isinstance(why_not(f"https://{rest}"), str)


@draws(100, long=20_000)
@given(st.text(max_size=60))
def test_it_refuses_whatever_does_not_begin_with_https(text):
    assert text.lower().startswith("https:") or why_not(text) != ""
