"""Does a launch speak of another brand than its agent's? Pure functions: the brands that we know come as data.

A copied launch is the usual case: carriers refuse the opt-in of another brand.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from launches.models import Agent, Launch
from launches.problems import WARNING, Finding

Words = tuple[str, ...]
WORD = re.compile(r"[^\W_]+")
LINK = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"“”]*[^\s<>\"“”.,:;!?]", re.IGNORECASE)
ENDS_SENTENCE = re.compile(r"[.:;!?…\n\"“„«]")
SHORTEST_NAME = 3  # letters; shorter ones stand in too many other words
SHORTEST_LABEL = 5  # letters of a name that is looked for in a host: "shop" and "info" are nobody's


class Brand(NamedTuple):
    """An agent as far as another may be mistaken for it."""

    name: str
    brand_name: str
    website: str


class Known:
    """Every name and website that we know, so that a text is read once however many there are."""

    def __init__(self, brands: Iterable[Brand] = ()) -> None:
        names: dict[Words, str] = {}
        self.hosts: dict[str, str] = {}
        self.brand_of: dict[Words, Words] = {}  # by every name: sister agents may name each other
        for brand in brands:
            for name in filter(None, (brand.brand_name, brand.name)):
                names.setdefault(words := _words(name), name)
                self.brand_of.setdefault(words, _words(brand.brand_name))
            if host := _host_of_its_own(brand.website):
                self.hosts.setdefault(host, brand.brand_name or brand.name)
        self.names = {words: name for words, name in names.items() if len("".join(words)) >= SHORTEST_NAME}
        self.labels = {label: name for words, name in self.names.items() if (label := _label(words))}
        self.by_first: defaultdict[str, list[Words]] = defaultdict(list)
        for words in sorted(self.names, key=len, reverse=True):
            self.by_first[words[0]].append(words)

    def named_in(self, text: str, own: "Known", *, as_written: bool) -> list[str]:
        """The names in this text that are not its own, in their order; the longest of those that overlap.

        `as_written` leaves out what is only spelt like a name: "orange" is a colour, "Orange" a brand. A capital at
        the beginning of a sentence proves nothing.
        """
        written = list(WORD.finditer(text))
        folded = [word[0].casefold() for word in written]
        found: dict[str, None] = {}
        place = 0
        while place < len(folded):
            words = self._longest_at(place, folded, own)
            only_looks_so = (
                as_written and words in self.names and self._is_common(words, text, written, place)
            )
            if words and not only_looks_so and not self._is_own(words, own):
                found[self.names[words]] = None
            place += len(words) or 1
        return list(found)

    def led_to(self, text: str, own: "Known") -> list[tuple[str, str]]:
        """The hosts in this text that are another brand's, each with whose."""
        found: dict[str, str] = {}
        for host in _hosts_in(text):
            if not own.owner_of(host) and (name := self.owner_of(host)) and not own.has(_words(name)):
                found[host] = name
        return list(found.items())

    def owner_of(self, host: str) -> str:
        """Whose host this is: by its website, or because the domain is the name; empty when nobody's."""
        labels = host.split(".")
        for start in range(len(labels) - 1):
            if name := self.hosts.get(".".join(labels[start:])):
                return name
        return next((name for label in _domains(labels) if (name := self.labels.get(label))), "")

    def has(self, words: Words) -> bool:
        """Is this one of the names, or a part of one?"""
        size = len(words)
        return size > 0 and any(
            words == name[at : at + size] for name in self.names for at in range(len(name) - size + 1)
        )

    def _longest_at(self, place: int, folded: list[str], own: "Known") -> Words:
        candidates = [*self.by_first.get(folded[place], ()), *own.by_first.get(folded[place], ())]
        fitting = [words for words in candidates if list(words) == folded[place : place + len(words)]]
        return max(fitting, key=len, default=())

    def _is_own(self, words: Words, own: "Known") -> bool:
        return own.has(words) or own.has(self.brand_of[words])

    def _is_common(self, words: Words, text: str, written: list[re.Match[str]], place: int) -> bool:
        name = self.names[words]
        if len(words) > 1 or not name[0].isupper():
            return False
        if not written[place][0][0].isupper():
            return True
        end_of_last = written[place - 1].end() if place else 0
        begins = not place or ENDS_SENTENCE.search(text, end_of_last, written[place].start())
        # Nobody writes IKEA or PayPal because a sentence begins.
        return bool(begins) and name == name.capitalize()


NOBODY = Known()


@lru_cache(maxsize=1)
def known(brands: tuple[tuple[str, str, str], ...]) -> Known:
    """Every name and website of these, put together anew only when one of them has changed: each autosave asks."""
    return Known(map(Brand._make, brands))


def brand_mentions(agent: Agent, launch: Launch, known: Known) -> list[Finding]:
    """Each field that names another brand than the agent's, with which; and that none names the agent's own."""
    own = Known([Brand(agent.name, agent.brand_name, agent.website)])
    whose = agent.brand_name or agent.name
    found = [
        Finding(
            field,
            WARNING,
            f"{question} {what}, but this launch is for {whose}.",
            "Carriers refuse answers of another brand: change it, or leave it if it belongs there.",
        )
        for field, question, what in _mentions(launch, known, own)
    ]
    return found + _unnamed(agent, launch)


def _mentions(launch: Launch, known: Known, own: Known) -> Iterator[tuple[str, str, str]]:
    """Each field with another brand in it, as (field, its name in words, what it does)."""
    for field, question, answer in launch.answers():
        names = known.named_in(LINK.sub(" ", answer), own, as_written=True)
        hosts = [told for told in known.led_to(answer, own) if told[1] not in names]
        if names or hosts:
            yield field, question, _in_words(names, hosts)
    for field, words, links in (
        ("screenshot_uris", "A screenshot link", launch.screenshot_uris),
        ("video_uris", "A video link", launch.video_uris),
    ):
        if hosts := known.led_to(" ".join(links), own):
            yield field, words, _in_words([], hosts)
    if names := known.named_in(launch.launch_name, own, as_written=False):
        yield "launch_name", "The name of the launch", _in_words(names, [])


def _in_words(names: list[str], hosts: list[tuple[str, str]]) -> str:
    parts = [f"names {' and '.join(names)}"] if names else []
    return " and ".join(parts + [f"leads to {host} of {name}" for host, name in hosts])


def _unnamed(agent: Agent, launch: Launch) -> list[Finding]:
    """A reply to STOP, and at least one answer, should say whose messages these are."""
    if not agent.brand_name or not launch.optout_description.strip():
        return []
    said = {word.casefold() for _, _, answer in launch.answers() for word in WORD.findall(answer)}
    # The first word will do: nobody writes "Fern Grocery Stores Ltd" in a message.
    if said & {words[0] for name in (agent.brand_name, agent.name) if (words := _words(name))}:
        return []
    return [
        Finding(
            "optout_description",
            WARNING,
            f"None of the answers names {agent.brand_name}.",
            "Name the brand in the reply to STOP, so that people know whose messages end.",
        )
    ]


def _words(name: str) -> Words:
    return tuple(word.casefold() for word in WORD.findall(name))


def _label(words: Words) -> str:
    """How the name would be a domain; empty when it is too short to tell."""
    label = "".join(words)
    return label if len(label) >= SHORTEST_LABEL else ""


def _domains(labels: list[str]) -> list[str]:
    """The labels that may be the name of whoever owns the host: maple-bank of www.maple-bank.co.example."""
    owned = labels[-2:-1] if len(labels[-2]) > 3 else labels[-3:-1]
    return [label.replace("-", "") for label in owned]


def _hosts_in(text: str) -> list[str]:
    return [host for link in LINK.findall(text) if (host := _host(link))]


def _host(link: str) -> str:
    """The host of a link without its www; empty for what is no host."""
    try:
        host = urlsplit(link if "//" in link else f"//{link}").hostname or ""
    except ValueError:
        return ""
    host = host.rstrip(".").removeprefix("www.")
    return host if "." in host else ""


def _host_of_its_own(website: str) -> str:
    """The host, unless the website is only a folder there, which others may have beside it."""
    host = _host(website)
    return host if host and not urlsplit(website).path.strip("/") else ""
