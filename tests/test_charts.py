"""Figures as drawings that name themselves, need no style and fit any width."""

import re
from xml.etree import ElementTree

import pytest

from launches.charts import Bar, Column, lying, standing

BARS = [Bar("Canada: Bell", "4 days", 4, 8), Bar("<b>&", "under a day", 0)]
COLUMNS = [Column("Jan", (4, 2)), Column("Feb", (0, 0))]
DRAWINGS = {
    "lying": lying("waits", "Days & nights", "Bell: 4", BARS),
    "standing": standing("months", "Launches", "6 started", COLUMNS),
    "lying, nothing": lying("waits", "Days", "", []),
    "standing, nothing": standing("months", "Launches", "", []),
}


def rects(drawing, kind):
    """Each bar of this kind as (from, width), in percent."""
    return re.findall(rf'<rect class="{kind}" x="([\d.]+)%" y="[\d.]+" width="([\d.]+)%"', drawing)


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
def test_it_is_whole_and_names_itself(drawing):
    root = ElementTree.fromstring(drawing)

    title, description = root.find("title"), root.find("desc")
    assert (root.get("role"), root.get("width")) == ("img", "100%")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
def test_it_has_no_style_of_its_own(drawing):
    assert re.findall(r"style=|fill=|stroke=|on[a-z]+=", drawing) == []


def test_it_draws_each_bar_as_long_as_its_value_and_its_reach_behind():
    assert rects(DRAWINGS["lying"], "plot-reach") == [("0.00", "100.00")]
    assert rects(DRAWINGS["lying"], "plot-bar") == [("0.00", "50.00")]


def test_it_draws_shares_of_a_whole_where_it_is_told_what_reaches_across():
    assert rects(lying("a", "b", "c", [Bar("x", "y", 0.25)], across=1), "plot-bar") == [("0.00", "25.00")]


def test_it_draws_the_series_of_a_month_beside_each_other():
    assert rects(DRAWINGS["standing"], "plot-reach") == [("7.50", "17.50")]
    assert rects(DRAWINGS["standing"], "plot-bar") == [("25.00", "17.50")]


def test_it_leaves_out_words_that_would_run_into_each_other():
    drawing = standing("m", "t", "d", [Column(str(number), (1,)) for number in range(24)])

    said = re.findall(r'text-anchor="middle">(\d+)<', drawing)
    assert said == [str(number) for number in range(1, 24, 2)]


def test_it_says_what_markup_says_as_words():
    assert "&lt;b&gt;&amp;" in DRAWINGS["lying"]
    assert '<title id="waits-title">Days &amp; nights</title>' in DRAWINGS["lying"]
