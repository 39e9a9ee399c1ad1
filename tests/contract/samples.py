"""What Kaleyra's documents print, as it stands there: requests to be matched, and replies that do not parse.

The masked ids (with X) are the documents' own, and no UUIDs.
"""

LAUNCH_ID = "1370ed9d-53ed-47ec-b150-e2aaaaaaaa3d"

# Kaleyra docs: Launch an Agent, sample request.
LAUNCH_REQUEST = {
    "launch": {
        "optin_description": "Bigbasket Optin",
        "trigger_description": "START",
        "interactions_description": "Demo Messages",
        "optout_description": "Stop",
        "agent_access_instructions": "This is a demo account",
        "provider_launch_id": "launch_001_google_rcs",
        "launch_name": "launch_48900",
        "launch_type": "1",
        "video_uris": ["https://www.example.com/videos"],
        "screenshot_uris": ["https://www.example.com/uris"],
        "agent_no": "48900",
    },
    "regions": [
        {
            "region_id": "8346a250-d7a9-47dc-8202-a8XXXXXXXXe8",
            "region": "4f4bf2b0-5110-44e1-9aa1-43XXXXXXXX39",
        }
    ],
}

# Kaleyra docs: Launch Carrier, sample request.
CARRIER_REQUEST = {
    "agent_no": "2600",
    "agent_launch_id": "5daXXXXX-6340-4226-b846-f4XXXXXXc543",
    "regions": [{"region_id": "cbaXXXXX-c136-4XXb-a391-f7c27cXXXXX0", "region": "United States (US)"}],
}

# The success samples, printed broken: an object without a key, a curly quote, unclosed braces, no opening brace.
BROKEN_LAUNCH = """{
"code": "RCS902",
"message": "Agent launch request created successfully",
{
"launch": {
"provider_launch_id": "launch_001_google_rcs",
"launch_name": "launch__48900",
"launch_type": 1,
"status": "ACTIVE",
"create_date": "Jan 12, 2026, 12:42:58 PM",
"agent_launch_id": "1370ed9d-53ed-47ec-b150-e2aaaaaaaa3d"
},
"regions": [{"region_id": "8346a250-d7a9-47dc-8202-a8XXXXXXXXe8", "launch_state": 0, "dirty_flag": "NEW"}],
"contacts": []
},
"error": {}
}"""
BROKEN_CARRIER = """{
  "code": "RCS902",
  "message": "Agent launch request created successfully",
  "data": {
    "agent_no":"2600",
    "agent_launch_id:”5daXXXXX-6340-4226-b846-f4XXXXXXc543 ",
    "regions": [{"region_id": "cbaXXXXX-c136-4XXb-a391-f7c27cXXXXX0", "region": "United States (US)"}],
    "contacts": []
},
  "error": {}
}"""
BROKEN_STATUS = """{
  "code": "RCS902",
  "message": "Agent launch request fetched successfully",
  "data": {
   "launch":{
        "provider_launch_id": "",
        "launch_name": "launch__16800_130XXXXX",
        "launch_type": "1",
        "agent_no": "{{agent_number}}"
    },
    "regions": [
       {"region_id": "74cXXXXe-decd-4fac-b1c1-b6822ac9635c", "region": "9dXXX8ac-1c03-4466-9d1c-bf2XXXXXXXXb"}
    ]
}"""
BROKEN_REGIONS = """  "code": "RCS902",
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
        }
  ],
  "error": {}
}"""
BROKEN = {
    "launch": BROKEN_LAUNCH,
    "carrier": BROKEN_CARRIER,
    "status": BROKEN_STATUS,
    "regions": BROKEN_REGIONS,
}

# The failure samples, which do parse.
MISSING_FIELDS = {
    "code": "RCS904",
    "message": "Failed to create Agent launch request",
    "data": [],
    "error": {
        "error_code": "PROV_ERROR",
        "error_message": '{"status":"FAILED","message":"Missing required fields in launch payload"}',
    },
}
INVALID_JSON = {
    "code": "RCS701",
    "message": "Invalid json format passed",
    "data": [],
    "error": {
        "error_code": "INVALID_JSON_PAYLOAD",
        "error_message": "invalid character '}' looking for beginning of object key string",
    },
}
NOT_ENABLED = {
    "code": "RCS601",
    "message": "RCS Channel is not enabled for this User",
    "data": [],
    "error": {
        "error_code": "RCS_CHANNEL_DISABLED",
        "error_message": "RCS Channel is not enabled for this User",
    },
}
NOT_ALLOWED = {
    "code": "RCS405",
    "message": "Method not allowed",
    "data": [],
    "error": {"error_code": "METHOD_NOT_ALLOWED", "error_message": "Method not allowed"},
}
GATEWAY = {
    "code": "RCS502",
    "message": "Internal Gateway Error",
    "data": [],
    "error": {"error_code": "RCS_CHANNEL_INTERNAL_ERROR", "error_message": "Internal Gateway Error"},
}
INTERNAL = {
    "code": "RCS500",
    "message": "Internal server error",
    "data": [],
    "error": {"error_code": "INTERNAL"},
}


def accepted(launch_id: str = LAUNCH_ID) -> dict[str, object]:
    """The success that the launch document means to print."""
    return {
        "code": "RCS902",
        "message": "Agent launch request created successfully",
        "data": {
            "launch": {
                "provider_launch_id": "launch_001_google_rcs",
                "launch_name": "launch__48900",
                "launch_type": 1,
                "status": "ACTIVE",
                "create_date": "Jan 12, 2026, 12:42:58 PM",
                "modified_date": "Jan 12, 2026, 12:42:58\u202fPM",
                "agent_launch_id": launch_id,
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


def rcs904(
    error_message: object, message: str = "Failed to create Agent launch request"
) -> dict[str, object]:
    """RCS904 with this inner message."""
    error = {"error_code": "PROV_ERROR", "error_message": error_message}
    return {"code": "RCS904", "message": message, "data": [], "error": error}
