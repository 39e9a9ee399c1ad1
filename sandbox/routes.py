"""Which endpoint a call is for: the documents' curl paths, and the prose forms that leave out `/agent`."""

from __future__ import annotations

import json
from email.message import Message
from urllib.parse import parse_qsl, unquote, urlsplit

from sandbox.exchange import Request

#: path below /v1/<sid>/rcs -> endpoint and form. Kaleyra docs print both forms of the two GETs.
PATHS = {
    "agent/launch": ("launch", "curl"),
    "agent/carrierlaunch": ("carrierlaunch", "curl"),
    "agent/agentlaunchstatus": ("status", "curl"),
    "agentlaunchstatus": ("status", "prose"),
    "agent/agent_regions": ("regions", "curl"),
    "agent_regions": ("regions", "prose"),
    "agents": ("agents", "curl"),
}
METHODS = {"launch": "POST", "carrierlaunch": "POST"}  # all others are read with GET


def read(method: str, target: str, headers: Message, body: bytes) -> Request:
    """The call, understood as far as its path, query and body go."""
    url = urlsplit(target)
    query = dict(parse_qsl(url.query, keep_blank_values=True))
    pod, parts = _pod_and_parts(url.path)
    if len(parts) < 4 or parts[0] != "v1" or parts[2] != "rcs":
        return Request(method, target, headers, body, pod=pod, query=query)
    endpoint, form, agent_no = _endpoint("/".join(parts[3:]))
    agent_no = agent_no or query.get("agent_number", "").strip() or _agent_in(body)
    return Request(method, target, headers, body, pod, unquote(parts[1]), endpoint, form, agent_no, query)


def _pod_and_parts(path: str) -> tuple[str, list[str]]:
    """The pod from a prefix /in or /na, else NA, and the rest of the path."""
    parts = path.strip("/").split("/")
    if parts[0] in ("in", "na"):
        return parts[0].upper(), parts[1:]
    return "NA", parts


def _endpoint(below: str) -> tuple[str, str, str]:
    if below in PATHS:
        return *PATHS[below], ""
    first, _, number = below.partition("/")
    if first == "agent" and number and "/" not in number:
        return "agent", "curl", unquote(number)
    return "", "", ""


def _agent_in(body: bytes) -> str:
    """The agent number in a body, wherever it stands; empty if there is none to be found."""
    try:
        sent = json.loads(body)
        number = sent.get("agent_no") or sent["launch"]["agent_no"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ""
    return number.strip() if isinstance(number, str) else ""
