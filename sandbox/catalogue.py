"""The carriers the sandbox knows, by pod, and how each of them decides.

The rows live in catalogue.json in the shape of the documents (Kaleyra docs: Get an Agent's Regions), one a
line; `decision` is ours, names a row of DECISIONS in carriers.py, and is never sent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PODS = ("IN", "NA")


@dataclass(frozen=True)
class Carrier:
    id: str
    region_name: str
    display_name: str
    management_type: str
    managment_type_value: int  # misspelt, as the API prints it
    carrier_enabled: bool
    hosting_region: str
    decision: str

    @property
    def row(self) -> dict[str, Any]:
        """The carrier as `agent_regions` lists it."""
        return {name: value for name, value in vars(self).items() if name != "decision"}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(folded(name) for name in (self.id, self.region_name, self.display_name))


@cache
def carriers(pod: str) -> tuple[Carrier, ...]:
    """All carriers of a pod in the order of the file."""
    text = Path(__file__).with_name("catalogue.json").read_text(encoding="utf-8")
    return tuple(Carrier(**row) for row in json.loads(text)[pod])


def find(pod: str, name: str) -> Carrier | None:
    """The carrier that goes by this id, resource name or display name, however it is spaced or cased."""
    return _by_name(pod).get(folded(name))


@cache
def _by_name(pod: str) -> dict[str, Carrier]:
    return {name: carrier for carrier in carriers(pod) for name in carrier.names}


def folded(name: str) -> str:
    return " ".join(name.split()).casefold()
