"""The documents' curl samples, byte for byte, and the documented answers."""

import json

import pytest

from sandbox import samples

SID = "xxxxx6913850xxxx"
LAUNCH = f"/v1/{SID}/rcs/agent/launch"


@pytest.fixture(autouse=True)
def as_the_documents_do(call):
    call.headers["api-key"] = "xxxxx3b8497f58a94e84b671aca43xxxx"


def test_it_answers_the_launch_sample_as_documented(call):
    # The key of this sample ends with a space.
    reply = call.send(
        "POST", LAUNCH, samples.LAUNCH_REQUEST.encode(), api_key="xxxxx3b8497f58a94e84b671aca43xxxx "
    )

    assert reply.status == 200
    assert reply.json == {
        "code": "RCS902",
        "message": "Agent launch request created successfully",
        "data": {
            "launch": {
                "provider_launch_id": "launch_001_google_rcs",
                "launch_name": "launch__48900",
                "launch_type": 1,
                "optin_description": "Bigbasket Optin",
                "trigger_description": "START",
                "interactions_description": "Demo Messages",
                "optout_description": "Stop",
                "agent_access_instructions": "This is a demo account",
                "video_uris": ["https://www.example.com/videos"],
                "screenshot_uris": ["https://www.example.com/uris"],
                "status": "ACTIVE",
                "create_date": "Jan 12, 2026, 12:42:58 PM",
                "modified_date": "Jan 12, 2026, 12:42:58 PM",
                "agent_launch_id": "1370ed9d-53ed-47ec-b150-e2XXXXXXXX3d",
            },
            "regions": [
                {
                    "region_id": "8346a250-d7a9-47dc-8202-a8XXXXXXXXe8",
                    "region": "4f4bf2b0-5110-44e1-9aa1-43392c7d3b17",
                    "entry_point": 0,
                    "launch_state": 0,
                    "dirty_flag": "NEW",
                }
            ],
            "contacts": [],
        },
        "error": {},
    }


def test_it_answers_the_carrier_launch_sample_as_documented(call):
    reply = call.send("POST", f"/v1/{SID}/rcs/agent/carrierlaunch", samples.CARRIER_REQUEST.encode())

    assert reply.status == 200
    assert reply.json["code"] == "RCS902"
    assert reply.json["data"] == {
        "agent_no": "2600",
        "agent_launch_id": "5daXXXXX-6340-4226-b846-f4XXXXXXc543 ",
        "regions": [
            {
                "region_id": "cbaXXXXX-c136-4XXb-a391-f7c27cXXXXX0",
                "region": "United States (US)",
                "entry_point": 0,
                "launch_state": 0,
                "dirty_flag": "NEW",
            }
        ],
        "contacts": [],
    }


def test_it_answers_the_status_sample_as_documented(call):
    reply = call.send(
        "GET",
        f"/v1/{SID}/rcs/agent/agentlaunchstatus"
        "?agent_number=94xx0&agent_launch_id=c6xxxx89-1xx9-4xx7-axxc-80xxxxxxxxb5",
    )

    assert reply.status == 200
    assert reply.json["message"] == "Agent launch request fetched successfully"
    assert reply.json["data"]["launch"]["launch_name"] == "launch__16800_130XXXXX"
    assert reply.json["data"]["launch"]["agent_no"] == "{{agent_number}}"
    assert "send \u2018START\u2019." in reply.json["data"]["launch"]["optout_description"]
    assert reply.json["data"]["regions"] == [
        {
            "region_id": "74cXXXXe-decd-4fac-b1c1-b6822ac9635c",
            "region": "9dXXX8ac-1c03-4466-9d1c-bf2XXXXXXXXb",
        },
        {
            "region_id": "74cXXXXe-decd-4fac-b1c1-b6822ac9635c",
            "region": "4721XXXf-8f73-4503-a611-75XXXXXXXXa1",
        },
        {
            "region_id": "74cXXXXe-decd-4fac-b1c1-b6822ac9635c",
            "region": "d1b7XXX2-69b9-463f-aff2-078fXXXXXXXX",
        },
    ]


@pytest.mark.parametrize("path", ["agent/agent_regions", "agent_regions"])
def test_it_answers_the_regions_sample_as_documented(call, path):
    reply = call.get(f"/v1/{SID}/rcs/{path}")

    assert reply.status == 200
    assert [row["id"] for row in reply.json["data"]] == [
        "45XXXXab-7XXa-4XX3-9XXe-fbXXXXXXXXa1",
        "59XXXXbb-5XX0-4XXf-aXX4-57XXXXXXXX2e",
    ]
    assert reply.json["data"][1]["hosting_region"] == "NORTH_AMERICA"


@pytest.mark.parametrize(
    ("method", "body", "status", "code"),
    [
        ("POST", b'{"launch": {},}', 400, "RCS701"),
        ("POST", b'{"launch": {}}', 400, "RCS904"),
        ("GET", None, 405, "RCS405"),
    ],
)
def test_it_refuses_as_documented_when_the_sample_is_spoilt(call, method, body, status, code):
    reply = call.send(method, LAUNCH, body)

    assert (reply.status, reply.code) == (status, code)


def test_it_knows_nobody_when_the_sample_key_is_another(call):
    assert call.send("POST", LAUNCH, samples.LAUNCH_REQUEST.encode(), api_key="sandbox-key").status == 401


@pytest.mark.parametrize("name", sorted(samples.BROKEN))
def test_it_keeps_each_sample_as_printed_which_does_not_parse(name):
    with pytest.raises(json.JSONDecodeError):
        json.loads(samples.BROKEN[name])
