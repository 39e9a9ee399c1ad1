"""What a payload must be, asked over the socket: each mistake gets a definite answer and launches nothing."""

import pytest

from tests.sandbox.conftest import CARRIER_LAUNCH, LAUNCH, launch_payload, region

VERIZON = "United States: Verizon"
MISSING = "Missing required fields in launch payload"
ANSWERS = [
    "optin_description",
    "trigger_description",
    "interactions_description",
    "optout_description",
    "agent_access_instructions",
]


@pytest.mark.parametrize(
    ("body", "inner"),
    [
        (
            b'{"launch": {"agent_no": "48900",}}',
            "invalid character '}' looking for beginning of object key string",
        ),
        (b"", "unexpected end of JSON input"),
        (b'{"launch": ', "unexpected end of JSON input"),
        (b'{"launch": x}', "invalid character 'x' looking for beginning of value"),
        (b'{"launch" 1}', "invalid character '1' after object key"),
        (b'{"launch": 1 2}', "invalid character '2' after object key:value pair"),
        (b'{"launch": 1}}', "invalid character '}' after top-level value"),
        (b'{"launch": NaN}', "invalid character 'N' looking for beginning of value"),
        (b"\xff\xfe", "invalid character in JSON: UnicodeDecodeError"),
        (b"[" * 200_000, "invalid character in JSON: RecursionError"),
    ],
)
def test_it_answers_rcs701_with_the_reason_when_the_body_is_no_json(call, kaleyra, body, inner):
    reply = call.post(LAUNCH, body)

    assert (reply.status, reply.code) == (400, "RCS701")
    assert reply.json["error"] == {"error_code": "INVALID_JSON_PAYLOAD", "error_message": inner}
    assert kaleyra.launches() == []


@pytest.mark.parametrize("name", [*ANSWERS, "launch_type", "agent_no"])
@pytest.mark.parametrize("value", [None, "", "   "])
def test_it_misses_each_mandatory_field(call, kaleyra, name, value):
    reply = call.launch(VERIZON, **{name: value})

    assert (reply.status, reply.code, reply.inner) == (400, "RCS904", MISSING)
    assert reply.json["error"]["error_code"] == "PROV_ERROR"
    assert reply.json["message"] == "Failed to create Agent launch request"
    # The caller is not told which one; the person at the control page is.
    assert kaleyra.requests[-1].note.startswith(name)
    assert kaleyra.launches() == []


@pytest.mark.parametrize(
    ("values", "inner"),
    [
        ({"agent_no": 48900}, "agent_no must be a string"),
        ({"launch_type": 1}, "launch_type must be a string"),
        ({"launch_type": "2"}, "Unknown launch_type 2"),
        ({"optin_description": ["x"]}, "optin_description must be a string"),
        ({"launch_name": 7}, "launch_name must be a string"),
        ({"provider_launch_id": {}}, "provider_launch_id must be a string"),
        ({"video_uris": "https://a.example"}, "video_uris must be an array of strings"),
        ({"screenshot_uris": [1]}, "screenshot_uris must be an array of strings"),
        ({"screenshot_uris": ["http://a.example"]}, "screenshot_uris must be https URLs"),
    ],
)
def test_it_refuses_values_of_a_wrong_kind(call, kaleyra, values, inner):
    reply = call.launch(VERIZON, **values)

    assert (reply.code, reply.inner) == ("RCS904", inner)
    assert kaleyra.launches() == []


@pytest.mark.parametrize("payload", [{}, [], "launch", {"launch": None}, {"regions": []}])
def test_it_misses_the_launch_object(call, payload):
    assert call.post(LAUNCH, payload).inner == MISSING


@pytest.mark.parametrize("name", ["video_uris", "screenshot_uris", "provider_launch_id", "launch_name"])
def test_it_can_do_without_what_is_optional(call, name):
    assert call.launch(VERIZON, **{name: None}).code == "RCS902"


UNKNOWN = "00000000-0000-4000-8000-000000000000"
DISABLED = "United States: Consumer Cellular"


@pytest.mark.parametrize(
    ("rows", "inner"),
    [
        ([region("Spain: Movistar", "IN")], f"Unknown region {region('Spain: Movistar', 'IN')['region_id']}"),
        ([{"region_id": UNKNOWN, "region": UNKNOWN}], f"Unknown region {UNKNOWN}"),
        ([region(VERIZON), {"region": VERIZON}], "Region United States: Verizon is repeated"),
        ([region(DISABLED)], f"Region {DISABLED} is not enabled"),
        (
            [{"region_id": region(VERIZON)["region_id"], "region": "Canada: Rogers"}],
            "region_id and region name two different regions",
        ),
        ([{"region_id": 7}], "region_id and region must be strings"),
        ([{}], MISSING),
        (["x"], "regions must be an array of objects"),
        ("x", "regions must be an array of objects"),
    ],
)
def test_it_refuses_regions_it_cannot_take(call, kaleyra, rows, inner):
    payload = {**launch_payload(), "regions": rows}

    reply = call.post(LAUNCH, payload)

    assert (reply.code, reply.inner) == ("RCS904", inner)
    assert kaleyra.launches() == []


def test_it_takes_five_regions_and_not_six(call):
    names = [
        f"United States: {name}" for name in ("Verizon", "AT&T", "T-Mobile", "Metro", "Visible", "Cellcom")
    ]

    assert call.launch(*names).inner == "Maximum of 5 regions allowed per launch"
    assert call.launch(*names[:5]).code == "RCS902"


@pytest.mark.parametrize(
    "row",
    [
        {"region_id": region(VERIZON)["region_id"], "region": VERIZON},
        {"region_id": region(VERIZON)["region_id"]},
        {"region": "  united states:  VERIZON "},
        {"region": "/v1/regions/verizon-united-states"},
        {"region_id": UNKNOWN, "region": VERIZON},
    ],
)
def test_it_knows_a_carrier_by_each_of_its_names(call, row):
    assert call.post(LAUNCH, {**launch_payload(), "regions": [row]}).code == "RCS902"


@pytest.mark.parametrize(
    ("payload", "inner"),
    [
        ({"agent_no": "48900"}, "Missing required fields in carrier launch payload"),
        ({"agent_launch_id": "x"}, "Missing required fields in carrier launch payload"),
        ([], "Missing required fields in carrier launch payload"),
        ({"agent_no": "48900", "agent_launch_id": 5}, "agent_launch_id must be a string"),
    ],
)
def test_it_misses_what_a_carrier_launch_needs(call, payload, inner):
    assert call.post(CARRIER_LAUNCH, payload).inner == inner


def test_it_survives_half_a_surrogate_pair_in_a_name(call):
    body = (
        b'{"launch": {"optin_description": "a", "trigger_description": "b", "interactions_description": "c",'
        b' "optout_description": "d", "agent_access_instructions": "e", "launch_type": "1",'
        rb' "agent_no": "48900", "launch_name": "half \ud800"}}'
    )

    assert call.post(LAUNCH, body).json["data"]["launch"]["launch_name"] == "half ?"
    assert call.get("/control").status == 200
