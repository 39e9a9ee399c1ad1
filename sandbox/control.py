"""The control page's addresses: look at the sandbox, and tell it how to answer."""

from __future__ import annotations

from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from sandbox.exchange import HTML_TYPE, Answer, json_bytes
from sandbox.page import ENDPOINTS, control_page, masked

if TYPE_CHECKING:
    from sandbox.server import Sandbox

SAFETY = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)
DONE = {
    "order": "Ordered.",
    "honest": "Taken back: every answer is honest, at once.",
    "dials": "Set.",
    "time": "Time has moved on for the carriers.",
    "reset": "The sandbox has forgotten everything.",
}


class Wrong(ValueError):
    """A form that makes no sense; the text says why."""


def is_for_control(target: str) -> bool:
    path = urlsplit(target).path
    return path in ("/", "/control.css", "/favicon.ico") or path.split("/")[1:2] == ["control"]


def answer(sandbox: Sandbox, method: str, target: str, headers: Message, body: bytes) -> Answer:
    """The page, its style sheet, the list of what arrived as JSON, or what a form asked for."""
    url = urlsplit(target)
    if method == "POST":
        return _act(sandbox, url.path.removeprefix("/control/"), headers, body)
    match url.path:
        case "/" | "/control" | "/control/":
            return _page(sandbox, notice=DONE.get(url.query.removeprefix("done="), ""))
        case "/control.css":
            style = Path(__file__).with_name("control.css").read_bytes()
            return Answer(200, style, (("Content-Type", "text/css; charset=utf-8"), *SAFETY))
        case "/control/arrived.json":
            return Answer(200, json_bytes(_arrived(sandbox)))
    return Answer(404, b"No such page. The control page is at /control\n", (("Content-Type", "text/plain"),))


def _page(sandbox: Sandbox, *, notice: str = "", problem: str = "") -> Answer:
    body = control_page(sandbox, notice, problem)
    return Answer(422 if problem else 200, body, (HTML_TYPE, *SAFETY))


def _act(sandbox: Sandbox, action: str, headers: Message, body: bytes) -> Answer:
    # A page of somebody else's must not press our buttons in the visitor's browser.
    if headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        return Answer(403, b"Only from the control page itself\n", (("Content-Type", "text/plain"),))
    form = dict(parse_qsl(body.decode("utf-8", "replace")))
    try:
        _do(sandbox, action, form)
    except Wrong as problem:
        return _page(sandbox, problem=str(problem))
    return Answer(303, b"", (("Location", f"/control?done={action}"),))


def _do(sandbox: Sandbox, action: str, form: dict[str, str]) -> None:
    match action:
        case "order":
            _order(sandbox, form)
        case "dials":
            latency = _number(form, "latency", 60)
            failures = _number(form, "failures", 100)
            with sandbox.store.change() as memory:
                memory.latency, memory.failure_rate = latency, failures / 100
        case "time":
            sandbox.move_time(_number(form, "seconds", 366 * 86_400))
        case "honest":
            sandbox.answer_honestly()
        case "reset":
            sandbox.reset()
        case _:
            raise Wrong("There is no such button.")


def _order(sandbox: Sandbox, form: dict[str, str]) -> None:
    endpoint = form.get("endpoint", "")
    if endpoint not in ENDPOINTS:
        raise Wrong("There is no such call.")
    times = int(_number(form, "times", 1000))
    try:
        sandbox.answer_next(
            form.get("scenario", ""), on=endpoint, times=times, taken=form.get("taken") == "yes"
        )
    except KeyError:
        raise Wrong("There is no such scenario.") from None


def _number(form: dict[str, str], name: str, most: float) -> float:
    try:
        number = float(form.get(name, ""))
    except ValueError:
        raise Wrong(f"{name}: not a number.") from None
    if not 0 <= number <= most:
        raise Wrong(f"{name}: between 0 and {most:g}, please.")
    return number


def _arrived(sandbox: Sandbox) -> list[dict[str, object]]:
    """Every call that arrived, oldest first, the key masked."""
    return [
        {
            "at": arrival.at,
            "method": arrival.method,
            "path": arrival.path,
            "pod": arrival.pod,
            "endpoint": arrival.endpoint,
            "headers": masked(arrival),
            "body": arrival.body.decode("utf-8", "replace"),
            "status": arrival.status,
            "scenario": arrival.scenario,
            "note": arrival.note,
        }
        for arrival in list(sandbox.requests)
    ]
