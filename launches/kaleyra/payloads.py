"""What we send, field by field as the documents print it. The text is what a person approves, so it never varies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

MOST_REGIONS = 5  # Kaleyra docs: at most five regions in one launch


@dataclass(frozen=True)
class LaunchRegion:
    """One carrier to launch on. Which of id and name each field carries is the caller's reading of the documents."""

    region_id: str
    region: str


@dataclass(frozen=True)
class AgentLaunch:
    """The first request of a launch (Kaleyra docs: Launch an Agent). Raises ValueError for wrong regions."""

    agent_no: str
    launch_name: str
    optin_description: str
    trigger_description: str
    interactions_description: str
    optout_description: str
    agent_access_instructions: str
    regions: tuple[LaunchRegion, ...]
    launch_type: str = "1"
    provider_launch_id: str = ""
    video_uris: tuple[str, ...] = ()
    screenshot_uris: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_regions(self.regions)

    def to_json(self) -> str:
        """The exact text of the request, keys in the order of the documents' sample.

        What is optional and empty is left out: the documents call it optional, and print no empty list anywhere.
        """
        launch = {
            "optin_description": self.optin_description,
            "trigger_description": self.trigger_description,
            "interactions_description": self.interactions_description,
            "optout_description": self.optout_description,
            "agent_access_instructions": self.agent_access_instructions,
            "provider_launch_id": self.provider_launch_id or None,
            "launch_name": self.launch_name,
            "launch_type": self.launch_type,
            "video_uris": list(self.video_uris) or None,
            "screenshot_uris": list(self.screenshot_uris) or None,
            "agent_no": self.agent_no,
        }
        said = {name: value for name, value in launch.items() if value is not None}
        return _json({"launch": said, "regions": _rows(self.regions)})


@dataclass(frozen=True)
class CarrierLaunch:
    """A later request of the same launch (Kaleyra docs: Launch Carrier). Raises ValueError as AgentLaunch does."""

    agent_no: str
    agent_launch_id: str
    regions: tuple[LaunchRegion, ...]

    def __post_init__(self) -> None:
        check_regions(self.regions)

    def to_json(self) -> str:
        """The exact text of the request, keys in the order of the documents' sample."""
        return _json(
            {
                "agent_no": self.agent_no,
                "agent_launch_id": self.agent_launch_id,
                "regions": _rows(self.regions),
            }
        )


def check_regions(regions: tuple[LaunchRegion, ...]) -> None:
    """Raise ValueError unless these are one to five regions, none of them twice."""
    if not regions:
        raise ValueError("A launch needs at least one region.")
    if len(regions) > MOST_REGIONS:
        raise ValueError(f"Kaleyra takes at most {MOST_REGIONS} regions in one request.")
    if len({(row.region_id, row.region) for row in regions}) < len(regions):
        raise ValueError("A region stands twice in the request.")


def _rows(regions: tuple[LaunchRegion, ...]) -> list[dict[str, str]]:
    return [{"region_id": row.region_id, "region": row.region} for row in regions]


def _json(document: dict[str, Any]) -> str:
    """Indented, because people read it before they approve it, and it is sent exactly as they read it."""
    return json.dumps(document, ensure_ascii=False, indent=2)
