"""What stands in the way of a launch, rule by rule: no database, no clock."""

import pytest
from django.utils import timezone

from launches.models import Agent, CarrierRegion, Launch
from launches.preflight import THIN_ANSWER, blockers, carrier_findings, findings
from tests.factories import ANSWERS


def agent(**about):
    brand = {
        "name": "Maple Bank",
        "contact_name": "Dana Reyes",
        "contact_email": "dana@maple.example",
        "website": "https://maple.example",
        "contacts_confirmed": True,
    }
    return Agent(**{"pod": "NA", "agent_no": "2600", **brand, **about})


def carriers(number, **about):
    return [
        CarrierRegion(pk=pk, **{"pod": "NA", "display_name": f"X: {pk}", **about})
        for pk in range(1, number + 1)
    ]


def found(*, of=None, regions=None, occupied=None, **answers):
    """What is found, as (field, level, why)."""
    everything = findings(
        agent=of or agent(),
        launch=Launch(**ANSWERS | answers),
        regions=carriers(1) if regions is None else regions,
        occupied=occupied or {},
    )
    assert all(finding.remedy for finding in everything)
    return [(finding.field, finding.level, finding.why) for finding in everything]


def test_it_finds_nothing_in_a_good_launch():
    assert found() == []
    assert found(regions=carriers(5)) == []


@pytest.mark.parametrize(
    ("field", "question"),
    [
        ("optin_description", "Opt-in"),
        ("trigger_description", "Trigger"),
        ("interactions_description", "Interactions"),
        ("optout_description", "Opt-out"),
        ("agent_access_instructions", "Access instructions"),
    ],
)
class TestAnswers:
    @pytest.mark.parametrize("nothing", ["", "  ", "\n\t"])
    def test_it_is_blocked_by_a_missing_answer(self, field, question, nothing):
        assert found(**{field: nothing}) == [(field, "blocker", f"{question} is missing.")]

    def test_it_warns_of_a_placeholder(self, field, question):
        text = ANSWERS[field] + " TBD"

        assert found(**{field: text}) == [(field, "warning", f"{question} contains a placeholder.")]

    def test_it_warns_of_a_thin_answer(self, field, question):
        thin = "Stop on the website."  # enough words for the other rules

        assert found(**{field: thin}) == [(field, "warning", f"{question} is very short.")]
        assert found(**{field: thin.ljust(THIN_ANSWER, ".")}) == []


@pytest.mark.parametrize(
    "word", ["Lorem ipsum", "tbd", "to do", "TO" + "DO", "xxxx", "asdf", "Demo Messages"]
)
def test_it_knows_the_usual_placeholders(word):
    text = f"{word} - what the user sees once the website has loaded."

    assert found(trigger_description=text) == [
        ("trigger_description", "warning", "Trigger contains a placeholder.")
    ]


def test_it_takes_no_ordinary_word_for_a_placeholder():
    assert (
        found(trigger_description="Mastodon users who have methods to dovetail see a welcome message.") == []
    )


def test_it_warns_of_an_opt_out_without_stop():
    text = "People write to the service desk and are taken off the list."

    assert found(optout_description=text) == [
        ("optout_description", "warning", "The opt-out does not mention STOP.")
    ]


def test_it_warns_of_an_opt_in_without_a_place():
    text = "People agree to hear from us whenever they feel like it, of course."

    assert found(optin_description=text) == [
        ("optin_description", "warning", "The opt-in does not say where people agree.")
    ]


def test_it_warns_of_an_answer_that_says_the_same_as_another():
    optout = ANSWERS["optout_description"]

    assert found(agent_access_instructions=f" {optout.upper()}\n") == [
        ("agent_access_instructions", "warning", "Access instructions says the same as Opt-out.")
    ]


def test_it_warns_when_there_are_no_screenshots():
    assert found(screenshot_uris=[]) == [("screenshot_uris", "warning", "There are no screenshots.")]
    assert found(video_uris=[]) == []


@pytest.mark.parametrize(
    ("about", "missing"),
    [
        ({"contact_name": ""}, "Contact name"),
        ({"contact_email": " "}, "Contact e-mail"),
        ({"website": ""}, "Website"),
        ({"contacts_confirmed": False}, "Contacts confirmed with Kaleyra"),
        ({"contact_name": "", "website": ""}, "Contact name, Website"),
    ],
)
def test_it_is_blocked_by_an_incomplete_brand(about, missing):
    assert found(of=agent(**about)) == [
        ("agent", "blocker", f"The brand checklist of Maple Bank is incomplete: {missing}.")
    ]


def test_it_is_blocked_by_an_archived_agent():
    assert found(of=agent(archived_at=timezone.now(), website="")) == [
        ("agent", "blocker", "Maple Bank is archived.")
    ]


def test_it_is_blocked_without_a_carrier():
    assert found(regions=[]) == [("regions", "blocker", "No carrier is chosen.")]


def test_it_is_blocked_by_a_sixth_carrier():
    assert found(regions=carriers(6)) == [("regions", "blocker", "6 carriers are chosen.")]


def test_it_is_blocked_once_by_a_carrier_that_is_chosen_three_times():
    assert found(regions=carriers(1) * 3) == [("regions", "blocker", "X: 1 is chosen more than once.")]


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"pod": "IN"}, "X: 1 is on the IN pod, the agent on NA."),
        ({"carrier_enabled": False}, "X: 1 is not enabled by Kaleyra."),
    ],
)
def test_it_is_blocked_by_a_carrier_that_is_not_offered(about, why):
    assert found(regions=carriers(1, **about)) == [("regions", "blocker", why)]


def test_it_is_blocked_by_a_carrier_that_is_occupied():
    assert found(regions=carriers(2), occupied={2: "live in launch_48900"}) == [
        ("regions", "blocker", "X: 2 cannot be chosen again: live in launch_48900.")
    ]


def test_it_tells_blockers_before_warnings():
    everything = found(of=agent(website=""), regions=[], screenshot_uris=[], optout_description="Leave.")

    levels = [level for _, level, _ in everything]
    assert levels == sorted(levels)
    assert levels.count("blocker") == 2
    assert levels.count("warning") == 3


def test_it_asks_of_a_later_submission_only_what_it_sends():
    later = carrier_findings(agent=agent(website=""), regions=[], occupied={})

    assert [finding.field for finding in later] == ["agent", "regions"]
    assert blockers(later) == later
    assert carrier_findings(agent=agent(), regions=carriers(5), occupied={}) == []
