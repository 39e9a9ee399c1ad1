"""The page that people read says what the code does."""

import re
from pathlib import Path

from sandbox import scenarios
from sandbox.catalogue import PODS, carriers

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


def test_it_documents_every_scenario_and_no_other():
    rows = re.findall(r"^\| (\d{3}) \| `([a-z0-9-]+)` \| (.+?) \| [^|]+ \| (\w+) \|$", PAGE, re.MULTILINE)

    assert rows == [
        (str(scenario.number), scenario.name, scenario.title, scenario.taken)
        for group in scenarios.GROUPS.values()
        for scenario in group
    ]


def test_it_documents_every_carrier_that_does_not_simply_launch():
    for pod in PODS:
        for carrier in carriers(pod):
            row = re.search(rf"^\| {carrier.decision} \|.*$", PAGE, re.MULTILINE)
            assert row, carrier.decision
            if carrier.decision != "launches":
                assert carrier.display_name in row[0].partition(f"{pod}: ")[2]


def test_it_counts_the_catalogue_right():
    every = [carrier for pod in PODS for carrier in carriers(pod)]
    countries = {carrier.display_name.split(": ")[0] for carrier in every}

    assert f"has {len(every)} carriers in {len(countries)} countries" in PAGE
