"""The account of the documents' curl samples: each sample request gets the answer printed below it.

The printed JSON is repaired only where it does not parse; BROKEN is what was printed.
"""

from __future__ import annotations

import json

from sandbox.demands import NotJson, read_json
from sandbox.exchange import Answer, Request
from sandbox.replies import FAILED, failure, provider_failure

SID = "xxxxx6913850xxxx"
API_KEY = "xxxxx3b8497f58a94e84b671aca43xxxx"

LAUNCH_REQUEST = """{
"launch": {
"optin_description": "Bigbasket Optin",
"trigger_description": "START",
"interactions_description": "Demo Messages",
"optout_description": "Stop",
"agent_access_instructions": "This is a demo account",
"provider_launch_id": "launch_001_google_rcs",
"launch_name": "launch_48900",
"launch_type": "1",
"video_uris": [
"https://www.example.com/videos"
],
"screenshot_uris": [
"https://www.example.com/uris"
],
"agent_no": "48900"
},
"regions": [
{
"region_id": "8346a250-d7a9-47dc-8202-a8XXXXXXXXe8",
"region": "4f4bf2b0-5110-44e1-9aa1-43XXXXXXXX39"
}
]
}"""

LAUNCH_REPLY = """{
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
"video_uris": [
"https://www.example.com/videos"
],
"screenshot_uris": [
"https://www.example.com/uris"
],
"status": "ACTIVE",
"create_date": "Jan 12, 2026, 12:42:58 PM",
"modified_date": "Jan 12, 2026, 12:42:58 PM",
"agent_launch_id": "1370ed9d-53ed-47ec-b150-e2XXXXXXXX3d"
},
"regions": [
{
"region_id": "8346a250-d7a9-47dc-8202-a8XXXXXXXXe8",
"region": "4f4bf2b0-5110-44e1-9aa1-43392c7d3b17",
"entry_point": 0,
"launch_state": 0,
"dirty_flag": "NEW"
}
],
"contacts": []
},
"error": {}
}"""

CARRIER_REQUEST = """{
    "agent_no":"2600",
    "agent_launch_id":"5daXXXXX-6340-4226-b846-f4XXXXXXc543",
    "regions": [
        {
            "region_id": "cbaXXXXX-c136-4XXb-a391-f7c27cXXXXX0",
            "region": "United States (US)"
        }
    ]
}"""

CARRIER_REPLY = """{
  "code": "RCS902",
  "message": "Agent launch request created successfully",
  "data": {
    "agent_no":"2600",
    "agent_launch_id":"5daXXXXX-6340-4226-b846-f4XXXXXXc543 ",
    "regions": [
        {
            "region_id": "cbaXXXXX-c136-4XXb-a391-f7c27cXXXXX0",
            "region": "United States (US)",
            "entry_point": 0,
            "launch_state": 0,
            "dirty_flag": "NEW"
        }
    ],
    "contacts": []
},
  "error": {}
}"""

STATUS_QUERY = {"agent_number": "94xx0", "agent_launch_id": "c6xxxx89-1xx9-4xx7-axxc-80xxxxxxxxb5"}

STATUS_REPLY = """{
  "code": "RCS902",
  "message": "Agent launch request fetched successfully",
  "data": {
   "launch":{
        "optin_description": "you can opt in through the website https://www.XXXXd.com/contact-us-dotgo by \
submitting their details to connect with the Dotgo RCS Bot",
        "trigger_description": "you can trigger the agent by clicking on the Connect Me button and \
signing up on the portal https://dotXX.com.",
        "interactions_description": "Dotgo Bot helps users explore RCS features, check device compatibility, \
and learn to share media, use suggestions, and interact via rich cards and GIFs.",
        "optout_description": "Sorry to see you leave. You will no longer receive notifications from this \
agent on RCS. To start receiving notifications on RCS again, send \N{LEFT SINGLE QUOTATION MARK}START\
\N{RIGHT SINGLE QUOTATION MARK}.",
        "agent_access_instructions": "Reviewers can trigger the agent via a test number. Contact \
[email protected] to add devices or get keywords.",
        "provider_launch_id": "",
        "launch_name": "launch__16800_130XXXXX",
        "launch_type": "1",
        "video_uris": [
            "https://www.example.com/video"
        ],
        "screenshot_uris": [
            "https://www.example.com/uri"
        ],
        "agent_no": "{{agent_number}}"
    },
    "regions": [
       {
            "region_id": "74cXXXXe-decd-4fac-b1c1-b6822ac9635c",
            "region": "9dXXX8ac-1c03-4466-9d1c-bf2XXXXXXXXb"
        },
         {
            "region_id": "74cXXXXe-decd-4fac-b1c1-b6822ac9635c",
            "region": "4721XXXf-8f73-4503-a611-75XXXXXXXXa1"
        },
         {
            "region_id": "74cXXXXe-decd-4fac-b1c1-b6822ac9635c",
            "region": "d1b7XXX2-69b9-463f-aff2-078fXXXXXXXX"
        }

    ]
}
}"""

REGIONS_REPLY = """{
  "code": "RCS902",
  "message": "Regions fetched successfully",
  "data": [
 {
            "id": "45XXXXab-7XXa-4XX3-9XXe-fbXXXXXXXXa1",
            "region_name": "/v1/regions/9mobile-nigeria",
            "display_name": "Nigeria: 9 Mobile",
            "management_type": "GOOGLE_MANAGED",
            "managment_type_value": 2,
            "carrier_enabled": true,
            "hosting_region": "HOSTING_REGION_UNSPECIFIED"
        },
        {
            "id": "59XXXXbb-5XX0-4XXf-aXX4-57XXXXXXXX2e",
            "region_name": "/v1/regions/amx-tracfone",
            "display_name": "United States: Tracfone",
            "management_type": "GOOGLE_MANAGED",
            "managment_type_value": 2,
            "carrier_enabled": true,
            "hosting_region": "NORTH_AMERICA"
        }
  ],
  "error": {}
}"""

#: The four replies as the documents print them: no key before the data, a curly quote, one brace too few at
#: the end, none at the beginning.
BROKEN = {
    "launch": LAUNCH_REPLY.replace('"data": {', "{", 1),
    "carrierlaunch": CARRIER_REPLY.replace('_id":"5da', "_id:\N{RIGHT DOUBLE QUOTATION MARK}5da", 1),
    "status": STATUS_REPLY.removesuffix("\n}"),
    "regions": REGIONS_REPLY.removeprefix("{\n"),
}


def answer(request: Request) -> Answer:
    """What the documents answer; anything but their samples is refused in their words."""
    if request.headers.get("api-key", "").strip() != API_KEY:
        return failure("RCS401")
    if request.endpoint in ("launch", "carrierlaunch"):
        return _answer_change(request)
    if request.method != "GET":
        return failure("RCS405")
    if request.endpoint == "regions":
        return Answer(200, REGIONS_REPLY.encode())
    if request.endpoint == "status" and request.query == STATUS_QUERY:
        return Answer(200, STATUS_REPLY.encode())
    return _unknown(request)


def _answer_change(request: Request) -> Answer:
    if request.method != "POST":
        return failure("RCS405")
    sample, reply = {
        "launch": (LAUNCH_REQUEST, LAUNCH_REPLY),
        "carrierlaunch": (CARRIER_REQUEST, CARRIER_REPLY),
    }[request.endpoint]
    try:
        sent = read_json(request.body)
    except NotJson as problem:
        return failure("RCS701", error_message=str(problem))
    return Answer(200, reply.encode()) if sent == json.loads(sample) else _unknown(request)


def _unknown(request: Request) -> Answer:
    words = "The account of the documents' samples knows only their requests"
    return provider_failure(FAILED.get(request.endpoint, FAILED["agent"]), words)
