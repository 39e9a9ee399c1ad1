"""The address of a list that somebody narrows: Back undoes what was chosen, and not each letter."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from launches.views.address import at_address


def headers(shown, address):
    """What the browser is told about its address, when it shows the one and the other was asked for."""
    request = RequestFactory().get("/launches/rows/", headers={"HX-Request": "true", "HX-Current-URL": shown})
    request.htmx = HtmxDetails(request)
    answer = at_address(request, HttpResponse(), address)
    return {name: value for name, value in answer.items() if name.startswith("HX-")}


@pytest.mark.parametrize(
    ("shown", "address", "told"),
    [
        ("", "?pod=IN", "HX-Push-Url"),
        ("?pod=IN", "?pod=NA", "HX-Push-Url"),
        ("?pod=IN&before=7", "?pod=IN", "HX-Push-Url"),
        ("", "?q=s", "HX-Push-Url"),
        ("?q=s", "?q=sp", "HX-Replace-Url"),
        ("?q=s&pod=IN", "?pod=IN", "HX-Replace-Url"),
        ("?q=s", "?q=sp&pod=IN", "HX-Push-Url"),
        ("?q=s", "?q=s&carrier=o", "HX-Push-Url"),
    ],
)
def test_it_makes_a_step_of_what_is_chosen_and_none_of_each_letter(shown, address, told):
    assert headers(f"http://testserver/launches/{shown}", f"/launches/{address}") == {
        told: f"/launches/{address}"
    }


@pytest.mark.parametrize("shown", ["?q=s", "?pod=&q=s"])
def test_it_makes_no_step_when_the_same_is_asked_again(shown):
    assert headers(f"http://testserver/launches/{shown}", "/launches/?q=s") == {}
