"""History can be added to. It cannot be edited or deleted, by any road."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from launches.models import StatusEvent
from tests.factories import make_launch

pytestmark = pytest.mark.django_db
TABLE = StatusEvent._meta.db_table


def by_sql(statement):
    def run(event):
        with connection.cursor() as cursor:
            cursor.execute(statement, [event.pk])

    return run


def save_again(event):
    event.actor_name = "Nobody"
    event.save()


ROADS = {
    "save": save_again,
    "update": lambda event: StatusEvent.objects.update(to_state="live"),
    "bulk update": lambda event: StatusEvent.objects.bulk_update([event], ["reason"]),
    "update or create": lambda event: StatusEvent.objects.update_or_create(
        pk=event.pk, defaults={"reason": "x"}
    ),
    "delete": lambda event: event.delete(),
    "delete many": lambda event: StatusEvent.objects.all().delete(),
    "raw delete": lambda event: StatusEvent.objects.all()._raw_delete("default"),
    "SQL update": by_sql(f"UPDATE {TABLE} SET actor_name = 'Nobody' WHERE id = %s"),
    "SQL update of nothing": by_sql(f"UPDATE {TABLE} SET reason = reason WHERE id = %s"),
    "SQL delete": by_sql(f"DELETE FROM {TABLE} WHERE id = %s"),
}
if connection.vendor == "sqlite":
    ROADS["SQL replace"] = by_sql(f"REPLACE INTO {TABLE} SELECT * FROM {TABLE} WHERE id = %s")


@pytest.mark.parametrize("road", ROADS)
def test_it_refuses_to_change_or_delete_history(mona, road):
    make_launch(mona)
    before = list(StatusEvent.objects.values())
    event = StatusEvent.objects.first()

    with pytest.raises(DatabaseError, match="history is append-only"), transaction.atomic():
        ROADS[road](event)

    assert before
    assert list(StatusEvent.objects.values()) == before


def test_it_keeps_what_history_speaks_of(mona):
    launch = make_launch(mona)

    for row in (launch, launch.first_submission(), mona):
        with pytest.raises(ProtectedError):
            row.delete()
