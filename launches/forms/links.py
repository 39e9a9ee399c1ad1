"""Is this a link that a reviewer at a carrier can open? Pure: nothing is fetched."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

LONGEST_LINK = 2000
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?")
# Names that mean something only inside a house, or nowhere (RFC 2606, 6761, 6762, 8375).
PRIVATE_ENDINGS = frozenset(
    {"arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local"}
    | {"localdomain", "localhost", "onion", "private", "test"}
)


def why_not(link: str) -> str:
    """The reason why this link cannot be used, in words; empty when it can."""
    if len(link) > LONGEST_LINK:
        return f"it is longer than {LONGEST_LINK} characters"
    if "\\" in link or any(character.isspace() or not character.isprintable() for character in link):
        return "it contains a space or another character that links do not have"
    try:
        parts = urlsplit(link)
        _ = parts.port  # Reading it is what checks it.
    except ValueError:
        return "it is not a link"
    return _why_not_parts(parts)


def _why_not_parts(parts: SplitResult) -> str:
    if parts.scheme != "https":
        return "it does not begin with https://"
    if "@" in parts.netloc:
        return "it contains a user name or password"
    return _why_not_host(parts.hostname or "")


def _why_not_host(host: str) -> str:
    try:
        # Browsers fold full-width letters and dots in the same way before they look a name up.
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        return "it names no valid host"
    if not name:
        return "it names no host"
    if (address := _as_address(name)) is not None:
        return "" if address.is_global and not address.is_multicast else _only_here(host)
    labels = name.split(".")
    if len(labels) == 1 or labels[-1] in PRIVATE_ENDINGS:
        return _only_here(host)
    # A last label of digits is an address in disguise: 127.1, 0x7f.0.0.1.
    if not all(LABEL.fullmatch(label) for label in labels) or not labels[-1][0].isalpha():
        return "it names no valid host"
    return ""


def _as_address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _only_here(host: str) -> str:
    return f"“{host}” can be reached only from inside a network, and reviewers are outside"
