"""KaleyraClient: one method per endpoint, which answers in our words or raises one of the KaleyraError family."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar
from urllib.parse import quote_plus

from .account import Account, Options, PathForm
from .errors import Refused, meaning_of
from .exchange import Exchange, Redactor, Same, fingerprint, masked_sid, new_request_id
from .reading import folded, identifier, read_json
from .replies import AgentsReply, CatalogueReply, LaunchReply, read_agents, read_catalogue, read_launch
from .tries import Moment, Request, Try
from .verdicts import Verdict, judge_change, judge_reading
from .wire import Received, Wire

T = TypeVar("T")
Heard = tuple[Moment, Received]
LastLook = Callable[[], None]
log = logging.getLogger(__name__)

# Kaleyra docs print two addresses for each of these: one in the curl samples, another in the prose.
PATHS = {
    "launch_agent": {"curl": "/agent/launch"},
    "launch_carriers": {"curl": "/agent/carrierlaunch"},
    "launch_status": {"curl": "/agent/agentlaunchstatus", "prose": "/agentlaunchstatus"},
    "regions": {"curl": "/agent/agent_regions", "prose": "/agent_regions"},
    "agents": {"curl": "/agents"},
}
LISTS = {"regions", "agents"}
_DEFAULTS = Options()
_FIRST_PAUSE = 0.25  # seconds before the second try of a read; doubled each time, then randomised


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A success, and every try that it took, the oldest first."""

    value: T
    exchanges: tuple[Exchange, ...]


class KaleyraClient:
    """Speaks to one account. Safe for threads; each process makes its own."""

    def __init__(self, account: Account, options: Options = _DEFAULTS) -> None:
        self.account = account
        self.options = options
        self._redactor = Redactor(account.api_key, account.sid)
        self._wire = Wire(account, options, self._redactor)
        self._root = account.root
        self._shown_root = f"{account.base_url}/v1/{masked_sid(account.sid)}/rcs"
        self._path_forms: dict[str, str] = {}

    @property
    def path_forms(self) -> dict[str, str]:
        """Which form of the address won, by endpoint, as far as it is known."""
        return dict(self._path_forms)

    def launch_agent(self, body: str, *, last_look: LastLook = lambda: None) -> Answer[LaunchReply]:
        """Kaleyra has taken this agent launch and named it. The body is sent as it is, once.

        `last_look` is called when the connection stands; what it raises is passed on, and nothing is sent.
        """
        return self._change("launch_agent", body, last_look, sent_id=None)

    def launch_carriers(self, body: str, *, last_look: LastLook = lambda: None) -> Answer[LaunchReply]:
        """Kaleyra has taken these further carriers of a launch. The body is sent as it is, once.

        `last_look` as for launch_agent.
        """
        return self._change("launch_carriers", body, last_look, sent_id="")

    def launch_status(self, *, agent_no: str, agent_launch_id: str) -> Answer[LaunchReply]:
        """What Kaleyra says of this launch now."""
        query = _status_query(agent_no, agent_launch_id)
        return self._ask("launch_status", _reader_of(agent_launch_id), query, agent_launch_id)

    def launch_news(self, *, agent_no: str, agent_launch_id: str, known: bytes) -> Answer[LaunchReply] | Same:
        """What Kaleyra says of this launch now; Same when that is, to the letter, the answer with this fingerprint."""
        deadline = time.monotonic() + self.options.total_timeout
        query = _status_query(agent_no, agent_launch_id)
        path = PATHS["launch_status"][self._forms("launch_status")[0]] + query
        moment, received = begun = self._hear("launch_status", path, deadline)
        if self._fingerprint(path, received) == known:
            return Same(moment.started_at, moment.passed_ms(), new_request_id())
        read = _reader_of(agent_launch_id)
        return self._ask("launch_status", read, query, agent_launch_id, begun=begun, deadline=deadline)

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

    def _change(
        self, endpoint: str, body: str, last_look: LastLook, *, sent_id: str | None
    ) -> Answer[LaunchReply]:
        raw, request = _checked(body)
        if sent_id is not None:
            sent_id = identifier(folded(request).get("agentlaunchid"))
        moment = Moment()
        path = PATHS[endpoint]["curl"]
        deadline = moment.started + self.options.total_timeout
        received = self._wire.post(self._root + path, raw, deadline, last_look)
        verdict = judge_change(received, sent_id=sent_id)
        exchange = self._record(Request(endpoint, "POST", path, body), moment, received, verdict)
        if verdict.family:
            raise verdict.error(received.status, self._redactor, (exchange,))
        return Answer(read_launch(verdict.said.document), (exchange,))

    # A read: again and again within its time, at either address.

    def _ask(
        self,
        endpoint: str,
        read: Callable[[Any], T],
        query: str = "",
        asked_id: str = "",
        *,
        begun: Heard | None = None,
        deadline: float | None = None,
    ) -> Answer[T]:
        deadline = deadline or time.monotonic() + self.options.total_timeout
        tries: list[Try] = []
        last_at_each: list[Try] = []
        for form in self._forms(endpoint):
            request = Request(endpoint, "GET", PATHS[endpoint][form] + query)
            tries += self._tries(request, asked_id, deadline, begun)
            begun = None
            last = tries[-1]
            last_at_each.append(last)
            if last.verdict.family is None:
                self._path_forms[endpoint] = form
                return Answer(read(last.verdict.said.document), _exchanges(tries))
            if not last.is_wrong_address:
                break
        # When both addresses are wrong, the answer of the likelier one is told.
        told = last_at_each[0] if last_at_each[-1].is_wrong_address else last_at_each[-1]
        raise told.verdict.error(told.exchange.http_status, self._redactor, _exchanges(tries))

    def _forms(self, endpoint: str) -> list[str]:
        """The address forms to try: the pinned one alone, or else the one that worked last first."""
        forms = list(PATHS[endpoint])
        pinned: PathForm = self.options.path_form
        if pinned in forms and pinned != "auto":
            return [pinned]
        first = self._path_forms.get(endpoint, forms[0])
        return sorted(forms, key=lambda form: form != first)

    def _tries(
        self, request: Request, asked_id: str, deadline: float, begun: Heard | None = None
    ) -> list[Try]:
        """The tries at one address, until one is not worth repeating or the time is over."""
        tries = [self._try(request, asked_id, deadline, begun)]
        while tries[-1].is_worth_repeating and len(tries) < self.options.get_tries:
            pause = _pause(len(tries), tries[-1].verdict.retry_after)
            if time.monotonic() + pause >= deadline:
                break
            time.sleep(pause)
            tries.append(self._try(request, asked_id, deadline))
        return tries

    def _try(self, request: Request, asked_id: str, deadline: float, begun: Heard | None = None) -> Try:
        moment, received = begun or self._hear(request.endpoint, request.path, deadline)
        verdict = judge_reading(received, asked_id=asked_id)
        return Try(verdict, self._record(request, moment, received, verdict))

    def _hear(self, endpoint: str, path: str, deadline: float) -> Heard:
        moment = Moment()
        limit = self.options.max_list_bytes if endpoint in LISTS else self.options.max_bytes
        return moment, self._wire.get(self._root + path, deadline, limit=limit)

    def _fingerprint(self, path: str, received: Received) -> bytes | None:
        """Of an answer that came whole, with the status of a success."""
        if received.status != 200 or received.problem:
            return None
        return fingerprint(self._shown_root + path, received.body)

    def _record(self, request: Request, moment: Moment, received: Received, verdict: Verdict) -> Exchange:
        """The exchange as it may be kept, and one line in the log."""
        clean = self._redactor.clean
        response_body, is_long = self._redactor.clean_body(received.body)
        is_told = request.endpoint == "launch_status" and verdict.family is None
        exchange = Exchange(
            endpoint=request.endpoint,
            method=request.method,
            url=self._shown_root + clean(request.path),
            request_headers={"api-key": "[api-key]", "Content-Type": "application/json"},
            request_body=clean(request.body),
            started_at=moment.started_at,
            duration_ms=moment.passed_ms(),
            connected=received.connected,
            http_status=received.status,
            code=clean(verdict.said.code),
            response_headers=self._redactor.clean_headers(received.headers),
            response_body=response_body,
            truncated=is_long or received.cut,
            verdict=verdict.word,
            problem=clean(verdict.problem),
            request_id=new_request_id(),
            fingerprint=self._fingerprint(request.path, received) if is_told else None,
        )
        words = (exchange.endpoint, exchange.verdict, exchange.http_status, exchange.duration_ms)
        # A good reading is one of thousands a minute, and every exchange is kept by whoever asked.
        level = logging.DEBUG if request.method == "GET" and verdict.family is None else logging.INFO
        log.log(level, "%s: %s, HTTP %s, %d ms, %s", *words, exchange.request_id)
        return exchange


def _status_query(agent_no: str, agent_launch_id: str) -> str:
    return f"?agent_number={quote_plus(agent_no)}&agent_launch_id={quote_plus(agent_launch_id)}"


def _reader_of(agent_launch_id: str) -> Callable[[Any], LaunchReply]:
    return partial(read_launch, wanted_id=agent_launch_id)


def _checked(body: str) -> tuple[bytes, Any]:
    """The bytes to send and what they say. Raises Refused: what is not JSON here would be refused there."""
    try:
        raw = body.encode()
        return raw, read_json(raw)
    except ValueError:
        raise Refused(meaning_of("bad request text"), detail="the request is not sound JSON") from None


def _exchanges(tries: list[Try]) -> tuple[Exchange, ...]:
    return tuple(each.exchange for each in tries)


def _pause(tries: int, wanted: float | None) -> float:
    """Seconds before the next try: at least what was asked for, and never the same for everybody."""
    longest = _FIRST_PAUSE * 2.0 ** (tries - 1)
    return (wanted or 0.0) + random.uniform(longest / 2, longest)  # noqa: S311 (jitter, not a secret)
