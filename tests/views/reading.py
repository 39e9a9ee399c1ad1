"""Reading a page as a browser would: what each field holds, and what is said beside it."""

from collections import defaultdict
from html.parser import HTMLParser

from django.contrib.messages import get_messages
from django.http import HttpResponse


class Page(HTMLParser):
    """The fields of a page and the sentences beside them."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = defaultdict(list)
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.texts: dict[str, str] = defaultdict(str)  # by id of whatever element
        self._open: list[tuple[str, str | None]] = []
        self._select = self._textarea = ""
        self.feed(response.content.decode())

    def value(self, name: str) -> str:
        """What this field would send."""
        return self.values[name][0]

    def errors(self, name: str) -> str:
        """What is said beside this field, or nothing."""
        return " ".join(self.texts[f"id_{name}_error"].split())

    def text(self, element_id: str) -> str:
        """Everything written inside this element."""
        return " ".join(self.texts[element_id].split())

    def sends(self) -> dict[str, list[str]]:
        """Everything that the form would send, but for the token."""
        return {name: values for name, values in self.values.items() if name != "csrfmiddlewaretoken"}

    VOID = ("input", "meta", "link", "br", "path", "hr", "img")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        element_id = given.get("id")
        if element_id:
            assert element_id not in self.attributes, f"two elements are called {element_id}"
            self.attributes[element_id] = given
        if tag not in self.VOID:
            self._open.append((tag, element_id))
        name = given.get("name") or ""
        if tag == "input":
            self._input(name, given)
        elif tag == "textarea":
            self._textarea = name
            self.values[name].append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.values[self._select].append(given.get("value") or "")

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        is_sent = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if name and is_sent and "disabled" not in given:
            self.values[name].append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "textarea":
            # A browser drops the line end that follows the tag.
            self.values[self._textarea] = [text.removeprefix("\n") for text in self.values[self._textarea]]
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea][-1] += data
        for _, element_id in self._open:
            if element_id:
                self.texts[element_id] += data


def words_of(response: HttpResponse) -> str:
    """The page as written, on one line."""
    return " ".join(response.content.decode().split())


def said(response: HttpResponse) -> list[str]:
    """The messages that come with it."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def assert_all_typed_is_still_there(page, sent, *, but=()):
    """Every field holds what was sent, as a browser would send it again."""
    kept = page.sends()
    for name, value in sent.items():
        if name not in ("action", *but):
            wanted = sorted(set(value)) if isinstance(value, list) else [value]
            assert sorted(kept[name]) == wanted, name
