"""The shape of what marketing types."""

from uuid import uuid4

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from launches.forms.fields import LinksField, chosen_numbers, whole_number
from launches.forms.launch import CarriersForm, LaunchForm
from launches.forms.questions import QUESTIONS
from launches.models.answers import ANSWERS
from launches.problems import BLOCKER, WARNING, Finding
from tests.drawing import draws
from tests.views.writing import make_agent, make_regions, typed


def filled_in(agent, regions, /, **changes):
    """A form as a browser sends it."""
    sent = QueryDict(mutable=True)
    for name, value in typed(agent, regions, **changes).items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return LaunchForm(sent)


def test_it_asks_each_of_the_five_questions_with_help_and_examples():
    assert list(QUESTIONS) == list(ANSWERS)
    for question in QUESTIONS.values():
        assert all(part.strip() for part in question)
        assert len(question.good) > 4 * len(question.thin)


def test_it_answers_what_was_written_in_the_words_of_the_services(db):
    form = filled_in(make_agent(), make_regions(2), optin_description="  One.\r\n\r\nTwo.  ")

    assert form.is_valid()
    answers = form.answers()
    assert sorted(answers) == sorted(["launch_name", *ANSWERS, "video_uris", "screenshot_uris"])
    assert answers["optin_description"] == "One.\n\nTwo."
    assert answers["video_uris"] == ["https://www.example.com/videos"]


def test_it_keeps_carriers_in_their_order_and_repeated_for_the_rules_to_judge(db):
    regions = make_regions(3)
    form = filled_in(make_agent(), [regions[2], regions[0], regions[2]])

    assert form.is_valid()
    assert form.cleaned_data["regions"] == [regions[2], regions[0], regions[2]]


def test_it_asks_the_database_once_for_all_carriers(db, django_assert_num_queries):
    form = CarriersForm(QueryDict("&".join(f"regions={region.pk}" for region in make_regions(30))))

    with django_assert_num_queries(1):
        assert form.is_valid()


def test_it_takes_a_form_without_a_version_for_the_first(db):
    form = filled_in(make_agent(), [], version=None)

    assert form.is_valid()
    assert form.sheet().version == 1


def test_it_draws_every_field_for_people_who_listen(db):
    form = LaunchForm()

    for name in ("agent", *ANSWERS, "video_uris", "screenshot_uris", "launch_name"):
        assert f'aria-describedby="id_{name}_helptext"' in str(form[name])
        assert "maxlength" not in str(form[name])
        assert " required" not in str(form[name])


def test_it_puts_blockers_beside_their_fields_and_the_rest_on_top(db):
    form = filled_in(make_agent(), [])
    form.is_valid()
    form.add_findings(
        [
            Finding("optin_description", BLOCKER, "Opt-in is missing.", "Write it."),
            Finding("screenshot_uris", WARNING, "There are none.", "Add some."),
            Finding("weather", BLOCKER, "It rains.", "Wait."),
        ]
    )

    assert form.errors.get_json_data() == {
        "optin_description": [{"message": "Opt-in is missing. Write it.", "code": ""}],
        "__all__": [{"message": "It rains. Wait.", "code": ""}],
    }


def test_it_offers_active_agents_only(db):
    active, archived = make_agent(), make_agent(agent_no="2600")
    archived.archived_at = archived.created_at
    archived.save()

    assert list(LaunchForm().fields["agent"].queryset) == [active]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("", []),
        (" \r\n \n", []),
        ("https://a.example.com", ["https://a.example.com"]),
        (
            "  https://a.example.com  \r\n\r\nhttps://b.example.com",
            ["https://a.example.com", "https://b.example.com"],
        ),
    ],
)
def test_it_reads_one_link_from_each_line(text, links):
    assert LinksField().clean(text) == links


def test_it_names_every_line_that_is_wrong():
    with pytest.raises(Exception, match="Line 2") as wrong:
        LinksField().clean("https://a.example.com\nnonsense\n\nhttps://" + "b" * 90)

    assert wrong.value.messages == [
        "Line 2, “nonsense”: it does not begin with https://.",
        "Line 4, “https://" + "b" * 49 + "…”: it names no valid host.",
    ]


def test_it_refuses_more_than_twenty_links():
    with pytest.raises(Exception, match="21 links are too many: give at most 20"):
        LinksField().clean("https://a.example.com\n" * 21)


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), (" 7 ", 7), (7, 7), ("", None), ("-7", None), ("٧", None), ("7" * 19, None), (None, None)],
)
def test_it_reads_row_numbers_and_nothing_else(text, number):
    assert whole_number(text) == number


def test_it_takes_each_chosen_number_once():
    assert chosen_numbers(["3", "x", "1", "3", ""]) == [3, 1]


@draws(100, long=100_000)
@given(
    st.dictionaries(st.sampled_from(["agent", *ANSWERS, "video_uris", "launch_name", "version"]), st.text())
)
def test_it_reads_whatever_is_typed_without_an_exception(anything):
    # What is not sound never reaches the database; a sound number finds no agent in an empty list.
    form = LaunchForm({**anything, "agent": "x" + anything.get("agent", ""), "form_token": str(uuid4())})

    assert not form.is_valid()
    assert "agent" in form.errors
