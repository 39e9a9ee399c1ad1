"""How far each section of a launch has come, as its form says on top."""

import pytest

from launches import preflight
from launches.forms.progress import DONE, MISSING, WARNED, progress
from launches.models import Agent, Launch
from tests.views.writing import ANSWERS


def told(launch, regions=0):
    """Each section as people read it."""
    found = preflight.findings(agent=launch.agent, launch=launch, regions=[], occupied={})
    if regions:
        found.remove(preflight.NO_CARRIER)
    return [(one.title, one.words, one.look) for one in progress(launch, regions, found)]


@pytest.fixture
def agent():
    return Agent(
        name="Maple",
        pod="IN",
        contact_name="Asha",
        contact_email="a@maple.example",
        website="https://maple.example",
        contacts_confirmed=True,
    )


def test_it_says_what_is_missing_and_what_is_warned_of(agent):
    launch = Launch(agent=agent, optin_description=ANSWERS["optin_description"], optout_description="   ")

    assert told(launch) == [
        ("Agent", "Maple", DONE),
        ("Answers", "1 of 5", MISSING),
        ("Media", "0 links", WARNED),
        ("Carriers", "0 of 5", MISSING),
        ("Before you submit", "5 needed", MISSING),
    ]


def test_it_says_that_nothing_is_missing(agent):
    launch = Launch(agent=agent, **ANSWERS)
    launch.screenshot_uris = ["https://maple.example/1.png"]

    assert told(launch, regions=2) == [
        ("Agent", "Maple", DONE),
        ("Answers", "5 of 5", DONE),
        ("Media", "1 link", DONE),
        ("Carriers", "2 of 5", DONE),
        ("Before you submit", "nothing missing", DONE),
    ]


def test_it_counts_warnings_where_nothing_is_needed(agent):
    launch = Launch(agent=agent, **{**ANSWERS, "optin_description": "On our page."})

    assert [words for _, words, look in told(launch, regions=1) if look == WARNED] == [
        "5 of 5",
        "0 links",
        "2 warnings",
    ]


def test_nothing_is_complete_before_it_is_saved():
    assert {(one.words, one.look) for one in progress(None)} == {
        ("not chosen", MISSING),
        ("0 of 5", MISSING),
        ("none yet", MISSING),
        ("not saved yet", MISSING),
    }
