"""Activity and matrix, which the same thirty launches fill: as many queries for all of them as for the first."""

import pytest

from launches import activity, matrix
from launches.models import StatusEvent
from tests.many import more_like
from tests.views.standing import with_carriers

pytestmark = pytest.mark.page_only


@pytest.fixture
def counted(mona, browsing, django_assert_num_queries):
    """What Mona gets from an address, which takes exactly so many queries."""
    client = browsing(mona)

    def get(url, queries):
        with django_assert_num_queries(queries):
            return client.get(url)

    return get


def test_they_take_the_same_number_of_queries_for_1_and_for_30(mona, rita, browsing, counted):
    launch = with_carriers(mona, rita, "live", "pending", number="0")
    browsing(mona).get("/matrix/")  # what is usual for carriers is read once in ten minutes
    counted("/activity/", 5)
    counted("/matrix/", 7)
    more_like(launch, 29)

    assert counted("/activity/", 5).context["count"] == activity.PAGE < StatusEvent.objects.count()
    assert len(counted("/matrix/", 7).context["rows"]) == matrix.PAGE
