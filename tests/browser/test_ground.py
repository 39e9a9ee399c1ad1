"""The browser that the other tests here rely on."""

import pytest


@pytest.fixture
def alert(expected_complaints):
    """A script that complains; the test expects it."""
    expected_complaints.append("for the test")
    return "console.error('only for the test')"


def test_it_shows_the_portal_in_a_real_browser(page, live_server):
    answer = page.goto("/sign-in/")

    assert answer.status == 200
    assert page.url == f"{live_server.url}/sign-in/"


def test_it_lets_an_expected_complaint_pass(page, alert):
    page.goto("/sign-in/")
    page.evaluate(alert)
