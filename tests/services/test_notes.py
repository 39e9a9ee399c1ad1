"""What people note about a carrier of a launch: kept for good, shown beside it, gathered over all launches."""

import pytest
from django.db import DatabaseError, transaction

from launches import chain
from launches.models import StatusEvent
from launches.problems import NotAllowed, Problem
from launches.services import notes, notices, reasons
from launches.services.timeline import timeline
from launches.services.track_record import track_records
from tests.factories import make_launch
from tests.views.standing import with_carriers

pytestmark = pytest.mark.django_db


@pytest.fixture
def rejected(mona, rita):
    """The carrier of a launch of Mona's, rejected."""
    return with_carriers(mona, rita, "rejected", number="1").launch_regions.get()


def test_it_keeps_what_is_known_by_whom_without_touching_the_state(rejected, mona):
    event = notes.add(rejected, by=mona, text="  They miss the imprint. ")

    rejected.refresh_from_db()
    assert (rejected.state, event.from_state, event.actor_name) == ("rejected", "rejected", "Mona Marsh")
    assert [note.reason for note in notes.of(rejected.launch)[rejected.pk]] == ["They miss the imprint."]
    assert chain.verify().broken is None


def test_it_stands_in_the_timeline_and_is_told_to_followers(rejected, mona, rita):
    notes.add(rejected, by=mona, text="They miss the imprint.")

    entry = timeline(rejected.launch)[0]
    assert (entry.who, entry.sentence, entry.reason, entry.subject) == (
        "Mona Marsh",
        f"noted about {rejected.name}",
        "They miss the imprint.",
        "note",
    )
    assert notices.page_for(rita)[0].entry == entry


def test_it_is_no_decision_of_the_carrier(rejected, mona):
    region, other = rejected.region, make_launch(mona)
    before = track_records([region], but=other)[region.pk]

    notes.add(rejected, by=mona, text="They miss the imprint.")

    assert track_records([region], but=other)[region.pk] == before


@pytest.mark.same_rows
@pytest.mark.parametrize(
    ("text", "words"), [(" \n", "Write what you know"), ("x" * (reasons.LONGEST + 1), "at most 2000")]
)
def test_it_notes_nothing_empty_or_too_long(rejected, mona, text, words):
    with pytest.raises(Problem, match=words):
        notes.add(rejected, by=mona, text=text)

    assert notes.of(rejected.launch) == {}


def test_it_takes_none_from_a_stranger(rejected, stranger):
    with pytest.raises(NotAllowed):
        notes.add(rejected, by=stranger, text="Hello.")


def test_the_database_refuses_to_change_a_note(rejected, mona):
    event = notes.add(rejected, by=mona, text="Said.")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        StatusEvent.objects.filter(pk=event.pk).update(reason="Never said.")


def test_the_notebook_gathers_them_over_all_launches(rejected, mona, rita, django_assert_num_queries):
    other = with_carriers(mona, rita, "live", number="2").launch_regions.get()
    other.region = region = rejected.region
    other.save()
    for number in range(notes.LATEST):
        notes.add(rejected, by=mona, text=f"First {number}.")
    notes.add(other, by=rita, text="Second.")

    with django_assert_num_queries(1):
        found = notes.about([region])
    with django_assert_num_queries(1):
        book = [(note.reason, note.launch.launch_name) for note in notes.notebook(region)]

    assert [note.reason for note in found[region.pk]] == ["Second.", "First 2.", "First 1."]
    assert book[0] == ("Second.", other.launch.launch_name)
    assert len(book) == notes.LATEST + 1
