"""What came and what was sent, as pages show it: nothing hidden, nothing turned round, and every page can carry it."""

import json

import pytest

from launches.kaleyra import seen
from launches.templatetags.portal import MOST_GROWTH, pretty_json

DEEP = "[" * 500 + "1," * 200 + "1" + "]" * 500


def test_it_indents_json():
    assert pretty_json('{"code":"RCS902","data":["\\u00e9"]}') == (
        '{\n  "code": "RCS902",\n  "data": [\n    "é"\n  ]\n}'
    )


@pytest.mark.parametrize(
    "text",
    ["<html>", "", '{"code":"RCS902","code":"RCS904"}', "[" * 100_000, DEEP, "9" * 5000],
    ids=["a page", "nothing", "a key twice", "too deep", "deep and wide", "a number without end"],
)
def test_it_shows_as_it_came_what_would_lose_or_grow_by_it(text):
    assert pretty_json(text) == text


def test_it_would_grow_too_long_when_it_is_deep_and_wide():
    assert len(json.dumps(json.loads(DEEP), indent=2)) > MOST_GROWTH * len(DEEP)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no \u202eyes", "no [U+202E]yes"),
        ("a\u200bb\u2066c", "a[U+200B]b[U+2066]c"),
        ("\x1b[31mred\x00", "[U+001B][31mred[U+0000]"),
        ("half \ud800 pair", "half [U+D800] pair"),
        ("tab\tline\r\nend, Côte, 📱, 👩\u200d💻, می\u200cخواهم", None),
    ],
)
def test_it_points_out_what_cannot_be_seen(text, shown):
    assert seen(text) == (shown or text)


def test_it_points_it_out_where_json_hides_it_behind_an_escape():
    assert pretty_json('["\\ud800", "\\u202e"]') == '[\n  "[U+D800]",\n  "[U+202E]"\n]'
