"""Whose account is used, at which address, and how patiently. Checked when it is made, not when it is used."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, urlsplit

from .errors import Misconfigured, meaning_of

PathForm = Literal["auto", "curl", "prose"]

# What an HTTP header and a path may carry without anybody reading it differently: no space, no newline, no umlaut.
_PLAIN = re.compile(r"[!-~]+")
_PATH = re.compile(r"(/[A-Za-z0-9_-]+)*")
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]+", re.IGNORECASE)


class Secret(str):
    """A text that does not show itself in a repr, and so in no list of local variables either."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'[secret]'"


def misconfigured(detail: str) -> Misconfigured:
    """The error that says which setting is wrong, without its value."""
    return Misconfigured(meaning_of("bad settings"), detail=detail)


@dataclass(frozen=True)
class Account:
    """One pod's address, SID and key. Raises Misconfigured when one of them cannot be right."""

    pod: str
    base_url: str
    sid: str = field(repr=False)
    api_key: str = field(repr=False)

    def __post_init__(self) -> None:
        for name in ("sid", "api_key"):
            value = getattr(self, name)
            if not _PLAIN.fullmatch(value):
                raise misconfigured(
                    f"{name} of pod {self.pod} is empty or holds a space, newline or other odd character"
                )
            object.__setattr__(self, name, Secret(value))
        object.__setattr__(self, "base_url", _tidy_url(self.base_url, self.pod))

    @property
    def origin(self) -> str:
        """The address without any path: scheme, host and port."""
        return "/".join(self.base_url.split("/")[:3])

    @property
    def root(self) -> str:
        """The beginning of every address: scheme, host and the account's path."""
        return f"{self.base_url}/v1/{quote(self.sid, safe='')}/rcs"


@dataclass(frozen=True)
class Options:
    """How long to wait, how much to read, how often to ask again. Times in seconds."""

    connect_timeout: float = 5.0  # name, TCP and TLS together
    read_timeout: float = 15.0  # silence of the other side
    total_timeout: float = 30.0  # a whole call, repeated reads included
    max_bytes: int = 1024 * 1024
    max_list_bytes: int = 4 * 1024 * 1024  # of the two lists: ten thousand carriers take 2.6 MiB
    get_tries: int = 3
    path_form: PathForm = "auto"
    pool_size: int = 256

    def __post_init__(self) -> None:
        numbers = (
            self.connect_timeout,
            self.read_timeout,
            self.total_timeout,
            self.max_bytes,
            self.max_list_bytes,
            self.get_tries,
        )
        if min(numbers) <= 0 or self.pool_size <= 0:
            raise misconfigured("time-outs, sizes and tries must be greater than nothing")
        if self.path_form not in ("auto", "curl", "prose"):
            raise misconfigured("the path form is auto, curl or prose")


def _tidy_url(text: str, pod: str) -> str:
    """Scheme, host, port and path, whatever slash or missing scheme it was written with.

    A path in front of `/v1` is for what stands in for Kaleyra: the sandbox plays each pod under one.
    """
    written = text.strip().rstrip("/")
    try:
        parts = urlsplit(written if "://" in written else f"https://{written}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise misconfigured(f"the address of pod {pod} cannot be read") from None
    has_more = parts.query or parts.fragment or parts.username is not None or "/v1" in parts.path.lower()
    is_plain = _PATH.fullmatch(parts.path) and not has_more
    is_slip = host in ("http", "https") or port == 0  # "https:/host", or a scheme and nothing behind it
    if not _HOST.fullmatch(host) or not is_plain or is_slip:
        raise misconfigured(f"the address of pod {pod} must look like https://rcs-api.in.kaleyra.io")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_machine(host)):
        raise misconfigured(
            f"the address of pod {pod} must begin with https:// (http:// only for a sandbox on this machine)"
        )
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port else "") + parts.path


def _is_this_machine(host: str) -> bool:
    """Whether what is sent to this host cannot leave the machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
