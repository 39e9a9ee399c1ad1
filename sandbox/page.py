"""The control page as HTML. Everything that came from outside is escaped here."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from sandbox.carriers import LAUNCHED, PENDING, REJECTED, SUBMITTED, SUSPENDED
from sandbox.catalogue import PODS
from sandbox.exchange import Arrival
from sandbox.scenarios import GROUPS, Scenario, find

if TYPE_CHECKING:
    from sandbox.server import Sandbox

MOST_SHOWN = 50
LONGEST_BODY = 20_000
ENDPOINTS = {
    "": "any call",
    "launch": "agent launch",
    "carrierlaunch": "carrier launch",
    "status": "launch status",
    "regions": "carriers",
    "agents": "agents",
    "agent": "one agent",
}
STATES = {
    SUBMITTED: "submitted",
    PENDING: "pending",
    LAUNCHED: "launched",
    REJECTED: "rejected",
    SUSPENDED: "suspended",
}


def control_page(sandbox: Sandbox, notice: str = "", problem: str = "") -> bytes:
    """The whole page, with a sentence about what was just done or why it was not."""
    memory = sandbox.store.memory
    template = Template(Path(__file__).with_name("control.html").read_text(encoding="utf-8"))
    text = template.substitute(
        state=_state(sandbox),
        notice=_notice(notice, problem),
        orders=_orders(sandbox),
        scenario_options=_scenario_options(),
        endpoint_options=_options(ENDPOINTS.items()),
        latency=f"{memory.latency:g}",
        failures=f"{memory.failure_rate * 100:g}",
        decide_after=f"{sandbox.director.api.decide_after:g}",
        arrivals=_arrivals(sandbox.requests[: -MOST_SHOWN - 1 : -1]),
        launches=_launches(sandbox),
        scenario_tables="".join(_scenario_table(*group) for group in GROUPS.items()),
    )
    return text.encode("utf-8", "replace")  # half a surrogate pair may have arrived


def masked(arrival: Arrival) -> dict[str, str]:
    """The headers as sent, but for the key."""
    return {
        name: "(masked)" if name.lower() == "api-key" else value for name, value in arrival.headers.items()
    }


def _state(sandbox: Sandbox) -> str:
    arrived = len(sandbox.requests)
    taken = sum(len(sandbox.launches(pod)) for pod in PODS)
    ahead = sandbox.store.memory.ahead
    moved = f", time moved on by {ahead:g} seconds" if ahead else ""
    return escape(f"{arrived} calls arrived, {taken} launches taken{moved}.")


def _notice(notice: str, problem: str) -> str:
    if problem:
        return f'<p class="notice problem" role="alert">{escape(problem)}</p>'
    return f'<p class="notice" role="status">{escape(notice)}</p>' if notice else ""


def _orders(sandbox: Sandbox) -> str:
    plans = list(sandbox.store.memory.plans)
    if not plans:
        return '<p class="empty">Nothing is ordered: every answer is honest.</p>'
    rows = "".join(
        f"<li>{escape(find(plan.scenario).title)}: on {ENDPOINTS[plan.endpoint]}, "
        f"{f'{plan.times} more' if plan.times else 'until taken back'}"
        f"{', taken' if plan.taken else ''}</li>"
        for plan in plans
    )
    take_back = '<form method="post" action="/control/honest"><button class="plain">Take back</button></form>'
    return f'<div class="orders"><ul>{rows}</ul>{take_back}</div>'


def _options(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in pairs)


def _scenario_options() -> str:
    return "".join(
        f'<optgroup label="{escape(title)}">{_options((row.name, row.title) for row in rows)}</optgroup>'
        for title, rows in GROUPS.items()
    )


def _arrivals(arrivals: list[Arrival]) -> str:
    if not arrivals:
        return '<p class="empty">Nothing yet. Point the portal at this address and launch an agent.</p>'
    return "".join(map(_arrival, arrivals))


def _arrival(arrival: Arrival) -> str:
    said = " · ".join(filter(None, (arrival.scenario, arrival.note)))
    status = arrival.status or "…"
    mood = "ok" if arrival.status in (200, 201) and not arrival.scenario else "no"
    at = datetime.fromtimestamp(arrival.at, UTC).strftime("%H:%M:%S")
    headers = "\n".join(f"{name}: {value}" for name, value in masked(arrival).items())
    return (
        f"<details><summary><time>{at} UTC</time> "
        f'<span class="what">{escape(arrival.method)} <code>{escape(arrival.path)}</code></span> '
        f'<span class="said">{escape(said)}</span> '
        f'<span class="status {mood}">{status}</span></summary>'
        f'<pre tabindex="0">{escape(headers)}</pre>{_body(arrival.body)}</details>'
    )


def _body(body: bytes) -> str:
    if not body:
        return ""
    text = body[:LONGEST_BODY].decode("utf-8", "replace")
    with contextlib.suppress(ValueError, RecursionError):  # what is no JSON is shown as it came
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    return f'<pre tabindex="0">{escape(text)}</pre>'


def _launches(sandbox: Sandbox) -> str:
    rows = [
        _launch(sandbox, pod, launch)
        for pod in PODS
        for launch in sandbox.launches(pod)[: -MOST_SHOWN - 1 : -1]
    ]
    if not rows:
        return '<p class="empty">None yet.</p>'
    table = _table(("Launch", "Agent", "Id", "Carriers"), rows)
    return f'<div class="wide" tabindex="0" role="region" aria-label="Table of launches">{table}</div>'


def _launch(sandbox: Sandbox, pod: str, launch: dict[str, Any]) -> str:
    says = sandbox.director.api.states(pod, launch)
    carriers = "".join(
        f"<li>{escape(carrier.display_name)}: {STATES.get(state, f'state {state}')}</li>"
        for carrier, state in says
    )
    cells = (
        escape(launch["launch"]["launch_name"]),
        f"{escape(launch['agent_no'])} ({pod})",
        f"<code>{escape(launch['agent_launch_id'])}</code>",
        f"<ul>{carriers}</ul>",
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _scenario_table(title: str, scenarios: tuple[Scenario, ...]) -> str:
    rows = (
        f"<tr><td>{row.number}</td><td><code>{row.name}</code></td><td>{escape(row.title)}</td></tr>"
        for row in scenarios
    )
    what = f'<span class="what">{escape(title)}</span> <span class="said">{len(scenarios)}</span>'
    table = _table(("Number", "Name", "What happens"), rows)
    return f"<details><summary>{what}</summary>{table}</details>"


def _table(columns: Iterable[str], rows: Iterable[str]) -> str:
    head = "".join(f'<th scope="col">{words}</th>' for words in columns)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
