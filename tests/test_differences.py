"""Two texts beside each other, marked word by word."""

import pytest

from launches.services.attempts import Change
from launches.templatetags.differences import MOST_WORDS, marked


def sides(before, after):
    return tuple(marked(Change("Opt-out", before, after)))


def test_it_marks_the_words_that_went_and_those_that_came():
    before, after = sides(
        "After STOP we\nsend nothing more.", "After STOP we\nreply once and send nothing more."
    )

    assert before == "After STOP we\nsend nothing more."
    assert after == 'After STOP we\n<ins data-tone="green">reply once and</ins> send nothing more.'


def test_it_marks_a_word_that_became_another_on_both_sides():
    before, after = sides("Write <b> to leave", "Write & to leave")

    assert before == 'Write <del data-tone="red">&lt;b&gt;</del> to leave'
    assert after == 'Write <ins data-tone="green">&amp;</ins> to leave'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "Now there is one."),
        ("Stop.", ""),
        ("The old text of one brand.", "Another answer altogether, of somebody else."),
        ("a " * (MOST_WORDS + 1), "a " * MOST_WORDS),
    ],
)
def test_it_marks_nothing_where_that_would_help_nobody(before, after):
    assert sides(before, after) == (before, after)


def test_it_escapes_what_it_does_not_mark():
    assert sides("<i>", "") == ("&lt;i&gt;", "")
