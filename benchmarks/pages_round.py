"""One database in a process of its own: fill it, ask for each page in turn, tell microseconds and queries."""

import json
import re
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from io import BytesIO
from time import process_time
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 (only once Django is set up)
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.middleware.csrf import CSRF_SECRET_LENGTH  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from benchmarks import pages_rows  # noqa: E402
from benchmarks.client_call import medians  # noqa: E402

PORTAL = get_wsgi_application()
PAGE = 50
# A connection to PostgreSQL keeps its plan for a statement from the eleventh time on: the driver prepares what it was
# asked five times, and the server makes five plans before it keeps one (docs/decisions/0018-plans-kept.md).
UNTIL_PLANS_ARE_KEPT = 11


class Visitor:
    """Somebody who is signed in, asking the portal without a network between."""

    def __init__(self, pk: int) -> None:
        user = User.objects.get(pk=pk)
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "launches.backend.PersonBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        secret = get_random_string(CSRF_SECRET_LENGTH)  # as every browser has it after signing in
        cookies = {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: secret}
        self.cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def get(self, address: str) -> tuple[str, bytes]:
        """The status and the body."""
        said: list[str] = []

        def start(status: str, *_: object) -> Callable[[bytes], object]:
            said.append(status)
            return said.append  # type: ignore[return-value]  # of no use: nobody writes

        path, _, query = address.partition("?")
        body = PORTAL(self._environ(path, query), start)
        try:
            return said[0], b"".join(body)
        finally:
            body.close()

    def _environ(self, path: str, query: str) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_COOKIE": self.cookie,
            "HTTP_HOST": "127.0.0.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "443",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "https",
            "wsgi.input": BytesIO(),
            "wsgi.errors": sys.stderr,
        }


def addresses(launches: int, ids: dict[str, int], marker: str) -> dict[str, str]:
    """What is asked for, by its name; the first is what the others are compared with."""
    return {
        "floor": "/floor/",
        "admin list, stock": "/stock/launches/launch/",
        "admin list, ours": "/admin/launches/launch/",
        "list": "/launches/",
        "list, page 1,000": f"/launches/?before={launches - min(999 * PAGE, launches // 2) + 1}",
        "list, last page": f"/launches/?before={PAGE + 1}",
        "counters": "/counters/",
        "unchanged poll": f"/launches/rows/?seen={marker}",
        "search, rare word": "/search/",
        "search, common word": f"/launches/rows/?q={pages_rows.SEASONS[0]}",
        "list of a carrier": f"/launches/rows/?carrier={pages_rows.CARRIER}",
        "list of a pod": "/launches/rows/?pod=IN",
        "launch page": f"/launches/{ids['rich']}/",
        "activity": "/activity/rows/",
        "activity, a carrier": f"/activity/rows/?carrier={pages_rows.CARRIER}",
        "agents": "/agents/",
        "overview": "/",
        "overview of an admin": "/",
        "matrix": "/matrix/",
        "matrix, live": "/matrix/rows/?state=live",
        "insights": "/insights/",
        "insights of a pod": "/insights/figures/?pod=IN",
    }


def queries_of(visitor: Visitor, address: str) -> int:
    """How often this page asks the database."""
    asked = 0

    def count(execute: Callable[..., Any], *given: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*given)

    with connection.execute_wrapper(count):
        visitor.get(address)
    return asked


def measure(launches: int, ids: dict[str, int], rounds: int) -> dict[str, Any]:
    """Microseconds, queries and bytes of every page."""
    maya, ada = Visitor(ids["marketing"]), Visitor(ids["admin"])
    found = re.search(rb"seen=(\d+)", maya.get("/launches/rows/")[1])
    assert found, "the list does not say what it has seen"
    asked = addresses(launches, ids, found[1].decode())
    who = {name: ada if "admin" in name else maya for name in asked}
    for name, address in asked.items():
        status, _ = who[name].get(address)
        wanted = "204" if "poll" in name else "200"
        assert status.startswith(wanted), (name, status)
    calls: dict[str, Callable[[], object]] = {
        name: partial(who[name].get, address) for name, address in asked.items()
    }
    took = medians(calls, rounds, warm_up=UNTIL_PLANS_ARE_KEPT)
    worked = medians(calls, rounds, process_time, warm_up=0)
    return {
        name: {
            "microseconds": took[name],
            "processor": worked[name],
            "queries": queries_of(who[name], address),
            "bytes": len(who[name].get(address)[1]),
        }
        for name, address in asked.items()
    }


if __name__ == "__main__":
    how_many, how_often = int(sys.argv[1]), int(sys.argv[2])
    print(json.dumps(measure(how_many, pages_rows.fill(how_many), how_often)))
