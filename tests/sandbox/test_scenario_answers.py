"""What each scenario makes of an answer: refusals, bodies, shapes, carriers, lists and paths."""

import json
from uuid import UUID

import pytest

from sandbox.samples import BROKEN
from tests.sandbox.conftest import CARRIER_LAUNCH, LAUNCH, REGIONS, STATUS, region

VERIZON, ATT = "United States: Verizon", "United States: AT&T"


# --- Refusals ----------------------------------------------------------------------------------
def message_of(reply):
    return reply.json["error"]["error_message"]


@pytest.mark.parametrize(
    ("number", "check"),
    [
        ("91070", lambda reply: "brand verification" in reply.inner),
        ("91090", lambda reply: json.loads(message_of(reply)) == {"status": "FAILED"}),
        ("91110", lambda reply: message_of(reply) == "Agent is already launched"),
        ("91130", lambda reply: "timeout" in reply.inner),
        ("91140", lambda reply: "gateway" in reply.inner),
        ("91150", lambda reply: reply.json["message"] == "Method not allowed."),
        ("91160", lambda reply: reply.json["message"] == "Failed to create Agent launch request."),
        ("91220", lambda reply: reply.headers["Retry-After"] == "2"),
        ("91230", lambda reply: reply.headers["Retry-After"].endswith("GMT")),
        ("91250", lambda reply: "Retry-After" not in reply.headers),
        ("91260", lambda reply: int(reply.headers["Retry-After"]) > 10 * 365 * 86_000),
        ("91340", lambda reply: "sandbox-key" in message_of(reply)),
        ("92060", lambda reply: reply.headers.get_content_type() == "text/html"),
        ("92140", lambda reply: (reply.status, reply.headers["Location"]) == (307, "/elsewhere")),
        ("92160", lambda reply: reply.headers["Location"] == LAUNCH),
        ("92170", lambda reply: reply.headers["Location"].startswith("http://169.254.169.254/")),
        ("92180", lambda reply: reply.headers["Location"] == "https://kaleyra.example/v1"),
    ],
)
def test_it_spoils_the_answer_in_the_very_way_that_was_asked_for(call, number, check):
    assert check(call.launch(VERIZON, agent_no=number))


# --- Unsound bodies ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "check"),
    [
        ("94010", lambda body: body == b""),
        ("94020", lambda body: body == b""),
        ("94040", lambda body: body == BROKEN["launch"].encode()),
        ("94060", lambda body: json.loads(body) is None),
        ("94100", lambda body: b"NaN}" in body),
        ("94110", lambda body: b"[" * 200_000 in body),
        ("94120", lambda body: b"9" * 6000 in body),
        ("94130", lambda body: body.count(b'"code"') == 2),
        ("94140", lambda body: b"\xff" in body),
        ("94150", lambda body: body.startswith(b"\xef\xbb\xbf{")),
        ("94160", lambda body: rb"\u0000" in body),
        ("94170", lambda body: rb"\ud800" in body),
    ],
)
def test_it_sends_a_body_that_is_not_sound(call, number, check):
    assert check(call.launch(VERIZON, agent_no=number).body)


@pytest.mark.parametrize("endpoint", ["launch", "carrierlaunch", "status", "regions"])
def test_it_sends_the_sample_as_printed_on_each_documented_call(call, kaleyra, endpoint):
    launch_id = call.launch_id(VERIZON)
    kaleyra.answer_next("as-printed", on=endpoint)
    paths = {"launch": LAUNCH, "carrierlaunch": CARRIER_LAUNCH, "status": STATUS, "regions": REGIONS}
    payload = {"agent_no": "48900", "agent_launch_id": launch_id, "regions": [region(ATT)]}

    reply = {
        "launch": lambda: call.launch(VERIZON, launch_name="second"),
        "carrierlaunch": lambda: call.post(paths[endpoint], payload),
        "status": lambda: call.status(launch_id),
        "regions": lambda: call.get(REGIONS),
    }[endpoint]()

    assert reply.body == BROKEN[endpoint].encode()


def test_it_refuses_bad_input_even_when_an_odd_success_is_ordered(call):
    assert call.launch(VERIZON, agent_no="95010", optin_description="").code == "RCS904"


# --- Successes in another shape ----------------------------------------------------------------
def launch_in(reply):
    return reply.json["data"]["launch"]


@pytest.mark.parametrize(
    ("number", "check"),
    [
        (
            "95010",
            lambda reply: "agentLaunchId" in launch_in(reply) and "optinDescription" in launch_in(reply),
        ),
        (
            "95020",
            lambda reply: {"agent_launch_id", "regions"} <= set(reply.json) and "data" not in reply.json,
        ),
        ("95030", lambda reply: {"agent_launch_id", "regions"} <= set(reply.json["data"])),
        (
            "95040",
            lambda reply: (
                "agent_launch_id" in reply.json["data"] and "agent_launch_id" not in launch_in(reply)
            ),
        ),
        (
            "95050",
            lambda reply: len(launch_in(reply)["regions"]) == 1 and "regions" not in reply.json["data"],
        ),
        ("95060", lambda reply: isinstance(reply.json["data"], list)),
        ("95070", lambda reply: reply.json["data"] is None),
        ("95100", lambda reply: "agent_launch_id" not in launch_in(reply)),
        ("95110", lambda reply: launch_in(reply)["agent_launch_id"].endswith("XXXXXXXX3d")),
        ("95120", lambda reply: UUID(launch_in(reply)["agent_launch_id"].strip())),
        ("95130", lambda reply: UUID(launch_in(reply)["agent_launch_id"].strip(' "'))),
        ("95140", lambda reply: "<script>" in launch_in(reply)["agent_launch_id"]),
        ("95200", lambda reply: launch_in(reply)["launch_type"] == "1"),
        ("95210", lambda reply: "code" not in reply.json),
        ("95240", lambda reply: reply.json["code"] == 902),
        ("95260", lambda reply: reply.json["error"]["error_code"] == "PROV_ERROR"),
        ("95320", lambda reply: launch_in(reply)["create_date"] == "Jan 12, 2026, 12:42:58\u202fPM"),
    ],
)
def test_it_answers_a_success_in_another_shape(call, kaleyra, number, check):
    assert check(call.launch(VERIZON, agent_no=number))
    assert len(kaleyra.launches()) == 1


# --- Status replies ----------------------------------------------------------------------------
def rows_of(call, number):
    launch_id = call.launch_id(VERIZON, ATT, agent_no=number)
    return call.status(launch_id, number).json["data"]["regions"]


ID_1, ID_2 = region(VERIZON)["region_id"], region(ATT)["region_id"]


@pytest.mark.parametrize(
    ("number", "column", "values"),
    [
        ("96024", "launch_state", [9, 0]),
        ("96034", "launch_state", [-1, 0]),
        ("96044", "launch_state", ["3", 0]),
        ("96054", "launch_state", ["REJECTED", 0]),
        ("96064", "launch_state", ["LAUNCH_STATE_LAUNCHED", 0]),
        ("96074", "launch_state", [None, 0]),
        ("96134", "launch_state", [3, 3]),
        ("96214", "region", [ID_2]),
        ("96224", "region", [ID_1, ID_2, "00000000-0000-4000-8000-00000000dead"]),
        ("96234", "region", [ID_1, ID_1, ID_2]),
        ("96244", "region", [ID_2, ID_1]),
        ("96254", "region", []),
        ("96314", "region", [VERIZON, ATT]),
        ("96324", "region", ["/v1/regions/verizon-united-states", "/v1/regions/at-and-t-united-states"]),
        ("96314", "region_id", [ID_1, ID_2]),
        ("96344", "region_id", [ID_1, ID_2]),
        ("96354", "region_id", [ID_1, ID_1]),
    ],
)
def test_it_tells_of_the_carriers_in_the_way_that_was_asked_for(call, number, column, values):
    assert [row[column] for row in rows_of(call, number)] == values


def test_it_leaves_the_states_out_in_the_documents_form(call):
    assert [set(row) for row in rows_of(call, "96014")] == [{"region_id", "region"}] * 2


# --- Lists and paths ---------------------------------------------------------------------------
PROSE = "/v1/SANDBOX-SID/rcs/agent_regions"


@pytest.mark.parametrize(
    ("name", "length"),
    [
        ("regions-empty", 0),
        ("regions-half", 17),
        ("regions-10000", 10_000),
        ("regions-twice", 68),
        ("region-gone", 33),
        ("region-new", 35),
    ],
)
def test_it_changes_how_many_carriers_there_are(call, kaleyra, name, length):
    kaleyra.answer_next(name)

    assert len(call.get(REGIONS).json["data"]) == length


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("prose-only-404", 404, "RCS404"), ("prose-only-405", 405, "RCS405"), ("prose-only-904", 400, "RCS904")],
)
def test_it_knows_only_the_path_of_the_prose_when_told_so(call, kaleyra, name, status, code):
    kaleyra.answer_next(name, times=0)

    assert (call.get(REGIONS).status, call.get(REGIONS).code) == (status, code)
    assert call.get(PROSE).code == "RCS902"


def test_it_knows_only_the_path_of_the_curl_samples_when_told_so(call, kaleyra):
    kaleyra.answer_next("curl-only", times=0)

    assert (call.get(REGIONS).status, call.get(PROSE).status) == (200, 404)
