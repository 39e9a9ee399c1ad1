"""The control page: what people see, and what its buttons do."""

import json
import re
from urllib.parse import urlencode

import pytest

from sandbox import scenarios
from tests.sandbox.conftest import AGENTS, REGIONS

FORM = "application/x-www-form-urlencoded"


def press(call, action, site="same-origin", **fields):
    body = urlencode(fields).encode()
    return call.send("POST", f"/control/{action}", body, Content_Type=FORM, Sec_Fetch_Site=site)


def text_of(reply):
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", reply.body.decode()).split())


@pytest.mark.parametrize("path", ["/", "/control", "/control/"])
def test_it_says_that_nothing_reaches_a_carrier(call, path):
    reply = call.get(path)

    assert reply.status == 200
    assert "Sandbox: nothing reaches a carrier." in text_of(reply)
    assert "0 calls arrived, 0 launches taken." in text_of(reply)


def test_it_forbids_scripts_and_inline_styles_and_has_none(call):
    reply = call.get("/control")

    policy = reply.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in policy
    assert not re.search(rb"<script|<style|style=|\son[a-z]+=", reply.body)


def test_it_serves_its_style_sheet(call):
    reply = call.get("/control.css")

    assert (reply.status, reply.headers.get_content_type()) == (200, "text/css")
    assert b"light-dark(" in reply.body


def test_it_offers_every_scenario(call):
    page = call.get("/control").body.decode()

    for name, scenario in scenarios.BY_NAME.items():
        assert f'<option value="{name}">' in page
        assert f"<td>{scenario.number}</td><td><code>{name}</code></td>" in page


def test_it_shows_what_arrived_newest_first_with_the_key_masked(call):
    call.launch("United States: Verizon")
    call.get(AGENTS)

    page = call.get("/control").body.decode()

    assert page.index(AGENTS) < page.index("/rcs/agent/launch")
    assert "&quot;launch_name&quot;: &quot;launch_48900&quot;" in page
    assert "api-key: (masked)" in page
    assert "sandbox-key" not in page
    assert "2 calls arrived, 1 launches taken." in page
    assert "United States: Verizon: submitted" in page


def test_it_escapes_what_it_was_sent(call):
    call.launch("United States: Verizon", launch_name="<script>alert(1)</script>")
    call.send("GET", "/v1/<b>/rcs/agents")

    page = call.get("/control").body

    assert b"<script" not in page
    assert b"/v1/<b>" not in page


def test_it_shows_the_reason_that_the_caller_was_not_told(call):
    call.launch("United States: Verizon", optout_description=" ")

    assert "optout_description is empty" in text_of(call.get("/control"))


def test_it_tells_programs_what_arrived(call):
    call.launch("United States: Verizon", agent_no="91041")

    (arrived,) = call.get("/control/arrived.json").json

    assert (arrived["endpoint"], arrived["status"], arrived["scenario"]) == ("launch", 500, "rcs502")
    assert arrived["headers"]["api-key"] == "(masked)"
    assert json.loads(arrived["body"])["launch"]["agent_no"] == "91041"


def test_it_does_not_count_its_own_page_among_the_calls(call, kaleyra):
    call.get("/control")
    call.get("/favicon.ico")

    assert kaleyra.requests == []


def test_it_orders_the_next_answer(call):
    reply = press(call, "order", scenario="rcs601", endpoint="regions", times="1", taken="yes")

    assert (reply.status, reply.headers["Location"]) == (303, "/control?done=order")
    page = text_of(call.get("/control?done=order"))
    assert "Ordered." in page
    assert "RCS601 RCS is not enabled for the account: on carriers, 1 more, taken" in page
    assert call.get(AGENTS).code == "RCS902"
    assert [call.get(REGIONS).code for _ in range(2)] == ["RCS601", "RCS902"]


def test_it_takes_orders_back(call, kaleyra):
    kaleyra.answer_next("rcs601", times=0)

    press(call, "honest")

    assert call.get(REGIONS).code == "RCS902"
    assert "every answer is honest" in text_of(call.get("/control"))


def test_it_sets_the_dials(call, kaleyra):
    press(call, "dials", latency="0.01", failures="100")

    assert (kaleyra.store.memory.latency, kaleyra.store.memory.failure_rate) == (0.01, 1.0)
    assert call.get(AGENTS).status in (500, 503)


def test_it_moves_time_on(call):
    launch_id = call.launch_id("United States: Verizon")

    press(call, "time", seconds="3600")

    assert call.states(launch_id) == [3]
    assert "time moved on by 3600 seconds" in text_of(call.get("/control"))


def test_it_resets(call, kaleyra):
    call.launch("United States: Verizon")

    press(call, "reset")

    assert (kaleyra.requests, kaleyra.launches()) == ([], [])


@pytest.mark.parametrize(
    ("action", "fields", "sentence"),
    [
        ("order", {"scenario": "nonsense", "times": "1"}, "There is no such scenario."),
        ("order", {"scenario": "rcs601", "endpoint": "x", "times": "1"}, "There is no such call."),
        ("order", {"scenario": "rcs601"}, "times: not a number."),
        ("dials", {"latency": "61", "failures": "0"}, "latency: between 0 and 60, please."),
        ("dials", {"latency": "nan", "failures": "0"}, "latency: between 0 and 60, please."),
        ("dials", {"latency": "0", "failures": "-1"}, "failures: between 0 and 100, please."),
        ("time", {"seconds": "a day"}, "seconds: not a number."),
        ("explode", {}, "There is no such button."),
    ],
)
def test_it_says_what_is_wrong_with_a_form_and_changes_nothing(call, kaleyra, action, fields, sentence):
    reply = press(call, action, **fields)

    assert reply.status == 422
    assert sentence in text_of(reply)
    memory = kaleyra.store.memory
    assert (memory.plans, memory.latency, memory.failure_rate, memory.ahead) == ([], 0, 0, 0)


def test_it_ignores_buttons_on_the_pages_of_others(call, kaleyra):
    call.launch("United States: Verizon")

    assert press(call, "reset", site="cross-site").status == 403
    assert len(kaleyra.launches()) == 1


def test_it_answers_404_when_there_is_no_such_page(call):
    assert call.get("/control/nothing").status == 404
