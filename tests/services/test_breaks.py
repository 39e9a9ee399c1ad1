"""A launch over whose answers we break: tried five times, then parked with the error shown; the others go on."""

import pytest
from django.db import connection
from django.utils import timezone

from launches.kaleyra import TryLater
from launches.kaleyra.errors import meaning_of
from launches.models import BrokenCheck, Checking
from launches.problems import MovedMeanwhile, NotAllowed
from launches.services import breaks, refresh
from launches.services.claims import Outcome
from launches.services.outcomes import Writer
from launches.services.readings import Readings
from tests.factories import carriers_of, make_accepted
from tests.services.rounds import ask, claimed, make_due, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def poisoned(sandbox, mona, rita):
    """Of two launches, the answers about the second break a rule of the database."""
    good = make_accepted(mona, rita, carriers=["Canada: Bell"])
    connection.check_constraints()  # PostgreSQL indexes no table with checks to come
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE UNIQUE INDEX poison ON launches_launchregion (state_code) WHERE state_code = '3'"
        )
    sandbox.answer_next("all-launched", on="status", times=0)
    ask(good)
    bad = make_accepted(mona, rita, carriers=["Canada: Telus"])
    return good, ask(bad)


def cure():
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX poison")


def test_it_parks_a_launch_after_five_breaks_in_a_row_and_the_others_go_on(sandbox, poisoned):
    good, bad = poisoned
    first = BrokenCheck.objects.get()

    ask(bad, times=4)
    asked = len(statuses(sandbox))
    ask(bad, times=3)

    row = BrokenCheck.objects.get()
    assert (first.launch, first.times, first.is_parked) == (bad, 1, False)
    assert (row.times, row.is_parked) == (5, True)
    assert "IntegrityError" in row.problem
    assert bad.checking.problem == breaks.PARKED
    assert len(statuses(sandbox)) == asked + 3  # only the good one is asked about
    good.refresh_from_db()
    assert (carriers_of(good), good.checking.failures) == ({"Canada: Bell": "live"}, 0)


def test_it_begins_to_count_anew_when_an_answer_could_be_handled(sandbox, poisoned):
    bad = poisoned[1]
    ask(bad, times=3)
    cure()

    ask(bad)

    assert carriers_of(bad) == {"Canada: Telus": "live"}
    assert not BrokenCheck.objects.exists()
    assert (bad.checking.problem, bad.checking.failing_since) == ("", None)


def test_it_goes_on_counting_when_no_answer_came_in_between(launch):
    late = Outcome(claimed(launch), problem=TryLater(meaning_of("no answer")))
    broken_off = Outcome(claimed(launch))
    writer = Writer(Readings())

    for outcome in (broken_off, late, broken_off):
        writer.write([outcome])

    assert BrokenCheck.objects.get().times == 2


def test_it_is_asked_about_again_when_an_admin_says_so(sandbox, poisoned, ada):
    bad = poisoned[1]
    ask(bad, times=4)
    cure()

    breaks.release(bad.pk, by=ada)
    refresh.refresh_due()

    assert carriers_of(bad) == {"Canada: Telus": "live"}


@pytest.mark.same_rows
@pytest.mark.parametrize("colleague", ["mona", "rita"])
def test_it_is_released_by_admins_alone(poisoned, colleague, request):
    with pytest.raises(NotAllowed):
        breaks.release(poisoned[1].pk, by=request.getfixturevalue(colleague))

    assert BrokenCheck.objects.exists()


def test_it_is_released_once(poisoned, ada):
    breaks.release(poisoned[1].pk, by=ada)

    with pytest.raises(MovedMeanwhile):
        breaks.release(poisoned[1].pk, by=ada)


def test_it_tells_whoever_asks_for_a_check(poisoned, mona):
    bad = poisoned[1]
    ask(bad, times=4)

    with pytest.raises(NotAllowed, match="not checked until an admin has looked"):
        refresh.check_now(bad, by=mona)


def test_it_counts_no_answer_of_kaleyra_as_a_break(sandbox, mona, rita):
    launch = make_accepted(mona, rita)
    sandbox.answer_next("rcs500", on="status", times=0)

    ask(launch, times=6)

    assert not BrokenCheck.objects.exists()
    make_due()
    assert Checking.objects.due(timezone.now()).exists()
