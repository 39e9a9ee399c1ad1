"""What a visit weighs: requests and compressed KiB, the first time and with the static files at hand.

    .venv/bin/python -m benchmarks.weights

Served as in production (hashed and compressed static files, no DEBUG), asked for over plain HTTP as a browser would:
the page and everything that it names. The goals: a first visit at most 45 KiB in 6 requests, the next page 6 KiB.
"""

import gzip
import re
import sys
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from benchmarks.demo_portal import PASSWORD, running
from launches.management.demo import PAST

FIRST_KIB, FIRST_REQUESTS, NEXT_KIB = 45.0, 6, 6.0
NAMED = re.compile(r"<(?:link[^>]+href|script[^>]+src)=[\"'](/static/[^\"']+)[\"']")


class Visitor:
    """A browser's cookies and what it asks for."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.cookies: dict[str, str] = {}

    def get(self, path: str, status: int = 200) -> tuple[int, str]:
        """How many bytes came over the wire, and the page."""
        response, body = self._ask("GET", path)
        assert response.status == status, (path, response.status)
        is_packed = response.headers.get("Content-Encoding") == "gzip"
        return len(body), (gzip.decompress(body) if is_packed else body).decode()

    def sign_in(self, username: str) -> None:
        """This person is signed in from now on."""
        _, page = self.get("/sign-in/")
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found, "the sign-in page has no form"
        typed = {"csrfmiddlewaretoken": found[1], "username": username, "password": PASSWORD}
        response, _ = self._ask("POST", "/sign-in/", urlencode(typed))
        assert response.status == 302, response.status

    def _ask(self, method: str, path: str, body: str = "") -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection(self.host, timeout=30)
        headers = {
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
        return response, content


def weigh(visitor: Visitor, path: str) -> tuple[int, float, float]:
    """Requests and KiB of a first visit to this page, and KiB of the page alone."""
    page_bytes, page = visitor.get(path)
    named = sorted(set(NAMED.findall(page)))
    static_bytes = sum(visitor.get(name)[0] for name in named)
    return 1 + len(named), (page_bytes + static_bytes) / 1024, page_bytes / 1024


def main() -> int:
    """Print the table; 1 when a page is heavier than it may be."""
    is_light = True
    with running(debug=False) as address:
        visitor = Visitor(address)
        print(f"{'page':24} {'requests':>9} {'first KiB':>10} {'next KiB':>9}")
        for path in (
            "/sign-in/",
            "/",
            "/launches/",
            f"/launches/{len(PAST) + 1}/",
            "/launches/new/",
            "/agents/",
            "/carriers/",
            "/matrix/",
            "/activity/",
            "/insights/",
        ):
            if path == "/":
                visitor.sign_in("marketing")
            requests, first, next_page = weigh(visitor, path)
            fits = requests <= FIRST_REQUESTS and first <= FIRST_KIB and next_page <= NEXT_KIB
            is_light = is_light and fits
            print(f"{path:24} {requests:9} {first:10.1f} {next_page:9.1f}{'' if fits else '  too heavy'}")
    print(f"{'goal':24} {FIRST_REQUESTS:9} {FIRST_KIB:10.1f} {NEXT_KIB:9.1f}")
    return 0 if is_light else 1


if __name__ == "__main__":
    sys.exit(main())
