"""Our words and theirs: settings to client, submission to request, reply to our regions and states.

The only module that constructs a client, and the one that records every exchange.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone

from launches.curl import command_line
from launches.kaleyra import (
    Account,
    AgentLaunch,
    CarrierLaunch,
    Exchange,
    KaleyraClient,
    LaunchRegionRow,
    LaunchReply,
    Misconfigured,
    Options,
    PathForm,
    identifier,
)
from launches.kaleyra import LaunchRegion as PayloadRegion
from launches.models import Agent, ApiCall, CarrierRegion, SameRow, StateCode, Submission
from launches.statuses import CarrierState

# Google's names for the states, as they may come in place of an integer (docs/kaleyra.md, reading 4).
STATE_NAMES = {
    "UNSPECIFIED": CarrierState.SUBMITTED,
    "UNLAUNCHED": CarrierState.UNLAUNCHED,
    "PENDING": CarrierState.PENDING,
    "LAUNCHED": CarrierState.LIVE,
    "REJECTED": CarrierState.REJECTED,
    "SUSPENDED": CarrierState.SUSPENDED,
    "PENDING_UNLAUNCH": CarrierState.ENDING,
    "INVALID": CarrierState.INVALID,
}
MASK = "••••••••"
Asked = tuple[Exchange, str, int]  # with the pod and the launch that it was about


@dataclass(frozen=True)
class RequestPreview:
    """One request as people may see it: the key and the SID masked."""

    method: str
    url: str
    headers: dict[str, str]
    body: str
    curl: str


def offered_pods() -> list[str]:
    """The pods that an account is configured for."""
    return sorted(settings.KALEYRA_PODS)


def client_for(pod: str) -> KaleyraClient:
    """The client of this pod, one per process. Raises KeyError when the pod has no account."""
    return _client(
        pod,
        tuple(settings.KALEYRA_PODS[pod].items()),
        settings.KALEYRA_CONNECT_TIMEOUT,
        settings.KALEYRA_READ_TIMEOUT,
        settings.KALEYRA_TIMEOUT,
        settings.KALEYRA_PATH_FORM,
        settings.KALEYRA_PARALLEL,
    )


def why_unusable(pod: str) -> str:
    """What in this pod's settings keeps a client from being made, in words; empty when nothing does."""
    try:
        client_for(pod)
    except Misconfigured as problem:
        return problem.detail
    return ""


@lru_cache(maxsize=8)
def _client(
    pod: str,
    account: tuple[tuple[str, str], ...],
    connect_timeout: float,
    read_timeout: float,
    total_timeout: float,
    path_form: PathForm,
    parallel: int,
) -> KaleyraClient:
    options = Options(
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        total_timeout=total_timeout,
        path_form=path_form,
        pool_size=2 * parallel,  # a periodic round and a requested one may overlap
    )
    return KaleyraClient(Account(pod, **dict(account)), options)


def payload_for(submission: Submission) -> str:
    """The request body for this submission as it stands now: what a person approves and what is then sent."""
    launch = submission.launch
    agent_no = launch.agent.agent_no
    if not submission.is_agent_launch:
        regions = _payload_regions(submission, settings.KALEYRA_CARRIER_REGION)
        return CarrierLaunch(
            agent_no=agent_no, agent_launch_id=launch.agent_launch_id, regions=regions
        ).to_json()
    return AgentLaunch(
        agent_no=agent_no,
        launch_name=launch.launch_name,
        launch_type=launch.launch_type,
        optin_description=launch.optin_description,
        trigger_description=launch.trigger_description,
        interactions_description=launch.interactions_description,
        optout_description=launch.optout_description,
        agent_access_instructions=launch.agent_access_instructions,
        video_uris=tuple(launch.video_uris),
        screenshot_uris=tuple(launch.screenshot_uris),
        regions=_payload_regions(submission, settings.KALEYRA_LAUNCH_REGION),
    ).to_json()


def _payload_regions(submission: Submission, style: str) -> tuple[PayloadRegion, ...]:
    attribute = "remote_id" if style == "id" else style
    return tuple(
        PayloadRegion(region_id=region.remote_id, region=getattr(region, attribute))
        for region in submission.chosen_regions()
    )


def fingerprint(payload: str) -> str:
    """The SHA-256 by which an approved request is recognised."""
    return hashlib.sha256(payload.encode()).hexdigest()


def preview(submission: Submission) -> RequestPreview:
    """The exact request: as frozen at approval, or as it would be now. An empty body while no carrier is chosen."""
    try:
        body = submission.payload or payload_for(submission)
    except ValueError:
        body = ""
    endpoint = "launch" if submission.is_agent_launch else "carrierlaunch"
    url = f"{_address(submission.launch.agent.pod)}/v1/{MASK}/rcs/agent/{endpoint}"
    headers = {"api-key": MASK, "Content-Type": "application/json"}
    return RequestPreview("POST", url, headers, body, command_line("POST", url, headers, body))


def _address(pod: str) -> str:
    """Where this pod is asked, however it was written in the settings; empty without a sound account."""
    try:
        return Account(pod, **settings.KALEYRA_PODS[pod]).base_url
    except (KeyError, Misconfigured):
        return ""


def record(exchanges: Iterable[Exchange], *, pod: str, submission: Submission | None = None) -> None:
    """Every exchange is kept, linked to the submission that it was about; once, however often this is called."""
    submission_id, launch_id = (submission.pk, submission.launch_id) if submission else (None, None)
    calls = [
        ApiCall(**_facts(exchange, pod, launch_id), submission_id=submission_id) for exchange in exchanges
    ]
    ApiCall.objects.bulk_create(calls, ignore_conflicts=True)


def record_each(asked: Iterable[Asked]) -> None:
    """Every exchange is kept, each linked to the launch that it was about."""
    ApiCall.objects.add_all([_facts(*each) for each in asked])


def record_same(same: Iterable[SameRow]) -> None:
    """Each of these exchanges is kept with its own data only; the rest is read from the one that it names."""
    ApiCall.objects.add_same(list(same))


def _facts(exchange: Exchange, pod: str, launch_id: int | None) -> dict[str, Any]:
    """By the columns of ApiCall."""
    return {
        "request_id": exchange.request_id,
        "launch_id": launch_id,
        "endpoint": exchange.endpoint,
        "pod": pod,
        "method": exchange.method,
        "url": exchange.url,
        "request_headers": exchange.request_headers,
        "request_body": exchange.request_body,
        "http_status": exchange.http_status,
        "code": exchange.code[:100],
        "response_headers": exchange.response_headers,
        "response_body": exchange.response_body,
        "is_truncated": exchange.truncated,
        "is_connected": exchange.connected,
        "verdict": exchange.verdict,
        "problem": exchange.problem,
        "started_at": exchange.started_at,
        "duration_ms": exchange.duration_ms,
        "fingerprint": exchange.fingerprint,
    }


def other_agents_named(answers: Iterable[tuple[str, str, LaunchReply]]) -> set[tuple[str, str]]:
    """Of the numbers in these answers that were not asked about, those that agents of ours have, with their pods.

    Each answer with the pod and the agent's number that were asked about.
    A number that nobody has proves nothing: in some answers it is a phone number (docs/kaleyra.md). At most one query.
    """
    named = {(pod, reply.agent_no) for pod, asked, reply in answers if reply.agent_no not in ("", asked)}
    if not named:
        return named
    known = Agent.objects.filter(agent_no__in={number for _, number in named})
    return named & set(known.values_list("pod", "agent_no"))


class StateMap:
    """Kaleyra's codes in our words, as the admins have mapped them; read once per round."""

    def __init__(self) -> None:
        self._known = dict(StateCode.objects.values_list("code", "state"))

    def read(self, raw: str) -> CarrierState:
        """Our state for this code. A code never seen before is noted as one that needs a meaning."""
        code = raw[:40]
        if name := STATE_NAMES.get(code.upper()):
            return name
        if code not in self._known:
            StateCode.objects.get_or_create(code=code, defaults={"first_seen_at": timezone.now()})
            self._known[code] = ""
        return CarrierState(self._known[code] or CarrierState.UNKNOWN)


class RegionMatcher:
    """Which of our carriers a row of a reply speaks of (docs/kaleyra.md, reading 2)."""

    def __init__(self, pod: str) -> None:
        regions = list(CarrierRegion.objects.filter(pod=pod).order_by("id"))
        self.catalogue = [(region.pk, *_names(region)) for region in regions]
        self._named: dict[str, dict[int, CarrierRegion]] = defaultdict(dict)
        for region in regions:
            for name in _names(region):
                self._named[name][region.pk] = region

    def match(
        self, own: Collection[int], rows: Sequence[LaunchRegionRow]
    ) -> list[tuple[LaunchRegionRow, CarrierRegion | None]]:
        """Each row with our carrier: by `region` first, then by `region_id` unless that id repeats in this reply.

        Should a name stand twice, the launch's `own` carriers come first.
        """
        matched = []
        repeats: Counter[str] = Counter()
        for row in rows:
            region = self._find(_folded(row.region), own)
            if region is None:
                repeats = repeats or Counter(_folded(other.region_id) for other in rows)
                if repeats[region_id := _folded(row.region_id)] == 1:
                    region = self._find(region_id, own)
            matched.append((row, region))
        return matched

    def _find(self, name: str, own: Collection[int]) -> CarrierRegion | None:
        namesakes = self._named.get(name, {})
        first = next((pk for pk in own if pk in namesakes), None) if len(namesakes) > 1 else None
        return namesakes[first] if first else next(iter(namesakes.values()), None)


def _names(region: CarrierRegion) -> list[str]:
    """Read as the rows of a reply are: without the quotes that may stand at either end of a name."""
    names = (region.remote_id, region.region_name, region.display_name)
    return [_folded(identifier(name)) for name in names if name]


def _folded(text: str) -> str:
    return text.strip().casefold()
