"""Where a name may break."""

import pytest

from launches.templatetags.portal import breakable


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("canada_retail_rewards_2027", "canada_<wbr>retail_<wbr>rewards_<wbr>2027"),
        ("<canada>_retail_rewards_2027", "&lt;canada&gt;_<wbr>retail_<wbr>rewards_<wbr>2027"),
        ("maple_bank_2027", "maple_bank_2027"),  # it fits on a line, and is found as it is written
        ("<maple>", "&lt;maple&gt;"),
    ],
)
def test_a_long_name_breaks_between_its_words(name, drawn):
    assert breakable(name) == drawn
