"""What can be asked for: by agent number, by order, by chance. One row for each promise about an answer."""

import random

import pytest

from sandbox import scenarios
from sandbox.director import Director
from sandbox.scenarios.scenario import ALL
from tests.sandbox.conftest import AGENTS, CARRIER_LAUNCH, REGIONS, region

EVERY = [scenario for group in scenarios.GROUPS.values() for scenario in group]
WIRES = {scenario.name for scenario in scenarios.GROUPS["Connections"]}
QUICK = [scenario for scenario in EVERY if scenario.name not in WIRES]
VERIZON, ATT = "United States: Verizon", "United States: AT&T"


def test_it_gives_each_scenario_a_number_and_a_name_of_its_own():
    assert len({scenario.number for scenario in EVERY}) == len(EVERY)
    assert len({scenario.name for scenario in EVERY}) == len(EVERY)
    assert len({scenario.title for scenario in EVERY}) == len(EVERY)
    for at, group in enumerate(scenarios.GROUPS.values(), start=1):
        assert {scenario.number // 100 for scenario in group} == {at}


@pytest.mark.parametrize("scenario", QUICK, ids=lambda scenario: scenario.name)
def test_it_plays_each_scenario_on_each_call_it_is_for(call, kaleyra, scenario):
    launch_id = call.launch_id(VERIZON, ATT)
    calls = {
        "launch": lambda: call.launch(VERIZON, launch_name="second"),
        "carrierlaunch": lambda: call.post(
            CARRIER_LAUNCH,
            {"agent_no": "48900", "agent_launch_id": launch_id, "regions": [region("Canada: Bell")]},
        ),
        "status": lambda: call.status(launch_id),
        "regions": lambda: call.get(REGIONS),
        "agents": lambda: call.get(AGENTS),
        "agent": lambda: call.get("/v1/SANDBOX-SID/rcs/agent/2600"),
    }
    assert set(calls) == ALL
    for endpoint in sorted(scenario.endpoints):
        kaleyra.answer_next(scenario.name, on=endpoint)
        reply = calls[endpoint]()
        assert (kaleyra.requests[-1].status, kaleyra.requests[-1].scenario) == (reply.status, scenario.name)
    # The order is used up: the next answer is honest.
    assert call.status(launch_id).code == "RCS902"


# --- By agent number ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("agent_no", "status", "code"),
    [
        ("91010", 400, "RCS701"),
        ("91020", 400, "RCS601"),
        ("91030", 405, "RCS405"),
        ("91040", 500, "RCS502"),
        ("91050", 500, "RCS500"),
        ("91060", 400, "RCS904"),
        ("91170", 401, "RCS401"),
        ("91180", 403, "RCS403"),
        ("91220", 429, "RCS429"),
        ("91320", 200, "RCS904"),
        ("95250", 201, "RCS902"),
    ],
)
def test_it_answers_a_launch_as_the_agent_number_asks(call, agent_no, status, code):
    reply = call.launch(VERIZON, agent_no=agent_no)

    assert (reply.status, reply.code) == (status, code)


@pytest.mark.parametrize(("agent_no", "taken"), [("91040", 0), ("91041", 1), ("91011", 0), ("95010", 1)])
def test_it_takes_the_launch_only_if_the_number_says_so(call, kaleyra, agent_no, taken):
    """The last digit 1 takes it all the same; a definite refusal never does, an odd success always."""
    call.launch(VERIZON, agent_no=agent_no)

    assert len(kaleyra.launches()) == taken


@pytest.mark.parametrize(("agent_no", "states"), [("91042", [0]), ("91043", [0, 0])])
def test_it_spoils_the_carrier_launch_of_a_number_that_ends_in_2_or_3(call, agent_no, states):
    launch_id = call.launch_id(VERIZON, agent_no=agent_no)

    payload = {"agent_no": agent_no, "agent_launch_id": launch_id, "regions": [region(ATT)]}

    assert call.post(CARRIER_LAUNCH, payload).code == "RCS502"
    assert call.states(launch_id, agent_no) == states


def test_it_spoils_the_status_of_a_number_that_ends_in_4(call):
    launch_id = call.launch_id(VERIZON, agent_no="96024")

    assert call.states(launch_id, "96024") == [9]


@pytest.mark.parametrize("agent_no", ["48900", "2600", "94210", "91045", "9104", "910400", "99990", "9104x"])
def test_it_answers_honestly_when_the_number_asks_for_nothing(agent_no):
    assert scenarios.by_agent(agent_no) is None


def test_it_names_the_scenario_when_the_agent_is_looked_up(call):
    agent = call.get("/v1/SANDBOX-SID/rcs/agent/91040").json["data"]

    assert (agent["agent_no"], agent["agent_name"]) == ("91040", "Training: RCS502 gateway error")


# --- By order and by chance --------------------------------------------------------------------
def test_it_follows_an_order_as_often_as_it_says_and_only_on_that_call(call, kaleyra):
    kaleyra.answer_next("rcs500", on="regions", times=2)

    assert call.get(AGENTS).status == 200
    assert [call.get(REGIONS).status for _ in range(3)] == [500, 500, 200]


def test_it_follows_an_order_until_it_is_taken_back(call, kaleyra):
    kaleyra.answer_next("html-503", times=0)

    assert [call.get(REGIONS).status for _ in range(4)] == [503] * 4
    kaleyra.answer_honestly()
    assert call.get(REGIONS).status == 200


def test_it_refuses_an_order_that_names_no_scenario_or_no_call(kaleyra):
    with pytest.raises(KeyError, match="nonsense"):
        kaleyra.answer_next("nonsense")
    with pytest.raises(KeyError, match="lunch"):
        kaleyra.answer_next("rcs502", on="lunch")


def test_it_fails_as_often_as_the_dial_says(call, kaleyra):
    kaleyra.director = Director(kaleyra.store, kaleyra.director.api, random.Random(7))
    kaleyra.store.memory.failure_rate = 0.5

    failed = [call.get(AGENTS).status != 200 for _ in range(60)]

    assert 20 <= sum(failed) <= 40


def test_it_leaves_launches_alone_when_a_scenario_is_about_reading(call, kaleyra):
    kaleyra.answer_next("state-9", times=0)

    assert call.launch(VERIZON).code == "RCS902"
