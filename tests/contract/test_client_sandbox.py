"""The client against the sandbox, which shares no code with it: whatever the client is sure of must be so.

The sandbox knows whether it took a launch; the client only knows what it was told.
"""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from launches.kaleyra import (
    Account,
    AgentLaunch,
    CarrierLaunch,
    KaleyraClient,
    KaleyraError,
    LaunchRegion,
    LaunchReply,
    Misconfigured,
    Options,
    OutcomeUnknown,
    Refused,
    TryLater,
)
from sandbox.scenarios import GROUPS
from sandbox.server import Sandbox, start

from .conftest import HASTY, PATIENT

# "slow" answers after three seconds: well within the deadline of a real call, and too long for a test.
SCENARIOS = [scenario for group in GROUPS.values() for scenario in group if scenario.name != "slow"]
LAUNCHES = [
    pytest.param(scenario.name, taken, id=f"{scenario.name}-{'taken' if taken else 'lost'}")
    for scenario in SCENARIOS
    for taken in ([False, True] if scenario.taken == "either" else [scenario.taken == "always"])
    if "launch" in scenario.endpoints
]
# What the client can be sure of; every other scenario leaves it without an outcome.
SURE: dict[type[KaleyraError] | None, str] = {
    None: """hang-up-after bom nul surrogate text-plain called-html camel flat unwrapped id-beside regions-inside
        data-list padded-id quoted-id upper-id other-id other-type no-error created error-null renamed markup
        narrow-date odd-date provider-id""",
    Refused: """rcs701 rcs601 rcs405 rcs904-missing rcs904-brand rcs904-name rcs904-plain not-found rcs405-swapped
        http-404 http-409 http-413 failure-in-200""",
    Misconfigured: "unauthorized forbidden key-echoed",
    TryLater: "throttled throttled-date throttled-garbage throttled-bare throttled-decade",
}
OUTCOMES = {name: outcome for outcome, names in SURE.items() for name in names.split()}
STATUSES = [scenario.name for scenario in SCENARIOS if "status" in scenario.endpoints]
# Of these no answer is to be expected, however long one waits.
WITHOUT_END = ("silence", "drip-body", "drip-head")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for all; each test resets it."""
    running = start(decide_after=0)
    yield running
    running.stop()


@pytest.fixture
def kaleyra(sandbox: Sandbox) -> Sandbox:
    sandbox.reset()
    return sandbox


def client_of(kaleyra: Sandbox, options: Options) -> KaleyraClient:
    account = Account("NA", f"{kaleyra.url}/na", kaleyra.account.sid, kaleyra.account.api_key)
    return KaleyraClient(account, options)


@pytest.fixture
def client(kaleyra: Sandbox) -> Iterator[KaleyraClient]:
    """A client that waits for every answer."""
    with closing(client_of(kaleyra, Options(**PATIENT, get_tries=1))) as made:
        yield made


@pytest.fixture
def hasty(kaleyra: Sandbox) -> Iterator[KaleyraClient]:
    """A client for questions that may never be answered."""
    with closing(client_of(kaleyra, Options(**HASTY, get_tries=1))) as made:
        yield made


def launch(client: KaleyraClient, *, sent_by: KaleyraClient | None = None) -> LaunchReply:
    """An agent launch on one carrier that is offered."""
    row = next(row for row in client.regions().value.rows if row.carrier_enabled)
    body = AgentLaunch(
        agent_no="48900",
        launch_name="launch_48900",
        optin_description="On our site",
        trigger_description="START",
        interactions_description="Messages",
        optout_description="STOP",
        agent_access_instructions="Text us",
        regions=(LaunchRegion(row.id, row.id),),
    ).to_json()
    return (sent_by or client).launch_agent(body).value


def problem_of(call: Callable[[], object]) -> KaleyraError | None:
    """Why the call did not bring what was asked for; None when it did."""
    try:
        call()
    except KaleyraError as problem:
        return problem
    return None


@pytest.mark.parametrize(("name", "taken"), LAUNCHES)
def test_it_is_right_whenever_it_is_sure_when_a_launch_meets_a_scenario(
    name: str, taken: bool, kaleyra: Sandbox, client: KaleyraClient, hasty: KaleyraClient
) -> None:
    kaleyra.answer_next(name, on="launch", taken=taken)

    problem = problem_of(lambda: launch(client, sent_by=hasty if name in WITHOUT_END else client))

    outcome = type(problem) if problem else None
    is_there = bool(kaleyra.launches("NA"))
    assert [call.method for call in kaleyra.requests] == ["GET", "POST"]
    assert outcome is OUTCOMES.get(name, OutcomeUnknown)
    assert is_there == taken
    assert outcome is OutcomeUnknown or is_there == (outcome is None)


@pytest.mark.parametrize("name", STATUSES)
def test_it_reads_or_says_why_not_when_a_status_meets_a_scenario(
    name: str, kaleyra: Sandbox, client: KaleyraClient, hasty: KaleyraClient
) -> None:
    launch_id = launch(client).agent_launch_id
    kaleyra.answer_next(name, on="status", times=0)

    def ask() -> LaunchReply:
        asking = hasty if name in WITHOUT_END else client
        return asking.launch_status(agent_no="48900", agent_launch_id=launch_id).value

    problem = problem_of(ask)

    assert not isinstance(problem, OutcomeUnknown)
    assert problem is None or problem.exchanges


def test_it_walks_the_whole_way_when_the_sandbox_is_honest(kaleyra: Sandbox, client: KaleyraClient) -> None:
    first = launch(client)
    rows = [row for row in client.regions().value.rows if row.carrier_enabled]
    more = CarrierLaunch(
        "48900", first.agent_launch_id, (LaunchRegion(rows[1].id, rows[1].display_name),)
    ).to_json()

    added = client.launch_carriers(more).value
    status = client.launch_status(agent_no="48900", agent_launch_id=first.agent_launch_id).value
    agents = client.agents().value

    assert len(first.regions) == len(added.regions) == 1
    assert {row.region for row in status.regions} == {rows[0].id, rows[1].id}
    assert all(row.launch_state for row in status.regions)
    assert agents.rows
    assert agents.unreadable == ()
    assert [call.status for call in kaleyra.requests] == [200] * len(kaleyra.requests)
