"""KaleyraClient: one method per endpoint, each answering in our words or raising one of the KaleyraError family."""

from __future__ import annotations

import logging
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from .account import Account, Options, PathForm
from .errors import Refused, TryLater, meaning_of
from .exchange import Exchange, Redactor, masked_sid
from .reading import folded, identifier, read_json
from .replies import AgentsReply, CatalogueReply, LaunchReply, read_agents, read_catalogue, read_launch
from .verdicts import Verdict, judge_change, judge_reading
from .wire import Received, Wire

T = TypeVar("T")
log = logging.getLogger(__name__)

# Kaleyra docs print two addresses for each of these: one in the curl samples, another in the prose.
PATHS = {
    "launch_agent": {"curl": "/agent/launch"},
    "launch_carriers": {"curl": "/agent/carrierlaunch"},
    "launch_status": {"curl": "/agent/agentlaunchstatus", "prose": "/agentlaunchstatus"},
    "regions": {"curl": "/agent/agent_regions", "prose": "/agent_regions"},
    "agents": {"curl": "/agents"},
}
_FIRST_PAUSE = 0.25  # seconds before the second try of a read; doubled each time, then drawn by lot


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A success, and every try that it took, the oldest first."""

    value: T
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True)
class _Try:
    """One try and what it came to."""

    verdict: Verdict
    exchange: Exchange


class KaleyraClient:
    """Speaks to one account. Safe for threads; each process makes its own."""

    def __init__(self, account: Account, options: Options = Options()) -> None:
        self.account = account
        self.options = options
        self._wire = Wire(account, options)
        self._redactor = Redactor(account.api_key, account.sid)
        self._masked_root = account.root.replace(account.sid, masked_sid(account.sid))
        self._path_forms: dict[str, str] = {}

    @property
    def path_forms(self) -> dict[str, str]:
        """Which form of the address won, by endpoint, as far as it is known."""
        return dict(self._path_forms)

    def launch_agent(self, body: str) -> Answer[LaunchReply]:
        """Kaleyra has taken this agent launch and named it. The body is sent as it is, once."""
        return self._change("launch_agent", body, sent_id=None)

    def launch_carriers(self, body: str) -> Answer[LaunchReply]:
        """Kaleyra has taken these further carriers of a launch. The body is sent as it is, once."""
        return self._change("launch_carriers", body, sent_id="")

    def launch_status(self, *, agent_no: str, agent_launch_id: str) -> Answer[LaunchReply]:
        """What Kaleyra says of this launch now."""
        query = "?" + urlencode({"agent_number": agent_no, "agent_launch_id": agent_launch_id})

        def read(document: Any) -> LaunchReply:
            return read_launch(document, agent_launch_id)

        return self._ask("launch_status", read, query, agent_launch_id)

    def regions(self) -> Answer[CatalogueReply]:
        """The account's catalogue of carrier regions."""
        return self._ask("regions", read_catalogue)

    def agents(self) -> Answer[AgentsReply]:
        """The account's agents."""
        return self._ask("agents", read_agents)

    def close(self) -> None:
        """Close the idle connections."""
        self._wire.close()

    # A change: once, and every doubt is said.

    def _change(self, endpoint: str, body: str, *, sent_id: str | None) -> Answer[LaunchReply]:
        try:
            raw = body.encode()
            request = read_json(raw)
        except ValueError:
            raise Refused(meaning_of("bad request text"), detail="the request is not sound JSON") from None
        if sent_id is not None:
            sent_id = identifier(folded(request).get("agentlaunchid"))
        path = PATHS[endpoint]["curl"]
        started = time.monotonic()
        deadline = started + self.options.total_timeout
        started_at = datetime.now(UTC)
        received = self._wire.post(self.account.root + path, raw, deadline)
        verdict = judge_change(received, sent_id=sent_id)
        exchange = self._record(endpoint, "POST", path, body, started_at, started, received, verdict)
        if verdict.family:
            raise verdict.error(received.status, self._redactor, (exchange,))
        return Answer(read_launch(verdict.said.document), (exchange,))

    # A read: again and again within its time, at either address.

    def _ask(self, endpoint: str, read: Callable[[Any], T], query: str = "", asked_id: str = "") -> Answer[T]:
        deadline = time.monotonic() + self.options.total_timeout
        exchanges: tuple[Exchange, ...] = ()
        first: Verdict | None = None
        status: int | None = None
        for form in self._forms(endpoint):
            tries = self._tries(endpoint, PATHS[endpoint][form] + query, asked_id, deadline)
            exchanges += tuple(each.exchange for each in tries)
            verdict = tries[-1].verdict
            if verdict.family is None:
                self._path_forms[endpoint] = form
                return Answer(read(verdict.said.document), exchanges)
            if first is None:
                first, status = verdict, exchanges[-1].http_status
            if not _is_wrong_address(exchanges[-1].http_status, verdict):
                first, status = verdict, exchanges[-1].http_status
                break
        assert first is not None
        raise first.error(status, self._redactor, exchanges)

    def _forms(self, endpoint: str) -> list[str]:
        """The address forms to try, the pinned one alone, or else the one that worked last time first."""
        forms = list(PATHS[endpoint])
        if len(forms) == 1:
            return forms
        pinned: PathForm = self.options.path_form
        if pinned != "auto":
            return [pinned]
        winner = self._path_forms.get(endpoint, forms[0])
        return sorted(forms, key=lambda form: form != winner)

    def _tries(self, endpoint: str, path: str, asked_id: str, deadline: float) -> list[_Try]:
        """The tries at one address, until one is not worth repeating or the time is over."""
        tries: list[_Try] = []
        while True:
            tries.append(self._try(endpoint, path, asked_id, deadline))
            verdict = tries[-1].verdict
            wrong_address = _is_wrong_address(tries[-1].exchange.http_status, verdict)
            if verdict.family is not TryLater or wrong_address or len(tries) == self.options.get_tries:
                return tries
            pause = _pause(len(tries), verdict.retry_after)
            if time.monotonic() + pause >= deadline:
                return tries
            time.sleep(pause)

    def _try(self, endpoint: str, path: str, asked_id: str, deadline: float) -> _Try:
        started, started_at = time.monotonic(), datetime.now(UTC)
        received = self._wire.get(self.account.root + path, deadline)
        verdict = judge_reading(received, asked_id=asked_id)
        return _Try(verdict, self._record(endpoint, "GET", path, "", started_at, started, received, verdict))

    def _record(
        self,
        endpoint: str,
        method: str,
        path: str,
        body: str,
        started_at: datetime,
        started: float,
        received: Received,
        verdict: Verdict,
    ) -> Exchange:
        """The exchange as it may be kept, and one line in the log."""
        response_body, is_long = self._redactor.clean_body(received.body)
        exchange = Exchange(
            endpoint=endpoint,
            method=method,
            url=self._masked_root + path,
            request_headers={"api-key": "[api-key]", "Content-Type": "application/json"},
            request_body=self._redactor.clean(body),
            started_at=started_at,
            duration_ms=round((time.monotonic() - started) * 1000),
            connected=received.connected,
            http_status=received.status,
            code=self._redactor.clean(verdict.said.code),
            response_headers=self._redactor.clean_headers(received.headers),
            response_body=response_body,
            truncated=is_long or received.cut,
            verdict=verdict.word,
            problem=self._redactor.clean(verdict.problem),
            request_id=uuid.uuid4().hex,
        )
        log.info(
            "%s %s: %s, HTTP %s, %d ms, %s",
            method, endpoint, exchange.verdict, exchange.http_status, exchange.duration_ms, exchange.request_id,
        )  # fmt: skip
        return exchange


def _is_wrong_address(status: int | None, verdict: Verdict) -> bool:
    """Whether this answer means that the other form of the address should be tried."""
    return status in (404, 405) or (verdict.said.code == "RCS904" and verdict.said.is_about_agent_details)


def _pause(tries: int, wanted: float | None) -> float:
    """Seconds before the next try: at least what was asked for, and never the same for everybody."""
    longest = _FIRST_PAUSE * 2.0 ** (tries - 1)
    return (wanted or 0.0) + random.uniform(longest / 2, longest)  # noqa: S311 - no secret hangs on it
