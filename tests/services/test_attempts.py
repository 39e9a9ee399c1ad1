"""What changed between two requests."""

import json

from launches.services.attempts import Change, difference

NAMES = {"a": "Canada: Bell", "b": "Canada: Telus"}


def body(regions, **launch):
    return json.dumps({"launch": launch, "regions": [{"region_id": pk, "region": pk} for pk in regions]})


def test_it_finds_nothing_between_the_same():
    same = body("a", optin_description="Yes.", video_uris=["https://x.example/1"])

    assert difference(same, same, NAMES) == []


def test_it_names_carriers_and_leaves_unknown_ones_as_they_are():
    assert difference(body("a"), body("bc"), NAMES) == [
        Change("Carriers", "Canada: Bell", "Canada: Telus\nc")
    ]


def test_it_does_not_mind_another_order():
    assert difference(body("ab"), body("ba"), NAMES) == []


def test_it_shows_a_link_that_came_and_an_answer_that_went():
    before, after = body("a", optout_description="Stop."), body("a", screenshot_uris=["https://x.example/1"])

    assert difference(before, after, NAMES) == [
        Change("Opt-out", "Stop.", ""),
        Change("Screenshot links", "", "https://x.example/1"),
    ]


def test_it_reads_a_body_that_is_not_there_as_nothing():
    assert difference("", "", NAMES) == []
