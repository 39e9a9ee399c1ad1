"""What leaves the house, compared at the socket with the documents' curl samples."""

import json

from launches.kaleyra import AgentLaunch, CarrierLaunch, LaunchRegion

from . import samples
from .conftest import KEY, SID, MakeClient, MakeServer
from .faultserver import Arrived, says

OK = says({"code": "RCS902", "data": [], "error": {}})


def documented(request: Arrived) -> dict[str, str | None]:
    """The two headers that every sample carries."""
    return {name: request.header(name) for name in ("api-key", "Content-Type")}


def test_it_sends_the_documents_launch_request_when_an_agent_is_launched(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says(samples.accepted()))
    wanted = samples.LAUNCH_REQUEST["launch"]
    body = AgentLaunch(
        agent_no="48900",
        launch_name="launch_48900",
        optin_description="Bigbasket Optin",
        trigger_description="START",
        interactions_description="Demo Messages",
        optout_description="Stop",
        agent_access_instructions="This is a demo account",
        provider_launch_id="launch_001_google_rcs",
        video_uris=("https://www.example.com/videos",),
        screenshot_uris=("https://www.example.com/uris",),
        regions=(
            LaunchRegion("8346a250-d7a9-47dc-8202-a8XXXXXXXXe8", "4f4bf2b0-5110-44e1-9aa1-43XXXXXXXX39"),
        ),
    ).to_json()

    client_of(kaleyra).launch_agent(body)

    [request] = kaleyra.requests
    assert (request.method, request.path) == ("POST", f"/v1/{SID}/rcs/agent/launch")
    assert documented(request) == {"api-key": KEY, "Content-Type": "application/json"}
    assert request.body == body.encode()
    assert json.loads(request.body) == samples.LAUNCH_REQUEST
    assert list(json.loads(request.body)["launch"]) == list(wanted)


def test_it_sends_the_documents_carrier_request_when_carriers_are_added(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says({"code": "RCS902", "data": {}, "error": {}}))
    body = CarrierLaunch(
        agent_no="2600",
        agent_launch_id="5daXXXXX-6340-4226-b846-f4XXXXXXc543",
        regions=(LaunchRegion("cbaXXXXX-c136-4XXb-a391-f7c27cXXXXX0", "United States (US)"),),
    ).to_json()

    client_of(kaleyra).launch_carriers(body)

    [request] = kaleyra.requests
    assert (request.method, request.path) == ("POST", f"/v1/{SID}/rcs/agent/carrierlaunch")
    assert documented(request) == {"api-key": KEY, "Content-Type": "application/json"}
    assert json.loads(request.body) == samples.CARRIER_REQUEST
    assert list(json.loads(request.body)) == list(samples.CARRIER_REQUEST)


def test_it_asks_as_the_documents_curl_samples_do_when_it_reads(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(OK)
    client = client_of(kaleyra)

    client.regions()
    client.launch_status(agent_no="94xx0", agent_launch_id="c6xxxx89-1xx9-4xx7-axxc-80xxxxxxxxb5")
    client.agents()

    assert [(request.method, request.path) for request in kaleyra.requests] == [
        ("GET", f"/v1/{SID}/rcs/agent/agent_regions"),
        (
            "GET",
            f"/v1/{SID}/rcs/agent/agentlaunchstatus"
            "?agent_number=94xx0&agent_launch_id=c6xxxx89-1xx9-4xx7-axxc-80xxxxxxxxb5",
        ),
        ("GET", f"/v1/{SID}/rcs/agents"),
    ]
    assert [documented(request) for request in kaleyra.requests] == [
        {"api-key": KEY, "Content-Type": "application/json"}
    ] * 3


def test_it_sends_no_header_that_nobody_asked_for_when_it_writes_and_reads(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(OK)
    client = client_of(kaleyra)

    client.launch_carriers("{}")
    client.regions()

    written, read = ([name.lower() for name, _ in request.headers] for request in kaleyra.requests)
    ours = ["api-key", "content-type", "accept-encoding", "user-agent"]
    assert written == ["host", "content-length", *ours]
    assert read == ["host", *ours]
    assert kaleyra.requests[0].header("Accept-Encoding") == "identity"


def test_it_keeps_every_byte_when_the_approved_text_is_odd(client_of: MakeClient, serve: MakeServer) -> None:
    kaleyra = serve(says(samples.accepted()))
    body = '{ "launch" :\n\t{"optin_description": "ja \\u00fc ü ‘START’ 🎉"} }\n'

    answer = client_of(kaleyra).launch_agent(body)

    assert kaleyra.requests[0].body == body.encode()
    assert answer.exchanges[0].request_body == body


def test_it_quotes_the_query_when_an_id_holds_odd_characters(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(OK)

    client_of(kaleyra).launch_status(agent_no="+155 00&x=1", agent_launch_id="a/b?c#d")

    path = kaleyra.requests[0].path.partition("?")[2]
    assert path == "agent_number=%2B155+00%26x%3D1&agent_launch_id=a%2Fb%3Fc%23d"
