"""For the day a real account is at hand: does it work, and what is it like? Changes nothing."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from launches import gateway
from launches.kaleyra import Answer, CatalogueReply, KaleyraClient, KaleyraError, RegionRow
from launches.models import Agent, CarrierRegion


class Line(NamedTuple):
    """One thing that was found out; `is_well` says whether it is as it should be."""

    is_well: bool
    words: str


def check(pod: str) -> Iterator[Line]:
    """What this pod answers to the reading endpoints, and how its catalogue and agents differ from ours."""
    try:
        client = gateway.client_for(pod)
    except KaleyraError as problem:
        yield Line(False, f"{problem.sentence} {problem.detail}")
        return
    yield Line(True, f"Account of the {pod} pod at {client.account.base_url}")
    yield from _regions(pod, client)
    yield from _agents(pod, client)
    for endpoint, form in client.path_forms.items():
        yield Line(True, f"{endpoint}: the {form} form of the path works")


def _regions(pod: str, client: KaleyraClient) -> Iterator[Line]:
    try:
        answer: Answer[CatalogueReply] = client.regions()
    except KaleyraError as problem:
        yield _failed("Regions", problem)
        return
    theirs = {row.id: row for row in answer.value.rows}
    ours = {region.remote_id: region for region in CarrierRegion.objects.filter(pod=pod, retired_at=None)}
    enabled = sum(row.carrier_enabled for row in theirs.values())
    yield Line(True, f"Regions: the key may read them; {len(theirs)} carriers, {enabled} of them enabled")
    yield from (Line(False, f"Regions: a row could not be read: {row}") for row in answer.value.unreadable)
    if ours:
        yield from _differences(theirs, ours)
    else:
        yield Line(True, "  none of them is known here yet: the worker brings them in")


def _differences(theirs: Mapping[str, RegionRow], ours: Mapping[str, CarrierRegion]) -> Iterator[Line]:
    """How their catalogue differs from ours, in the order of the alphabet."""
    new = sorted(theirs[key].display_name for key in theirs.keys() - ours.keys())
    gone = sorted(str(ours[key]) for key in ours.keys() - theirs.keys())
    turned = [
        key for key in theirs.keys() & ours.keys() if theirs[key].carrier_enabled != ours[key].carrier_enabled
    ]
    yield from (Line(True, f"  new to us: {name}") for name in new)
    yield from (Line(True, f"  no longer listed: {name}") for name in gone)
    for region in sorted((ours[key] for key in turned), key=str):
        yield Line(True, f"  now {'disabled' if region.carrier_enabled else 'enabled'}: {region}")


def _agents(pod: str, client: KaleyraClient) -> Iterator[Line]:
    try:
        answer = client.agents()
    except KaleyraError as problem:
        yield _failed("Agents", problem)
        return
    ours = set(Agent.objects.filter(pod=pod).values_list("agent_no", flat=True))
    yield Line(True, f"Agents: the key may read them; {len(answer.value.rows)} agents")
    yield from (
        Line(True, f"  new to us: {row.agent_no} {row.name}")
        for row in answer.value.rows
        if row.agent_no not in ours
    )
    yield from (Line(False, f"Agents: a row could not be read: {row}") for row in answer.value.unreadable)


def _failed(what: str, problem: KaleyraError) -> Line:
    code = f" ({problem.code})" if problem.code else ""
    detail = f" ({problem.detail})" if problem.detail else ""
    return Line(False, f"{what}: {problem.sentence}{code}{detail} {problem.next_step}")
