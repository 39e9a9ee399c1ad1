"""Every icon that we name has its drawing, and only those: `make icons` writes them."""

from benchmarks.icons import BEGIN, SHEET, drawings, named
from launches.statuses import CarrierState, LaunchState, SubmissionStatus, look
from launches.templatetags.portal import ICONS, icon


def test_it_finds_the_icon_of_every_state_and_message():
    states = [*LaunchState, *SubmissionStatus, *CarrierState]

    assert {look(state).icon for state in states} | set(ICONS.values()) <= set(named())


def test_it_has_the_drawing_of_every_icon_that_is_named_and_no_other():
    assert SHEET.read_text().partition(BEGIN)[2] == drawings()


def test_it_names_the_size_only_where_it_is_not_that_of_words():
    assert [icon("rocket"), icon("rocket", 28)] == [
        '<i class="icon i-rocket"></i>',
        '<i class="icon icon-28 i-rocket"></i>',
    ]
