"""Leaving at that what went wrong: off its author's "Needs you", and nothing else."""

import pytest
from django.utils import timezone

from launches import transitions
from launches.models import Launch, StatusEvent
from launches.services import leaving
from launches.statuses import CarrierState, SubmissionStatus
from tests.factories import history_of
from tests.views.reading import said
from tests.views.standing import fresh, sent_back, settled, with_carriers


def url_of(launch):
    return f"/launches/{launch.pk}/leave/"


def needs(client):
    return [need.launch for need in client.get("/").context["board"].needs]


def test_it_is_off_what_needs_its_author_until_something_goes_wrong_anew(mona, rita, browsing):
    launch = with_carriers(mona, rita, "live", "rejected")
    client = browsing(mona)
    assert f'formaction="{url_of(launch)}"' in client.get("/").content.decode()

    response = client.post(url_of(launch))

    assert response["Location"] == "/"
    assert said(response) == [f"{launch.launch_name} is off “Needs you” until something goes wrong anew."]
    assert needs(client) == []
    assert fresh(launch).state == "needs_attention"
    assert history_of(launch)[-1] == "needs_attention > known"
    page = " ".join(client.get(f"/launches/{launch.pk}/").content.decode().split())
    assert "<strong>Mona Marsh</strong> knows what went wrong, and leaves it at that" in page

    live = launch.launch_regions.get(state="live")
    transitions.observe(live, CarrierState.SUSPENDED, raw_code="5", at=timezone.now())
    assert needs(client) == [launch]


def test_one_of_which_nothing_went_wrong_in_its_history_is_not_left(mona, rita):
    launch = settled(mona, rita, SubmissionStatus.UNCONFIRMED)

    assert leaving.not_left(Launch.objects.all()).get() == launch


def test_it_is_said_once_however_often_the_button_is_pressed(mona, rita, browsing):
    launch = settled(mona, rita, SubmissionStatus.REFUSED)

    for _ in range(2):
        browsing(mona).post(url_of(launch))

    assert needs(browsing(mona)) == []
    assert StatusEvent.objects.filter(launch=launch, to_state="known").count() == 1


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("max", "It stands under what needs its author, who alone says that they know."),
        ("mona", "Nothing went wrong with it that nobody has settled."),
    ],
)
def test_it_is_for_its_author_and_for_what_went_wrong(request, mona, rita, browsing, who, sentence):
    launch = with_carriers(mona, rita, "rejected") if who == "max" else sent_back(mona, rita)

    response = browsing(request.getfixturevalue(who)).post(url_of(launch))

    assert said(response) == [sentence]
    assert not StatusEvent.objects.filter(to_state="known").exists()


@pytest.mark.page_only
def test_it_takes_no_get_and_no_stranger(mona, rita, stranger, browsing):
    launch = with_carriers(mona, rita, "rejected")

    assert browsing(mona).get(url_of(launch)).status_code == 405
    assert browsing(stranger).post(url_of(launch)).status_code == 404
