"""The catalogue, and how its carriers decide."""

import re
from uuid import UUID

import pytest

from sandbox.carriers import DECISIONS, pace, state_of
from sandbox.catalogue import PODS, carriers, find
from tests.sandbox.conftest import REGIONS

EVERY = [carrier for pod in PODS for carrier in carriers(pod)]
COLUMNS = [
    "id",
    "region_name",
    "display_name",
    "management_type",
    "managment_type_value",
    "carrier_enabled",
    "hosting_region",
]


def test_it_is_a_realistic_catalogue():
    countries = {carrier.display_name.split(": ")[0] for carrier in EVERY}

    assert len(EVERY) >= 80
    assert len(countries) >= 30
    assert len({carrier.id for carrier in EVERY}) == len(EVERY)
    assert {carrier.hosting_region for carrier in EVERY} == {
        "HOSTING_REGION_UNSPECIFIED",
        "HOSTING_REGION_EUROPE",
        "HOSTING_REGION_ASIA_PACIFIC",
        "HOSTING_REGION_US",
        "NORTH_AMERICA",
    }
    assert {(carrier.management_type, carrier.managment_type_value) for carrier in EVERY} == {
        ("CARRIER_MANAGED", 1),
        ("GOOGLE_MANAGED", 2),
        ("PARTNER_MANAGED", 3),
    }
    assert 3 <= sum(not carrier.carrier_enabled for carrier in EVERY) <= 12


@pytest.mark.parametrize("pod", PODS)
def test_it_lists_each_carrier_in_the_documents_shape(call, pod):
    reply = call.get(f"/{pod.lower()}{REGIONS}")

    assert reply.json["message"] == "Regions fetched successfully"
    assert len(reply.json["data"]) == len(carriers(pod))
    for row in reply.json["data"]:
        assert list(row) == COLUMNS
        assert str(UUID(row["id"])) == row["id"]
        assert re.fullmatch(r"/v1/regions/[a-z0-9-]+", row["region_name"])
        assert re.fullmatch(r"[A-Z][^:]+: \S.*", row["display_name"])


@pytest.mark.parametrize(("pod", "name"), [("IN", "Nigeria: 9 Mobile"), ("NA", "United States: Tracfone")])
def test_it_has_exactly_one_carrier_a_pod_that_always_rejects(pod, name):
    """The two carriers of the documents' sample; browser tests choose one of them and four others."""
    assert [carrier.display_name for carrier in carriers(pod) if carrier.decision == "rejects"] == [name]


def test_it_has_a_carrier_for_each_way_to_decide():
    assert {carrier.decision for carrier in EVERY} == set(DECISIONS)
    assert all(carrier.carrier_enabled for carrier in EVERY if carrier.decision != "launches")


@pytest.mark.parametrize(
    ("pod", "name", "said"),
    [
        ("IN", "Germany: Telekom", [0, 2, 3, 3, 3, 3]),
        ("IN", "Nigeria: 9 Mobile", [0, 2, 4, 4, 4, 4]),
        ("IN", "Spain: Yoigo", [0, 2, 4, 4, 4, 4]),
        ("IN", "Portugal: MEO", [0, 2, 4, 4, 3, 3]),
        ("IN", "Kenya: Telkom", [0, 2, 3, 5, 5, 5]),
        ("IN", "India: BSNL", [0, 2, 2, 2, 2, 3]),
        ("IN", "Greece: Nova", [0, 2, 3, 2, 3, 3]),
        ("IN", "Romania: Digi", [0, 2, 3, -1, -1, -1]),
        ("IN", "Poland: Play", [0, 2, 9, 9, 9, 9]),
    ],
)
def test_it_decides_as_its_row_in_the_catalogue_says(pod, name, said):
    carrier = find(pod, name)
    assert carrier
    moments = [0.0, 0.3, 1.0, 2.0, 3.0, 10.0]

    heard = [
        state_of(carrier, age=moment * 8 * pace(carrier) + 0.001, attempt=1, decide_after=8)
        for moment in moments
    ]

    assert heard == said


def test_it_launches_at_the_second_attempt_where_it_rejects_once():
    carrier = find("IN", "Spain: Yoigo")
    assert carrier
    assert state_of(carrier, age=60, attempt=2, decide_after=8) == 3


def test_it_does_not_decide_everywhere_at_the_same_moment():
    paces = {round(pace(carrier), 3) for carrier in EVERY}

    assert len(paces) > 50
    assert min(paces) >= 0.7
    assert max(paces) <= 1.3


def test_it_reports_progress_while_the_clock_runs(call, clock):
    launch_id = call.launch_id("United States: Verizon", "United States: Tracfone", "United States: Cricket")

    seen = [call.states(launch_id)]
    for _ in range(4):
        clock.now += 6.5
        seen.append(call.states(launch_id))

    assert seen[0] == [0, 0, 0]
    assert seen[1] == [2, 2, 2]
    assert seen[-1] == [3, 4, 5]


def test_it_leaves_out_a_carrier_that_has_vanished(call, kaleyra):
    path = "/in/v1/SANDBOX-SID/rcs/agent/launch"
    reply = call.launch("Romania: Digi", "Romania: Orange", path=path, pod="IN")
    query = {"agent_number": "48900", "agent_launch_id": reply.json["data"]["launch"]["agent_launch_id"]}
    kaleyra.move_time(3600)

    rows = call.get("/in/v1/SANDBOX-SID/rcs/agent/agentlaunchstatus", **query).json["data"]["regions"]

    carrier = find("IN", "Romania: Orange")
    assert carrier
    assert [row["region"] for row in rows] == [carrier.id]
