"""The endpoints, played honestly."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from tests.sandbox.conftest import (
    AGENTS,
    CARRIER_LAUNCH,
    LAUNCH,
    REGIONS,
    STATUS,
    launch_payload,
    region,
)

VERIZON, ATT, TRACFONE = "United States: Verizon", "United States: AT&T", "United States: Tracfone"


# --- Who is let in -----------------------------------------------------------------------------
@pytest.mark.parametrize("key", ["", "wrong", "sandbox-key2", "schl\xfcssel"])
def test_it_answers_401_when_the_key_is_not_ours(call, key):
    reply = call.send("GET", REGIONS, api_key=key)

    assert (reply.status, reply.code) == (401, "RCS401")
    assert reply.json["data"] == []


def test_it_answers_403_when_the_sid_is_another(call):
    reply = call.get("/v1/SOMEBODY/rcs/agents")

    assert (reply.status, reply.code) == (403, "RCS403")


@pytest.mark.parametrize("path", ["/v1/SANDBOX-SID/rcs/nothing", "/v2/SANDBOX-SID/rcs/agents", "/v1"])
def test_it_answers_404_when_no_document_names_the_path(call, path):
    assert call.get(path).code == "RCS404"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", LAUNCH),
        ("PUT", LAUNCH),
        ("GET", CARRIER_LAUNCH),
        ("POST", STATUS),
        ("DELETE", REGIONS),
        ("BREW", AGENTS),
    ],
)
def test_it_answers_rcs405_when_the_method_is_wrong(call, method, path):
    reply = call.send(method, path)

    assert reply.status == 405
    assert reply.json == {
        "code": "RCS405",
        "message": "Method not allowed",
        "data": [],
        "error": {"error_code": "METHOD_NOT_ALLOWED", "error_message": "Method not allowed"},
    }


@pytest.mark.parametrize("kind", ["application/JSON", "Application/Json; charset=utf-8"])
def test_it_accepts_the_content_type_however_it_is_cased(call, kind):
    assert call.send("GET", REGIONS, Content_Type=kind).status == 200


@pytest.mark.parametrize("kind", ["text/plain", ""])
def test_it_answers_rcs701_when_the_content_type_is_another(call, kind):
    assert call.send("GET", REGIONS, Content_Type=kind).code == "RCS701"


# --- Launch an Agent ---------------------------------------------------------------------------
def test_it_takes_a_launch_and_answers_in_the_documents_shape(call, kaleyra):
    reply = call.launch(VERIZON, TRACFONE)

    assert reply.status == 200
    data = reply.json["data"]
    assert str(UUID(data["launch"].pop("agent_launch_id"))) in {
        row["agent_launch_id"] for row in kaleyra.launches()
    }
    sent = launch_payload()["launch"]
    del sent["agent_no"]
    date = "Jan 12, 2026, 12:42:58 PM"
    dates = {"create_date": date, "modified_date": date}
    assert data["launch"] == {**sent, "launch_type": 1, "status": "ACTIVE", **dates}
    assert data["regions"] == [
        {**region(name), "entry_point": 0, "launch_state": 0, "dirty_flag": "NEW"}
        for name in (VERIZON, TRACFONE)
    ]
    assert (data["contacts"], reply.json["error"]) == ([], {})


def test_it_names_a_launch_that_has_no_name(call):
    name = call.launch(launch_name=None).json["data"]["launch"]["launch_name"]

    assert name.startswith("launch__48900_")


def test_it_refuses_a_launch_name_the_second_time(call, kaleyra):
    call.launch()

    reply = call.launch(agent_no="2600", launch_name=" LAUNCH_48900 ")

    assert (reply.status, reply.code) == (400, "RCS904")
    assert reply.inner == "launch_name LAUNCH_48900 already exists"
    assert len(kaleyra.launches()) == 1


def test_it_takes_one_of_many_launches_of_a_name_that_come_at_once(call, kaleyra):
    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(lambda _: call.launch().code, range(32)))

    assert sorted(codes) == ["RCS902"] + ["RCS904"] * 31
    assert len(kaleyra.launches()) == 1
    assert len(kaleyra.requests) == 32


def test_it_refuses_an_agent_whose_brand_is_not_verified(call):
    reply = call.launch(agent_no="51030")

    assert reply.code == "RCS904"
    assert reply.inner.startswith("The launch request failed due to missing brand verification details")


# --- Launch Carrier ----------------------------------------------------------------------------
def add(call, launch_id, *regions, agent_no="48900"):
    payload = {"agent_no": agent_no, "agent_launch_id": launch_id, "regions": list(regions)}
    return call.post(CARRIER_LAUNCH, payload)


def test_it_adds_a_carrier_that_is_named_in_words(call):
    launch_id = call.launch_id(VERIZON)
    words = {"region_id": region(ATT)["region_id"], "region": ATT}

    reply = add(call, launch_id, words)

    assert reply.json["data"] == {
        "agent_no": "48900",
        "agent_launch_id": launch_id,
        "regions": [{**words, "entry_point": 0, "launch_state": 0, "dirty_flag": "NEW"}],
        "contacts": [],
    }
    assert call.states(launch_id) == [0, 0]


def test_it_refuses_a_carrier_for_a_launch_it_does_not_know(call):
    reply = add(call, "1370ed9d-53ed-47ec-b150-e2000000003d", region(ATT))

    assert (reply.status, reply.code) == (400, "RCS904")
    assert reply.json["message"] == "Failed to create Agent launch request"
    assert reply.inner == "Launch 1370ed9d-53ed-47ec-b150-e2000000003d not found for agent 48900"


def test_it_refuses_a_carrier_for_the_launch_of_another_agent(call):
    assert add(call, call.launch_id(VERIZON), region(ATT), agent_no="2600").code == "RCS904"


def test_it_refuses_a_carrier_that_is_part_of_the_launch_already(call):
    reply = add(call, call.launch_id(VERIZON), region(VERIZON))

    assert reply.inner == "Region United States: Verizon is already part of this launch"


def test_it_takes_a_carrier_again_after_that_carrier_rejected(call, clock):
    launch_id = call.launch_id("Canada: Freedom Mobile")
    clock.now += 60
    assert call.states(launch_id) == [4]

    assert add(call, launch_id, region("Canada: Freedom Mobile")).code == "RCS902"

    assert call.states(launch_id) == [0]
    clock.now += 60
    assert call.states(launch_id) == [3]


# --- Get Launch Status -------------------------------------------------------------------------
def test_it_tells_the_status_in_the_documents_shape_with_states(call):
    launch_id = call.launch_id(VERIZON, ATT)

    reply = call.status(launch_id)

    assert reply.json["message"] == "Agent launch request fetched successfully"
    assert reply.json["data"]["launch"] == launch_payload()["launch"]
    rows = reply.json["data"]["regions"]
    assert [row.pop("region") for row in rows] == [region(VERIZON)["region"], region(ATT)["region"]]
    # As in the documents' sample, one region_id stands for all.
    assert rows[0] == rows[1]
    assert {key: rows[0][key] for key in ("entry_point", "launch_state", "dirty_flag")} == {
        "entry_point": 0,
        "launch_state": 0,
        "dirty_flag": "NEW",
    }


@pytest.mark.parametrize(
    ("query", "message", "inner"),
    [
        ({}, "Failed to fetch Agent launch request.", "Missing agent number query"),
        ({"agent_number": "48900"}, "Failed to fetch Agent launch request.", "Missing agent launch ID query"),
        (
            {"agent_number": "48900", "agent_launch_id": "unknown"},
            "Method not allowed.",
            "Launch status not found",
        ),
    ],
)
def test_it_refuses_a_status_as_the_page_of_codes_says(call, query, message, inner):
    reply = call.get(STATUS, **query)

    assert (reply.status, reply.code, reply.json["message"]) == (400, "RCS904", message)
    assert reply.inner == inner


def test_it_finds_the_status_under_the_path_of_the_prose_too(call):
    launch_id = call.launch_id(VERIZON)
    query = {"agent_number": "48900", "agent_launch_id": launch_id}

    assert call.get("/v1/SANDBOX-SID/rcs/agentlaunchstatus", **query).json == call.status(launch_id).json


# --- Regions, agents, pods ---------------------------------------------------------------------
def test_it_keeps_the_pods_apart_when_the_address_names_one(call):
    spain = "Spain: Movistar"
    launch_id = call.launch(spain, path="/in" + LAUNCH, pod="IN").json["data"]["launch"]["agent_launch_id"]
    query = {"agent_number": "48900", "agent_launch_id": launch_id}

    assert call.get("/in" + STATUS, **query).code == "RCS902"
    assert call.get("/na" + STATUS, **query).code == "RCS904"
    assert call.get("/na" + REGIONS).json == call.get(REGIONS).json
    ids = [{row["id"] for row in call.get(pod + REGIONS).json["data"]} for pod in ("/in", "/na")]
    assert not ids[0] & ids[1]


def test_it_lists_agents_and_tells_of_one(call):
    rows = call.get(AGENTS).json["data"]

    assert [row["agent_no"] for row in rows] == ["2600", "48900", "51010", "51020", "51030"]
    assert call.get("/v1/SANDBOX-SID/rcs/agent/2600").json["data"] == rows[0]


def test_it_answers_rcs904_when_the_agent_is_unknown(call):
    reply = call.get("/v1/SANDBOX-SID/rcs/agent/77777")

    assert (reply.status, reply.code, reply.inner) == (400, "RCS904", "Agent 77777 not found")


# --- What arrived ------------------------------------------------------------------------------
def test_it_records_what_arrived_whole(call, kaleyra):
    body = json.dumps(launch_payload(VERIZON)).encode()
    call.post("/na" + LAUNCH, body)

    (arrived,) = kaleyra.requests

    assert (arrived.method, arrived.path, arrived.body) == ("POST", "/na" + LAUNCH, body)
    assert arrived.headers["API-Key"] == "sandbox-key"
    assert (arrived.pod, arrived.endpoint, arrived.status) == ("NA", "launch", 200)
