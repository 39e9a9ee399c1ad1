"""The readers: every shape that the documents print, in our words."""

import json
from typing import Any

import pytest

from launches.kaleyra import LaunchRegionRow, RegionRow
from launches.kaleyra.reading import is_uuid, launch_ids, read_json
from launches.kaleyra.replies import read_agents, read_catalogue, read_launch, read_state

from . import samples

REGION = {
    "id": "45ab",
    "region_name": "/v1/regions/9mobile-nigeria",
    "display_name": "Nigeria: 9 Mobile",
    "management_type": "GOOGLE_MANAGED",
    "managment_type_value": 2,
    "carrier_enabled": True,
    "hosting_region": "NORTH_AMERICA",
}
ROW = RegionRow(
    "45ab", "/v1/regions/9mobile-nigeria", "Nigeria: 9 Mobile", "GOOGLE_MANAGED", "2", True, "NORTH_AMERICA"
)
LAUNCH = {
    "launch_name": "launch_1",
    "provider_launch_id": "p1",
    "launch_type": "1",
    "status": "ACTIVE",
    "agent_launch_id": samples.LAUNCH_ID,
    "agent_no": "2600",
}
ROWS = [{"region_id": "r1", "region": "n1", "launch_state": 3, "entry_point": 0, "dirty_flag": "NEW"}]


def test_it_reads_the_launch_when_the_reply_is_as_the_document_means_it() -> None:
    reply = read_launch(samples.accepted())

    assert reply.agent_launch_id == samples.LAUNCH_ID
    assert reply.launch_name == "launch__48900"
    assert reply.provider_launch_id == "launch_001_google_rcs"
    assert (reply.launch_type, reply.status, reply.agent_no) == ("1", "ACTIVE", "")
    assert reply.created == "Jan 12, 2026, 12:42:58 PM"
    assert reply.modified == "Jan 12, 2026, 12:42:58\u202fPM"
    assert reply.regions == (
        LaunchRegionRow(
            region_id="8346a250-d7a9-47dc-8202-a8XXXXXXXXe8",
            region="4f4bf2b0-5110-44e1-9aa1-43392c7d3b17",
            launch_state="0",
            entry_point="0",
            dirty_flag="NEW",
        ),
    )


NESTINGS: dict[str, Any] = {
    "data.launch, regions beside it": {"data": {"launch": LAUNCH, "regions": ROWS}},
    "data.launch with regions": {"data": {"launch": {**LAUNCH, "regions": ROWS}}},
    "data": {"data": {**LAUNCH, "regions": ROWS}},
    "launch": {"launch": LAUNCH, "regions": ROWS},
    "the top": {**LAUNCH, "regions": ROWS, "data": None},
    "a list under data": {"data": [{"launch": LAUNCH, "regions": ROWS}]},
    "a list under launch": {"data": {"launch": [LAUNCH], "regions": ROWS}},
    "half here, half there": {"data": {"launch": LAUNCH}, "regions": ROWS},
    "camelCase": {
        "data": {
            "launch": {
                "launchName": "launch_1",
                "providerLaunchId": "p1",
                "launchType": 1,
                "status": "ACTIVE",
                "agentLaunchId": f'"{samples.LAUNCH_ID} ”',
                "agentNo": 2600,
            },
            "regions": [
                {"regionId": "r1", "region": " n1", "launchState": "3", "entryPoint": 0, "dirtyFlag": "NEW"}
            ],
        }
    },
}


@pytest.mark.parametrize("name", NESTINGS)
def test_it_reads_the_same_launch_when_it_is_nested_or_spelt_otherwise(name: str) -> None:
    reply = read_launch(NESTINGS[name])

    assert (reply.agent_launch_id, reply.launch_name) == (samples.LAUNCH_ID, "launch_1")
    assert (reply.provider_launch_id, reply.launch_type) == ("p1", "1")
    assert (reply.status, reply.agent_no) == ("ACTIVE", "2600")
    assert reply.regions == (LaunchRegionRow("r1", "n1", "3", "0", "NEW"),)


def test_it_reads_the_wanted_launch_when_several_come() -> None:
    other = {**LAUNCH, "agent_launch_id": "00000000-1111-2222-3333-444444444444", "launch_name": "other"}
    document = {"data": [{"launch": other, "regions": []}, {"launch": LAUNCH, "regions": ROWS}]}

    reply = read_launch(document, samples.LAUNCH_ID.upper())

    assert reply.launch_name == "launch_1"
    assert len(reply.regions) == 1


def test_it_reads_the_carriers_when_they_stand_right_under_data() -> None:
    reply = read_launch({"data": ROWS})

    assert [row.region for row in reply.regions] == ["n1"]


def test_it_reports_no_state_when_the_status_sample_has_none() -> None:
    repaired = json.loads(samples.BROKEN_STATUS + "}")

    reply = read_launch(repaired)

    assert [(row.launch_state, row.entry_point, row.dirty_flag) for row in reply.regions] == [(None, "", "")]
    assert (reply.agent_launch_id, reply.agent_no) == ("", "{{agent_number}}")
    assert (reply.created, reply.modified) == ("", "")


def test_it_keeps_every_row_when_one_region_id_repeats() -> None:
    rows = [{"region_id": "74c", "region": name} for name in ("a", "b", "c")]

    assert [row.region for row in read_launch({"data": {"regions": rows}}).regions] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (0, "0"),
        (3, "3"),
        ("3", "3"),
        (" 03 ", "3"),
        (3.0, "3"),
        (-1, "-1"),
        (99, "99"),
        ("LAUNCH_STATE_LAUNCHED", "LAUNCHED"),
        ("launch_state_pending_unlaunch", "PENDING_UNLAUNCH"),
        ("Rejected", "REJECTED"),
        (None, None),
        ("", None),
        ("LAUNCH_STATE_", None),
        (True, "TRUE"),
        ("\u202elive", "[U+202E]LIVE"),
        ([3], "[3]"),
        ("9" * 5000, "9" * 2000),
    ],
)
def test_it_reads_a_state_when_it_is_a_number_a_text_or_a_name(written: Any, read: str | None) -> None:
    assert read_state(written) == read


@pytest.mark.parametrize(
    "written",
    ["Jan 12, 2026, 12:42:58\u202fAM", "2026-01-12T13:02:03Z", "12. Januar", 1768221778],
)
def test_it_keeps_a_date_as_it_is_written(written: Any) -> None:
    assert read_launch({"data": {"create_date": written}}).created == str(written)


CATALOGUES: dict[str, Any] = {
    "as documented": {"code": "RCS902", "data": [REGION], "error": {}},
    "right spelling": {
        "data": [{**{k: v for k, v in REGION.items() if "managment" not in k}, "management_type_value": 2}]
    },
    "camelCase": {
        "data": [
            {
                "id": " 45ab”",
                "regionName": REGION["region_name"],
                "displayName": " Nigeria: 9 Mobile ",
                "managementType": "GOOGLE_MANAGED",
                "managmentTypeValue": "2",
                "carrierEnabled": "true",
                "hostingRegion": "NORTH_AMERICA",
            }
        ]
    },
    "under data.regions": {"data": {"regions": [REGION]}},
    "under regions": {"regions": [REGION]},
    "a list": [REGION],
    "one alone": {"data": REGION},
}


@pytest.mark.parametrize("name", CATALOGUES)
def test_it_reads_the_same_region_when_the_catalogue_is_shaped_otherwise(name: str) -> None:
    assert read_catalogue(CATALOGUES[name]).rows == (ROW,)


def test_it_reports_a_row_when_it_cannot_be_understood() -> None:
    reply = read_catalogue({"data": [REGION, None, "x", {"display_name": "no id"}, [1]]})

    assert reply.rows == (ROW,)
    assert reply.unreadable == ("", "x", '{"display_name": "no id"}', "[1]")


@pytest.mark.parametrize("data", [None, [], {}, ""])
def test_it_reads_nothing_when_the_catalogue_is_empty(data: Any) -> None:
    assert read_catalogue({"code": "RCS902", "data": data}).rows == ()


@pytest.mark.parametrize("value", [False, "false", 0, None, "no", {}])
def test_it_does_not_offer_a_region_when_it_is_not_said_to_be_enabled(value: Any) -> None:
    [row] = read_catalogue({"data": [{**REGION, "carrier_enabled": value}]}).rows

    assert row.carrier_enabled is False


AGENTS: dict[str, Any] = {
    "snake": {"data": [{"agent_no": 2600, "agent_name": "Dotgo", "brand_name": "Big"}]},
    "camel": {"data": {"agents": [{"agentNumber": "2600", "displayName": "Dotgo", "brandName": "Big"}]}},
    "nested": {"agents": [{"agent": {"agent_no": "2600", "name": "Dotgo"}, "brand": {"name": "Big"}}]},
}


@pytest.mark.parametrize("name", AGENTS)
def test_it_reads_the_same_agent_when_its_row_is_shaped_otherwise(name: str) -> None:
    [row] = read_agents(AGENTS[name]).rows

    assert (row.agent_no, row.name, row.brand_name) == ("2600", "Dotgo", "Big")
    assert "2600" in row.raw


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (samples.LAUNCH_ID, True),
        (samples.LAUNCH_ID.upper(), True),
        ("1370ed9d-53ed-47ec-b150-e2XXXXXXXX3d", False),
        ("00000000-0000-0000-0000-000000000000", False),
        (samples.LAUNCH_ID.replace("-", ""), False),
        (samples.LAUNCH_ID + "\n", False),
        ("", False),
    ],
)
def test_it_takes_an_id_for_valid_when_it_is_a_whole_uuid(text: str, is_one: bool) -> None:
    assert is_uuid(text) is is_one


def test_it_finds_every_launch_id_when_they_stand_anywhere() -> None:
    document = {"a": [{"agentLaunchId": " X "}], "agent_launch_id": "y", "b": {"agent_launch_id": None}}

    assert launch_ids(document) == {"x", "y"}


@pytest.mark.parametrize("sample", samples.BROKEN.values(), ids=samples.BROKEN.keys())
def test_it_refuses_the_documents_broken_samples_when_it_parses(sample: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (which word the parser uses does not matter)
        read_json(sample.encode())
