"""Answers that were written before: kept under a name, found for a brand, renamed, deleted."""

import pytest
from django.db import IntegrityError, transaction

from launches.models import AnswerSet
from launches.models.answers import ANSWERS as FIELDS
from launches.problems import NotAllowed, Problem
from launches.services import answer_sets
from tests.factories import ANSWERS, make_agent, make_launch

pytestmark = pytest.mark.django_db
WORDS = {name: ANSWERS[name] for name in FIELDS}


def keep(by, name="Usual", brand="", **answers):
    return answer_sets.keep(by=by, name=name, brand_name=brand, answers=WORDS | answers)


def test_it_keeps_the_five_answers_under_a_name(mona):
    kept = keep(mona, "  The usual \n words ", brand="Maple Bank")

    kept.refresh_from_db()
    assert answer_sets.answers_of(kept) == WORDS
    assert (kept.name, kept.brand_name, kept.created_by) == ("The usual words", "Maple Bank", mona)


def test_it_keeps_links_only_when_they_are_given(mona):
    links = {"screenshot_uris": ["https://maple.example/a.png"], "video_uris": []}
    plain = keep(mona)

    kept = answer_sets.keep(by=mona, name="With links", brand_name="", answers=WORDS, links=links)

    kept.refresh_from_db()
    assert answer_sets.links_of(kept) == links
    assert answer_sets.links_of(plain) == {"screenshot_uris": [], "video_uris": []}


@pytest.mark.parametrize(
    ("name", "answers", "said"),
    [
        ("", {}, "Give the answer set a name. Nothing was saved."),
        (" \x00 ", {}, "Give the answer set a name. Nothing was saved."),
        ("x" * 81, {}, "The name is longer than 80 characters. Nothing was saved."),
        ("Usual", dict.fromkeys(FIELDS, " "), "There is no answer yet to keep. Nothing was saved."),
        ("Usual", {"optin_description": "x" * 5001}, "An answer is longer than 5000 characters."),
        ("uSUAL", {}, "There is already an answer set named uSUAL for every brand. Nothing was saved."),
    ],
)
def test_it_keeps_nothing_unsound(mona, name, answers, said):
    keep(mona)

    with pytest.raises(Problem) as refusal:
        keep(mona, name, **answers)

    assert refusal.value.sentence.startswith(said)
    assert AnswerSet.objects.count() == 1


def test_it_takes_the_same_name_for_another_brand(mona):
    for brand in ("", "Maple Bank", "Prairie Air"):
        keep(mona, brand=brand)

    assert AnswerSet.objects.count() == 3


def test_the_database_itself_wants_a_name_and_only_one(mona):
    keep(mona, "Usual")

    for name in ("", "USUAL"):
        with pytest.raises(IntegrityError), transaction.atomic():
            AnswerSet.objects.create(name=name, created_by=mona)


@pytest.mark.parametrize("who", ["rita", "stranger"])
def test_it_keeps_for_marketing_only(request, who):
    with pytest.raises(NotAllowed):
        keep(request.getfixturevalue(who))


# --- Finding them ------------------------------------------------------------------------------
def test_it_finds_launches_of_the_same_brand_that_say_anything_latest_first(mona):
    agent, sister = make_agent("2600"), make_agent("2601")
    foreign = make_agent("2602", brand_name="Prairie Air")
    first, second = make_launch(mona, agent=agent), make_launch(mona, agent=sister)
    make_launch(mona, agent=foreign)
    make_launch(mona, agent=agent, **dict.fromkeys(FIELDS, ""))

    assert answer_sets.sources_for(agent).launches == [second, first]
    assert answer_sets.sources_for(agent, but=second).launches == [first]
    assert answer_sets.sources_for(None).launches == []


def test_it_takes_agents_without_a_brand_each_for_itself(mona):
    one, other = make_agent("1", brand_name=""), make_agent("2", brand_name="")
    launch = make_launch(mona, agent=one)
    make_launch(mona, agent=other)

    assert answer_sets.sources_for(one).launches == [launch]


def test_it_finds_the_sets_of_the_brand_and_those_for_everybody(mona):
    everybodys, maple = keep(mona, "A"), keep(mona, "B", brand="Maple Bank")
    keep(mona, "C", brand="Prairie Air")

    assert answer_sets.sources_for(make_agent()).sets == [everybodys, maple]
    assert answer_sets.sources_for(None).sets == [everybodys]


def test_it_finds_by_key_only_what_it_offers(mona):
    kept, foreign = keep(mona, "A"), keep(mona, "C", brand="Prairie Air")
    launch = make_launch(mona)
    sources = answer_sets.sources_for(make_agent())

    assert sources.find(f"set-{kept.pk}") == kept
    assert sources.find(f"launch-{launch.pk}") == launch
    for odd in (f"set-{foreign.pk}", f"launch-{launch.pk + 1}", "", "set-", "abc", "\x00"):
        assert sources.find(odd) is None


# --- Managing them -----------------------------------------------------------------------------
def test_it_is_renamed_and_deleted_by_whoever_made_it_and_by_admins(mona, ada):
    kept = keep(mona)

    answer_sets.rename(kept, by=mona, name="Better")
    assert AnswerSet.objects.get().name == "Better"
    answer_sets.rename(kept, by=ada, name="Best")
    answer_sets.delete(kept, by=ada)
    assert AnswerSet.objects.count() == 0


@pytest.mark.parametrize("who", ["max", "rita", "stranger"])
def test_it_is_left_alone_by_others(request, mona, who):
    kept, by = keep(mona), request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        answer_sets.rename(kept, by=by, name="Mine")
    with pytest.raises(NotAllowed):
        answer_sets.delete(kept, by=by)
    assert AnswerSet.objects.get().name == "Usual"


def test_it_takes_no_name_that_another_has(mona):
    keep(mona, "One")
    other = keep(mona, "Two")

    with pytest.raises(Problem, match="There is already an answer set named one"):
        answer_sets.rename(other, by=mona, name="one")

    assert sorted(AnswerSet.objects.values_list("name", flat=True)) == ["One", "Two"]
