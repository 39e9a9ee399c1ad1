"""The operations page says how e-mail is doing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from launches.models import Mail
from launches.services import mailing
from tests.admin.test_operations import page_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(mona):
    """A letter to Mona: `make(problem="...")`."""

    def write(**facts):
        now = timezone.now()
        return Mail.objects.create(person=mona, made_at=now, due_at=now, **facts)

    return write


def test_it_says_that_none_is_set_up(ada, browsing, settings):
    settings.SENDS_EMAIL = False

    assert "None is sent: no mail server is set up" in page_for(browsing(ada))


def test_it_says_that_all_is_well(ada, browsing, make):
    make(sent_at=timezone.now())
    make(given_up_at=timezone.now(), problem=mailing.NOTHING_LEFT)

    page = page_for(browsing(ada))

    assert "Nothing went wrong in the last seven days." in page
    assert mailing.report().sent_today == 1


def test_it_says_what_waits_and_why(ada, browsing, make):
    make(problem="The mail server could not be reached: refused.")

    page = page_for(browsing(ada))

    assert "1 letter waits." in page
    assert "The mail server could not be reached: refused. It is tried again" in page


def test_it_names_what_was_given_up_lately(ada, browsing, make):
    make(given_up_at=timezone.now(), problem="The mail server refused it: 550 <b>no</b>")
    make(given_up_at=timezone.now() - timedelta(days=8), problem="Long ago")

    page = page_for(browsing(ada))

    assert "Mona Marsh" in page
    assert "550 &lt;b&gt;no&lt;/b&gt;" in page
    assert "Long ago" not in page
