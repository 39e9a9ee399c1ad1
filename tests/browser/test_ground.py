"""The browser that the other tests here rely on."""

import pytest

pytestmark = pytest.mark.page_only


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


def test_it_has_a_worker_that_the_portal_sees(page, worker, expected_complaints):
    expected_complaints += ["status of 503", "status of 404"]  # until it beats; and no icon for bare JSON

    for _ in range(240):
        answer = page.goto("/healthz")
        if answer.status == 200:
            break
        page.wait_for_timeout(250)

    assert answer.json()["worker"] == "ok"
    assert worker.poll() is None


def test_it_lets_people_sign_in(page, sign_in, rita):
    sign_in(page, rita)
    page.goto("/")

    assert "sign-in" not in page.url
