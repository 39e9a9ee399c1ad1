"""What we send: the documents' fields in the documents' order, and always the same text."""

import json
from dataclasses import replace

import pytest

from launches.kaleyra import AgentLaunch, CarrierLaunch, LaunchRegion

REGION = LaunchRegion("45ab", "45ab")
AGENT = AgentLaunch(
    agent_no="2600",
    launch_name="launch_2600",
    optin_description="On ‘our’ site",
    trigger_description="START",
    interactions_description='Says "hello"',
    optout_description="STOP",
    agent_access_instructions="Text us\n🎉",
    regions=(REGION,),
)


def test_it_leaves_out_what_is_optional_when_it_is_empty() -> None:
    launch = json.loads(AGENT.to_json())["launch"]

    assert list(launch) == [
        "optin_description",
        "trigger_description",
        "interactions_description",
        "optout_description",
        "agent_access_instructions",
        "launch_name",
        "launch_type",
        "agent_no",
    ]
    assert launch["launch_type"] == "1"


def test_it_writes_people_s_letters_as_they_are_when_it_makes_the_text() -> None:
    text = AGENT.to_json()

    assert "On ‘our’ site" in text
    assert "🎉" in text
    assert json.loads(text)["launch"]["interactions_description"] == 'Says "hello"'


def test_it_makes_the_same_text_when_it_is_asked_again() -> None:
    assert AGENT.to_json() == replace(AGENT).to_json()


@pytest.mark.parametrize("number", [1, 5])
def test_it_takes_one_to_five_regions_when_they_differ(number: int) -> None:
    regions = tuple(LaunchRegion(str(each), str(each)) for each in range(number))

    assert len(json.loads(replace(AGENT, regions=regions).to_json())["regions"]) == number


@pytest.mark.parametrize(
    ("regions", "words"),
    [
        ((), "at least one region"),
        (tuple(LaunchRegion(str(each), "") for each in range(6)), "at most 5 regions"),
        ((REGION, REGION), "stands twice"),
    ],
)
@pytest.mark.parametrize("kind", ["agent", "carrier"])
def test_it_refuses_the_regions_when_they_are_none_six_or_repeated(
    kind: str, regions: tuple[LaunchRegion, ...], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        replace(AGENT, regions=regions) if kind == "agent" else CarrierLaunch("2600", "id", regions)
