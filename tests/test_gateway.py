"""Our words and theirs: requests, codes, and which carrier a row of a reply speaks of."""

import json
import shlex

import pytest

from launches import gateway
from launches.kaleyra import LaunchRegionRow, Misconfigured
from launches.kaleyra.replies import read_launch
from launches.models import CarrierRegion, StateCode
from launches.statuses import CarrierState
from tests.factories import ANSWERS, make_agent, make_approved, make_launch, make_region, put

pytestmark = pytest.mark.django_db
BELL = {"remote_id": "id-bell", "region_name": "/v1/regions/bell"}
TELUS = {"remote_id": "id-telus", "region_name": "/v1/regions/telus"}


@pytest.fixture
def launch(mona):
    make_region("Canada: Bell", **BELL)
    make_region("Canada: Telus", **TELUS)
    return make_launch(mona, carriers=["Canada: Bell", "Canada: Telus"])


def matched(launch, *rows):
    """The names of our carriers for rows given as (region_id, region)."""
    replies = [LaunchRegionRow(region_id, region, "2", "", "") for region_id, region in rows]
    pairs = gateway.RegionMatcher(launch.agent.pod).match([], replies)
    assert [row for row, _ in pairs] == replies  # never dropped
    return [region.display_name if region else None for _, region in pairs]


@pytest.mark.parametrize(
    "row",
    [
        ("", "id-bell"),
        ("", "/v1/regions/bell"),
        ("", "Canada: Bell"),
        ("", "  CANADA: BELL "),
        ("id-bell", ""),
        ("ID-BELL", "unheard of"),
        ("Canada: Bell", ""),
        ("id-telus", "id-bell"),  # `region` comes first
    ],
)
def test_it_knows_a_carrier_by_any_of_its_names(launch, row):
    assert matched(launch, row) == ["Canada: Bell"]


def test_it_knows_a_carrier_whose_name_ends_in_a_quote(launch):
    CarrierRegion.objects.filter(remote_id="id-bell").update(display_name='Canada: "Bell"')

    reply = read_launch({"data": {"regions": [{"region": 'Canada: "Bell"'}]}})

    ((_, region),) = gateway.RegionMatcher("NA").match([], reply.regions)

    assert region is not None
    assert region.remote_id == "id-bell"


def test_it_guesses_nothing_from_a_region_id_that_repeats(launch):
    assert matched(launch, ("id-bell", ""), ("id-bell ", "")) == [None, None]
    assert matched(launch, ("id-bell", ""), ("id-bell", "id-telus")) == [None, "Canada: Telus"]
    assert matched(launch, ("r", "id-bell"), ("r", "id-telus"), ("r", "x")) == [
        "Canada: Bell", "Canada: Telus", None,
    ]  # fmt: skip


def test_it_knows_no_carrier_by_an_empty_name(launch):
    CarrierRegion.objects.filter(remote_id="id-bell").update(region_name="")

    assert matched(launch, ("", ""), ("x", "y")) == [None, None]


def test_it_prefers_the_launchs_own_carrier_among_namesakes(launch):
    twin = make_region("Canada: Twin", remote_id="a-twin")
    CarrierRegion.objects.filter(pk=twin.pk).update(display_name="Canada: Telus")
    row = LaunchRegionRow("", "Canada: Telus", "2", "", "")

    ((_, region),) = gateway.RegionMatcher("NA").match([twin.pk], [row])
    ((_, first),) = gateway.RegionMatcher("NA").match([], [row])

    assert region == twin
    assert first.remote_id == "id-telus"


def test_it_knows_no_carrier_of_another_pod(launch):
    make_region("India: Jio", pod="IN", remote_id="jio")

    assert matched(launch, ("", "jio")) == [None]


# --- Codes -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("0", "submitted"), ("1", "unlaunched"), ("2", "pending"), ("3", "live"),
        ("4", "rejected"), ("5", "suspended"), ("6", "ending"), ("7", "invalid"),
        ("LAUNCHED", "live"), ("launched", "live"), ("REJECTED", "rejected"), ("SUSPENDED", "suspended"),
        ("PENDING", "pending"), ("PENDING_UNLAUNCH", "ending"), ("UNSPECIFIED", "submitted"),
        ("UNLAUNCHED", "unlaunched"), ("INVALID", "invalid"),
    ],
)  # fmt: skip
def test_it_reads_the_codes_that_are_mapped(code, state):
    assert gateway.StateMap().read(code) == CarrierState(state)
    assert StateCode.objects.count() == 8


@pytest.mark.parametrize("code", ["8", "-1", "UNDER REVIEW", "x" * 90])
def test_it_notes_a_code_that_needs_a_meaning_once(code):
    states = gateway.StateMap()

    assert [states.read(code), states.read(code), gateway.StateMap().read(code)] == [CarrierState.UNKNOWN] * 3

    noted = StateCode.objects.get(state="")
    assert noted.code == code[:40]
    assert noted.first_seen_at is not None
    assert str(noted) == f"{code[:40]}: needs a meaning"


def test_it_reads_a_code_as_the_admins_have_mapped_it():
    StateCode.objects.filter(code="3").update(state="pending")
    StateCode.objects.create(code="9", state="live")

    states = gateway.StateMap()

    assert [states.read("3"), states.read("9")] == [CarrierState.PENDING, CarrierState.LIVE]


# --- Requests ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("style", "written"),
    [("id", "id-bell"), ("region_name", "/v1/regions/bell"), ("display_name", "Canada: Bell")],
)
def test_it_writes_the_region_in_the_style_of_the_settings(launch, mona, rita, settings, style, written):
    settings.KALEYRA_LAUNCH_REGION = settings.KALEYRA_CARRIER_REGION = style
    submission = launch.first_submission()
    assert json.loads(gateway.payload_for(submission))["regions"][0] == {
        "region_id": "id-bell",
        "region": written,
    }

    submission.kind = "carrier_launch"
    assert json.loads(gateway.payload_for(submission))["regions"][0] == {
        "region_id": "id-bell",
        "region": written,
    }


def test_it_writes_a_request_as_the_documents_print_it(launch):
    assert json.loads(gateway.payload_for(launch.first_submission())) == {
        "launch": {**ANSWERS, "launch_name": "launch_2600", "launch_type": "1", "agent_no": "2600"},
        "regions": [
            {"region_id": "id-bell", "region": "id-bell"},
            {"region_id": "id-telus", "region": "id-telus"},
        ],
    }


def test_it_writes_a_later_request_as_the_documents_print_it(launch):
    launch.agent_launch_id = "1370ed9d-53ed-47ec-b150-e2d1c0b9a83d"
    submission = launch.first_submission()
    submission.launch, submission.kind = launch, "carrier_launch"

    assert json.loads(gateway.payload_for(submission)) == {
        "agent_no": "2600",
        "agent_launch_id": "1370ed9d-53ed-47ec-b150-e2d1c0b9a83d",
        "regions": [
            {"region_id": "id-bell", "region": "Canada: Bell"},
            {"region_id": "id-telus", "region": "Canada: Telus"},
        ],
    }


def test_it_writes_the_same_bytes_for_the_same_submission(launch):
    submission = launch.first_submission()

    first, second = gateway.payload_for(submission), gateway.payload_for(submission)

    assert first == second
    assert gateway.fingerprint(first) == gateway.fingerprint(second) != gateway.fingerprint(first + " ")


def test_it_previews_a_curl_that_a_shell_reads_as_meant(mona, rita):
    submission = put(
        make_approved(mona, rita, optin_description="It's $HOME; `date` on the website\n'quoted'"), "refused"
    )
    preview = gateway.preview(submission)

    words = shlex.split(preview.curl)
    assert words[:4] == ["curl", "--request", "POST", preview.url]
    assert words[words.index("--data") + 1] == submission.payload
    assert "api-key: ••••••••" in words


@pytest.mark.parametrize("written", ["HTTPS://RCS-API.na.kaleyra.io/", " rcs-api.na.kaleyra.io "])
def test_it_previews_the_address_that_is_asked_however_the_setting_is_written(launch, settings, written):
    settings.KALEYRA_PODS = {"NA": settings.KALEYRA_PODS["NA"] | {"base_url": written}}

    preview = gateway.preview(launch.first_submission())

    assert preview.url == "https://rcs-api.na.kaleyra.io/v1/••••••••/rcs/agent/launch"


def test_it_previews_no_address_that_cannot_be_asked(launch, settings):
    settings.KALEYRA_PODS = {
        "NA": settings.KALEYRA_PODS["NA"] | {"base_url": "https://user:canary@na.example"}
    }

    assert gateway.preview(launch.first_submission()).url == "/v1/••••••••/rcs/agent/launch"


def test_it_previews_even_where_the_pod_has_no_account(launch, settings):
    settings.KALEYRA_PODS = {}

    assert gateway.preview(launch.first_submission()).url == "/v1/••••••••/rcs/agent/launch"


# --- Clients -----------------------------------------------------------------------------------
def test_it_makes_one_client_for_each_account_of_this_process(settings):
    first = gateway.client_for("NA")

    assert gateway.client_for("NA") is first
    assert gateway.client_for("IN") is not first
    settings.KALEYRA_TIMEOUT = 7.0
    assert gateway.client_for("NA").options.total_timeout == 7.0


def test_it_names_the_pods_that_have_an_account(settings):
    assert gateway.offered_pods() == ["IN", "NA"]

    settings.KALEYRA_PODS = {"NA": {**settings.KALEYRA_PODS["NA"], "api_key": "line\nbreak"}}
    assert gateway.offered_pods() == ["NA"]
    with pytest.raises(KeyError):
        gateway.client_for("IN")
    with pytest.raises(Misconfigured):
        gateway.client_for("NA")


def test_it_says_what_it_lists_of_an_agent_on_the_other_pod(mona):
    launch = make_launch(mona, agent=make_agent("48900", pod="IN"), carriers=["India: Jio"])

    assert gateway.preview(launch.first_submission()).url.endswith("/in/v1/••••••••/rcs/agent/launch")
