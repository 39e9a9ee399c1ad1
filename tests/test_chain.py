"""Every row of history is sealed with the one before it, and a command proves it."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from launches import chain
from launches.models import StatusEvent
from tests.factories import make_accepted, make_agent, make_launch

pytestmark = pytest.mark.django_db
TABLE = StatusEvent._meta.db_table


@pytest.fixture
def written(mona, rita, sandbox):
    """A history of some length: the rows of an accepted launch."""
    make_accepted(mona, rita)
    return list(StatusEvent.objects.order_by("id"))


def test_it_seals_each_row_after_the_one_before_it(written):
    before = ["", *(event.seal for event in written)]

    assert [event.seal for event in written] == [
        chain.seal(event, before=seal) for event, seal in zip(written, before, strict=False)
    ]


FACTS = {
    "subject": ("submission", "launch"),
    "launch_id": (1, 2),
    "submission_id": (1, 2),
    "launch_region_id": (1, 2),
    "carrier_region_id": (1, 2),
    "from_state": ("in_review", "sent_back"),
    "to_state": ("approved", "live"),
    "raw_code": ("2", "9"),
    "source": ("admin", "person"),
    "actor_id": (1, 2),
    "reason": ("It is fine.", "another"),
    "at": (datetime(2026, 3, 4, 12, tzinfo=UTC), datetime(2026, 3, 4, 13, tzinfo=UTC)),
}


def test_it_seals_every_fact_as_it_always_did(settings):
    settings.SECRET_KEY = "a key for this row alone"

    def sealed(before="the seal before", **others):
        facts = {name: fact for name, (fact, _) in FACTS.items()} | others
        return chain.seal(StatusEvent(**facts), before=before)

    # Made otherwise, no row of the histories that are there would fit any more.
    assert sealed() == "8b033700ce6993f7029ef1ee7ff0cf93feaeb2e85fd3ecb9a346ea7f180da112"
    assert sealed(actor_name="Somebody who left") == sealed()
    each = {sealed(**{name: other}) for name, (_, other) in FACTS.items()} | {sealed("another seal")}
    assert len(each - {sealed()}) == len(FACTS) + 1


def behind_the_portals_back(statement, *values):
    """Run SQL as somebody would who has the database and has switched its guards off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement, values)
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE]
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(statement, values)
        for _, definition in triggers:
            cursor.execute(definition)


def test_it_is_whole_after_ordinary_work(written):
    verdict = chain.verify()

    assert (verdict.rows, verdict.broken) == (len(written), None)
    assert verdict.head == written[-1].seal
    assert len({event.seal for event in written}) == len(written)


@pytest.mark.parametrize(
    ("column", "value"), [("to_state", "live"), ("reason", "another"), ("raw_code", "9"), ("seal", "0" * 64)]
)
def test_it_names_the_row_that_was_edited(written, column, value):
    victim = written[3]

    behind_the_portals_back(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", value, victim.pk)

    assert chain.verify().broken == victim


def test_it_names_the_row_after_one_that_was_removed(written):
    behind_the_portals_back(f"DELETE FROM {TABLE} WHERE id = %s", written[3].pk)

    assert chain.verify().broken == written[4]


def test_it_begins_with_the_first_seal_when_rows_are_older_than_seals(mona, rita, sandbox):
    for _ in range(2):
        make_launch(mona, agent=make_agent("2601"))
    behind_the_portals_back(f"UPDATE {TABLE} SET seal = ''")
    old = StatusEvent.objects.count()
    make_accepted(mona, rita)
    said = StringIO()

    call_command("verify_history", stdout=said)

    rows = StatusEvent.objects.count()
    assert said.getvalue().startswith(
        f"{rows} rows ({old} are older than the seals and prove nothing), the chain"
    )


@pytest.mark.parametrize("number", [0, 3])
def test_it_names_the_row_from_which_on_seals_were_taken_away(written, number):
    """In front: the row after the last of them, which was sealed after a seal."""
    behind_the_portals_back(f"UPDATE {TABLE} SET seal = '' WHERE id = %s", written[number].pk)

    assert chain.verify().broken == written[number or 1]


def test_it_stays_whole_when_a_name_is_taken_away(written):
    behind_the_portals_back(f"UPDATE {TABLE} SET actor_name = %s", "Somebody who left")

    assert chain.verify().broken is None


def test_it_stays_whole_when_the_secret_key_changes(written, mona, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key " * 5

    make_launch(mona, agent=make_agent("2601"))

    assert chain.verify().broken is None


def test_it_knows_its_rows_by_the_secret_key(written, settings):
    settings.SECRET_KEY = "somebody else's key " * 3

    assert chain.verify().broken == written[0]


def test_the_command_says_that_all_is_well(written):
    said = StringIO()

    call_command("verify_history", stdout=said)

    assert said.getvalue() == f"{len(written)} rows, the chain is whole. Head: {written[-1].seal}\n"


def test_the_command_names_the_row(written):
    behind_the_portals_back(f"UPDATE {TABLE} SET reason = 'x' WHERE id = %s", written[2].pk)

    with pytest.raises(CommandError, match=f"Row {written[2].pk} does not fit"):
        call_command("verify_history")


def test_the_command_notices_an_end_that_was_cut_off(written):
    head = written[-1].seal
    behind_the_portals_back(f"DELETE FROM {TABLE} WHERE id = %s", written[-1].pk)

    call_command("verify_history", stdout=StringIO())  # The rest fits.
    with pytest.raises(CommandError, match="cut off"):
        call_command("verify_history", head=head)
