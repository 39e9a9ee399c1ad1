"""The two addresses that the documents print for the status and for the regions: which is asked, and when."""

import pytest

from launches.kaleyra import Refused, TryLater

from . import samples
from .conftest import SID, MakeClient, MakeServer
from .faultserver import Peer, Play, html, says

OK = says({"code": "RCS902", "data": [], "error": {}})
NO_AGENT = samples.rcs904("", message="Failed to fetch Agent details")
NO_LAUNCH = samples.rcs904("", message="Failed to fetch Agent launch request.")
CURL, PROSE = f"/v1/{SID}/rcs/agent/agent_regions", f"/v1/{SID}/rcs/agent_regions"


def by_path(**plays: Play) -> Play:
    """One play for the curl form of an address, another for the prose form."""

    def play(peer: Peer) -> None:
        is_curl = "/rcs/agent/" in peer.request.path
        plays["curl" if is_curl else "prose"](peer)

    return play


@pytest.mark.parametrize(
    "wrong", [html(404), says({}, 404), html(405), says(samples.NOT_ALLOWED, 405), says(NO_AGENT, 400)]
)
def test_it_falls_back_to_the_prose_address_and_remembers_it_when_the_curl_one_is_wrong(
    wrong: Play, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(by_path(curl=wrong, prose=OK))
    client = client_of(kaleyra)

    first, second = client.regions(), client.regions()

    assert [request.path for request in kaleyra.requests] == [CURL, PROSE, PROSE]
    assert [len(first.exchanges), len(second.exchanges)] == [2, 1]
    assert client.path_forms == {"regions": "prose"}


def test_it_falls_back_for_the_status_too_when_the_curl_address_is_wrong(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(by_path(curl=html(404), prose=says(samples.accepted())))
    client = client_of(kaleyra)

    client.launch_status(agent_no="1", agent_launch_id=samples.LAUNCH_ID)

    assert [request.path.partition("?")[0] for request in kaleyra.requests] == [
        f"/v1/{SID}/rcs/agent/agentlaunchstatus",
        f"/v1/{SID}/rcs/agentlaunchstatus",
    ]
    assert client.path_forms == {"launch_status": "prose"}


def test_it_tells_the_curl_answer_when_both_addresses_are_wrong(
    client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(by_path(curl=says(NO_AGENT, 400), prose=html(404)))
    client = client_of(kaleyra)

    with pytest.raises(Refused) as caught:
        client.regions()

    assert (caught.value.http_status, caught.value.code) == (400, "RCS904")
    assert [exchange.http_status for exchange in caught.value.exchanges] == [400, 404]
    assert client.path_forms == {}


@pytest.mark.parametrize(
    "message",
    [NO_LAUNCH["message"], "No agent details in this launch request", "Missing Agent Number Query"],
)
def test_it_does_not_fall_back_when_the_launch_is_what_was_not_found(
    message: str, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(says(samples.rcs904("", message=message), 400))

    with pytest.raises(Refused):
        client_of(kaleyra).launch_status(agent_no="1", agent_launch_id=samples.LAUNCH_ID)

    assert len(kaleyra.requests) == 1


@pytest.mark.parametrize(("form", "path"), [("curl", CURL), ("prose", PROSE)])
def test_it_keeps_to_one_address_when_a_setting_pins_it(
    form: str, path: str, client_of: MakeClient, serve: MakeServer
) -> None:
    kaleyra = serve(html(404))

    with pytest.raises(TryLater):
        client_of(kaleyra, path_form=form, get_tries=1).regions()

    assert [request.path for request in kaleyra.requests] == [path]
