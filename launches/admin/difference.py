"""What changed between two requests, field by field: a reviewer reads the differences, not everything twice."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from launches.models.answers import ANSWERS, LINKS

LABELS = {"launch_name": "Launch name", **ANSWERS, **LINKS, "regions": "Carriers"}


class Change(NamedTuple):
    """One field that differs, as people read it."""

    label: str
    before: str
    after: str


def difference(before: str, after: str, names: Mapping[str, str]) -> list[Change]:
    """The fields that differ between two request bodies. `names` says what a region id is called."""
    old, new = _fields(before), _fields(after)
    return [
        Change(label, _text(old.get(field), names), _text(new.get(field), names))
        for field, label in LABELS.items()
        if _text(old.get(field), names) != _text(new.get(field), names)
    ]


def region_ids(body: str) -> set[str]:
    """The ids of the carriers that this request asks for."""
    return {str(region.get("region_id")) for region in _fields(body).get("regions", [])}


def _fields(body: str) -> dict[str, Any]:
    """The fields of a body of ours, those under `launch` and those beside it; none of one that was cut short."""
    try:
        read: dict[str, Any] = json.loads(body)
    except ValueError:
        return {}
    return {**read, **read.get("launch", {})}


def _text(value: Any, names: Mapping[str, str]) -> str:
    if not isinstance(value, list):
        return "" if value is None else str(value)
    lines = [_region(item, names) if isinstance(item, dict) else str(item) for item in value]
    return "\n".join(sorted(lines))


def _region(region: Mapping[str, str], names: Mapping[str, str]) -> str:
    region_id = str(region.get("region_id"))
    return names.get(region_id, region_id)
