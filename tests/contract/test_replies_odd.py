"""The readers, to the letter: shapes that no document prints and that come all the same. See test_replies.py."""

from typing import Any

import pytest

from launches.kaleyra.replies import read_agents, read_catalogue, read_launch

from .samples import LAUNCH_ID

REGION = {"id": "45ab", "display_name": "Nigeria: 9 Mobile", "carrier_enabled": True}


@pytest.mark.parametrize("name", ["agent_regions", "regions"])
@pytest.mark.parametrize(
    "nest", [lambda rows: {"data": rows}, lambda rows: rows], ids=["under data", "at the top"]
)
def test_it_finds_the_regions_under_either_name(name: str, nest: Any) -> None:
    [row] = read_catalogue(nest({name: [REGION]})).rows

    assert row.id == "45ab"


@pytest.mark.parametrize(
    ("row", "field", "read"),
    [
        ({"region_id": "7"}, "id", "7"),
        ({"id": "7", "managment_type": "A"}, "management_type", "A"),
        ({"id": "7", "carrier_enabled": 1}, "carrier_enabled", True),
        ({"id": "7", "carrier_enabled": "YES"}, "carrier_enabled", True),
        ({"id": "7", "carrier_enabled": 2}, "carrier_enabled", False),
    ],
)
def test_it_reads_a_region_that_is_spelt_otherwise(row: Any, field: str, read: Any) -> None:
    [region] = read_catalogue([row]).rows

    assert getattr(region, field) == read


@pytest.mark.parametrize("data", [None, [], {}, ""])
def test_it_has_nothing_to_report_when_nothing_came(data: Any) -> None:
    assert read_catalogue({"data": data}).unreadable == ()


def test_it_reports_an_agent_without_a_number() -> None:
    reply = read_agents({"agent_list": [{"name": "Maple"}, {"agent_no": 2600}]})

    assert [row.agent_no for row in reply.rows] == ["2600"]
    assert reply.unreadable == ('{"name": "Maple"}',)


@pytest.mark.parametrize("number", ["4" * 65, "26\r\n00", "26\u202800"])
def test_it_takes_no_agent_and_no_carrier_whose_name_at_kaleyra_cannot_be_kept(number: str) -> None:
    reply = read_agents([{"agent_no": number}, {"agent_no": "4" * 64, "name": "Maple\r\n Bank\u202e"}])

    assert [(row.agent_no, row.name) for row in reply.rows] == [("4" * 64, "Maple Bank[U+202E]")]
    assert len(reply.unreadable) == 1
    assert [row.id for row in read_catalogue([{"id": number}, {"id": "4" * 64}]).rows] == ["4" * 64]


@pytest.mark.parametrize(
    "row",
    [
        {"agent_id": 2600},
        {"id": 2600},
        {"agent_no": None, "agent_id": 2600},
        {"agent_no": "", "agent_id": 2600},
    ],
)
def test_it_reads_the_number_of_an_agent_under_any_name(row: Any) -> None:
    assert [row.agent_no for row in read_agents([row]).rows] == ["2600"]


@pytest.mark.parametrize("name", ["brand_name", "display_name", "name"])
def test_it_reads_the_brand_of_an_agent_under_any_name(name: str) -> None:
    assert [row.brand_name for row in read_agents([{"id": 1, "brand": {name: "Maple"}}]).rows] == ["Maple"]


def test_it_looks_further_when_the_likeliest_place_says_nothing() -> None:
    empty = {"launch_name": None, "status": ""}

    reply = read_launch({"data": {"launch": empty, "launch_name": "n", "status": "s"}})

    assert (reply.launch_name, reply.status) == ("n", "s")


def test_it_takes_the_first_launch_when_none_is_wanted() -> None:
    rows = [{"agent_launch_id": "a", "launch_name": "one"}, {"launch_name": "two"}, {"agent_launch_id": "xx"}]

    assert read_launch({"data": rows}).launch_name == "one"
    assert read_launch({"data": rows}, "XX").agent_launch_id == "xx"


@pytest.mark.parametrize(
    "document", [{}, {"data": []}, {"data": 5}, {"data": {"launch": []}}, {"launch": []}, [], 5]
)
def test_it_reads_nothing_from_nothing(document: Any) -> None:
    reply = read_launch(document)

    assert (reply.agent_launch_id, reply.launch_name, reply.regions, reply.lists_regions) == (
        "",
        "",
        (),
        False,
    )


def test_it_keeps_a_carrier_that_has_but_one_of_its_two_names() -> None:
    rows = [{"launch_state": 3}, {"region": "a"}, {"region_id": "b"}]

    under_regions = read_launch({"data": {"regions": rows}})
    under_data = read_launch({"data": rows})

    for reply in (under_regions, under_data):
        assert [(row.region_id, row.region) for row in reply.regions] == [("", "a"), ("b", "")]
        assert reply.lists_regions


@pytest.mark.parametrize(
    ("document", "lists"),
    [({"data": {"regions": []}}, True), ({"data": [{"name": "c"}]}, False), ({"data": {}}, False)],
)
def test_it_says_whether_carriers_were_listed_at_all(document: Any, lists: bool) -> None:
    assert read_launch(document).lists_regions is lists


@pytest.mark.parametrize(
    ("document", "read"),
    [
        ({"data": {"agent_launch_id": "a", "x": {"agent_launch_id": "b"}}}, "a"),
        ({"data": {"x": {"agent_launch_id": LAUNCH_ID}}}, LAUNCH_ID),
        ({"data": {"x": {"agent_launch_id": "a"}, "y": {"agent_launch_id": "b"}}}, ""),
    ],
)
def test_it_reads_the_id_from_where_it_belongs_and_else_the_only_one(document: Any, read: str) -> None:
    assert read_launch(document).agent_launch_id == read


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("created_date", "created"),
        ("created_at", "created"),
        ("modify_date", "modified"),
        ("modified_date", "modified"),
        ("updated_at", "modified"),
    ],
)
def test_it_reads_a_date_under_any_name(name: str, field: str) -> None:
    assert getattr(read_launch({name: "today"}), field) == "today"


def test_it_reads_the_number_of_the_agent_of_a_launch_under_either_name() -> None:
    assert read_launch({"agent_number": 2600}).agent_no == "2600"
