"""What comes back, in our own words. The readers accept every shape the documents print, and raise for none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .exchange import seen
from .reading import Record, folded, identifier, launch_ids, text

LONGEST_ID = 64  # characters; known are UUIDs, digits and phone numbers
_NUMBER = re.compile(r"[+-]?\d{1,9}")


@dataclass(frozen=True)
class RegionRow:
    """One carrier of the catalogue."""

    id: str
    region_name: str
    display_name: str
    management_type: str
    management_type_value: str
    carrier_enabled: bool
    hosting_region: str


@dataclass(frozen=True)
class CatalogueReply:
    """The catalogue, and what in it could not be understood."""

    rows: tuple[RegionRow, ...]
    unreadable: tuple[str, ...]


@dataclass(frozen=True)
class LaunchRegionRow:
    """What an answer says of one carrier. A state of None was not reported, which is not the state 0."""

    region_id: str
    region: str
    launch_state: str | None
    entry_point: str
    dirty_flag: str


@dataclass(frozen=True)
class LaunchReply:
    """A launch as Kaleyra tells it. Every text is "" where it was not reported."""

    agent_launch_id: str = ""
    launch_name: str = ""
    provider_launch_id: str = ""
    launch_type: str = ""
    status: str = ""
    created: str = ""
    modified: str = ""
    regions: tuple[LaunchRegionRow, ...] = ()
    agent_no: str = ""
    lists_regions: bool = True  # False: there is no list of carriers at all, which is not an empty one


@dataclass(frozen=True)
class AgentRow:
    """One agent of the account; `raw` is the row as it came."""

    agent_no: str
    name: str
    brand_name: str
    raw: str


@dataclass(frozen=True)
class AgentsReply:
    """The account's agents, and what among them could not be understood."""

    rows: tuple[AgentRow, ...]
    unreadable: tuple[str, ...]


def read_catalogue(document: Any) -> CatalogueReply:
    """The regions, from `data`, from under it, or from the top."""
    rows, unreadable = [], []
    for item in _items(document, "regions", "agentregions"):
        row = _read_region(item)
        if _can_be_kept(row.id):
            rows.append(row)
        else:
            unreadable.append(text(item))
    return CatalogueReply(tuple(rows), tuple(unreadable))


def _read_region(item: Any) -> RegionRow:
    row = folded(item)
    # The documents misspell the key; both spellings are right for us.
    value = row.get("managmenttypevalue", row.get("managementtypevalue"))
    return RegionRow(
        id=identifier(row.get("id", row.get("regionid"))),
        region_name=text(row.get("regionname")),
        display_name=text(row.get("displayname")),
        management_type=text(row.get("managementtype", row.get("managmenttype"))),
        management_type_value=text(value),
        carrier_enabled=text(row.get("carrierenabled")).lower() in ("true", "1", "yes"),
        hosting_region=text(row.get("hostingregion")),
    )


def read_agents(document: Any) -> AgentsReply:
    """The agents, from `data`, from under it, or from the top."""
    rows, unreadable = [], []
    for item in _items(document, "agents", "agentlist"):
        row = _read_agent(item)
        if _can_be_kept(row.agent_no):
            rows.append(row)
        else:
            unreadable.append(text(item))
    return AgentsReply(tuple(rows), tuple(unreadable))


def _read_agent(item: Any) -> AgentRow:
    row = folded(item)
    row = folded(row["agent"]) | row if isinstance(row.get("agent"), dict) else row
    brand = folded(row.get("brand"))
    return AgentRow(
        agent_no=identifier(_first(row, "agentno", "agentnumber", "agentid", "id")),
        name=_on_one_line(_first(row, "agentname", "displayname", "name")),
        brand_name=_on_one_line(row.get("brandname") or _first(brand, "brandname", "displayname", "name")),
        raw=text(item),
    )


def _can_be_kept(name: str) -> bool:
    """Whether this names a carrier or an agent. What was cut, or has a line end in it, would name another, or none."""
    return 0 < len(name) <= LONGEST_ID and name.isprintable()


def _on_one_line(value: Any) -> str:
    return seen(" ".join(text(value).split()))


def read_launch(document: Any, wanted_id: str = "") -> LaunchReply:
    """The launch and its carriers; of several, the one with the wanted id, or else the first."""
    top = folded(document)
    places = _places(top, wanted_id)
    merged: Record = {}
    for place in reversed(places):
        merged |= {name: value for name, value in place.items() if value not in (None, "")}
    rows = _region_rows(top, places)
    regions = [row for row in map(_read_launch_region, rows or ()) if row.region or row.region_id]
    return LaunchReply(
        agent_launch_id=identifier(merged.get("agentlaunchid")) or _only_id(document),
        launch_name=text(merged.get("launchname")),
        provider_launch_id=text(merged.get("providerlaunchid")),
        launch_type=text(merged.get("launchtype")),
        status=text(merged.get("status")),
        created=text(_first(merged, "createdate", "createddate", "createdat")),
        modified=text(_first(merged, "modifieddate", "modifydate", "updatedat")),
        regions=tuple(regions),
        agent_no=identifier(_first(merged, "agentno", "agentnumber")),
        lists_regions=rows is not None,
    )


def _places(top: Record, wanted_id: str) -> list[Record]:
    """Where the launch's fields may stand, the likeliest first: data.launch, data, launch, the top."""
    data = top.get("data")
    records = [folded(item) for item in data] if isinstance(data, list) else [folded(data)]
    wanted = [record for record in records if wanted_id and _id_of(record) == wanted_id.lower()]
    record = (wanted or records or [{}])[0]
    return [_inside(record), record, _inside(top), top]


def _inside(record: Record) -> Record:
    """The object under `launch`; some shapes make it a list of one."""
    launch = record.get("launch")
    if isinstance(launch, list) and launch:
        launch = launch[0]
    return folded(launch)


def _id_of(record: Record) -> str:
    return identifier(record.get("agentlaunchid") or _inside(record).get("agentlaunchid")).lower()


def _only_id(document: Any) -> str:
    """The launch id that stands at a place that no document prints, if there is but one."""
    ids = launch_ids(document)
    return ids.pop() if len(ids) == 1 else ""


def _region_rows(top: Record, places: list[Record]) -> list[Any] | None:
    """The rows of the carriers; None when nothing in the answer is a list of them."""
    for place in places:
        if isinstance(place.get("regions"), list):
            return list(place["regions"])
    # A list of carriers right under data.
    data = top.get("data")
    rows = data if isinstance(data, list) else []
    return [row for row in rows if "region" in folded(row) or "regionid" in folded(row)] or None


def _read_launch_region(item: Any) -> LaunchRegionRow:
    row = folded(item)
    return LaunchRegionRow(
        region_id=identifier(row.get("regionid")),
        region=identifier(row.get("region")),
        launch_state=read_state(row.get("launchstate")),
        entry_point=text(row.get("entrypoint")),
        dirty_flag=text(row.get("dirtyflag")),
    )


def read_state(value: Any) -> str | None:
    """The raw state: a number as digits, a Google name without its prefix, None where nothing was reported."""
    raw = text(value)
    if not raw:
        return None
    if _NUMBER.fullmatch(raw):
        return str(int(raw))
    return seen(raw.upper().removeprefix("LAUNCH_STATE_")) or None


def _items(document: Any, *names: str) -> list[Any]:
    """The rows of an answer: a list at the top, under data, or under one of the names in either."""
    if isinstance(document, list):
        return document
    top = folded(document)
    data = top.get("data")
    if isinstance(data, list):
        return data
    for place in (folded(data), top):
        for name in names:
            if isinstance(place.get(name), list):
                return list(place[name])
    return [data] if data not in (None, "", {}) else []


def _first(row: Record, *names: str) -> Any:
    """The first of these that says something."""
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)
