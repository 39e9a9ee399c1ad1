"""Whatever comes back: no reader raises, and nothing is "accepted" without RCS902 and an id."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from launches.kaleyra import CATALOGUE, KaleyraError, Misconfigured, OutcomeUnknown, Refused, TryLater
from launches.kaleyra.exchange import Redactor
from launches.kaleyra.reading import Unreadable, is_uuid, read_json, text
from launches.kaleyra.replies import read_agents, read_catalogue, read_launch
from launches.kaleyra.verdicts import judge_change, judge_reading
from launches.kaleyra.wire import Received
from tests.drawing import draws

from . import samples

MANY = draws(200, long=10_000)
REDACTOR = Redactor("the-key-of-the-test", "the-sid-of-the-test")

# Names and values that stand in the documents, so that what is drawn comes close to what is dangerous.
NAMES = st.sampled_from(
    """code message data error error_code error_message errorMessage launch regions region_id regionId region status
    launch_state launchState agent_launch_id agentLaunchId launch_name launch_type create_date id display_name
    managment_type_value carrier_enabled agents agent brand agent_no entry_point""".split()  # noqa: SIM905
)
VALUES = st.sampled_from(
    [
        *samples.BROKEN.values(),
        samples.LAUNCH_ID,
        f" ”{samples.LAUNCH_ID}",
        "RCS902",
        "rcs902 ",
        "RCS904",
        "RCS601",
        "FAILED",
        '{"status":"FAILED","message":"Missing"}',
        '{"message":',
        "\ud800",
        "\x00",
        "LAUNCH_STATE_LAUNCHED",
    ]
)
LEAVES = st.one_of(
    VALUES, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12)
)
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=25,
)
STATUSES = st.sampled_from([200, 201, 204, 301, 400, 401, 403, 404, 405, 408, 409, 429, 500, 502, 503])


def bent(document: Any, path: list[int], put: Any) -> Any:
    """The document with one place in it replaced."""
    if not path or not isinstance(document, dict | list) or not document:
        return put
    keys = list(document) if isinstance(document, dict) else list(range(len(document)))
    key = keys[path[0] % len(keys)]
    changed = dict(document) if isinstance(document, dict) else list(document)
    changed[key] = bent(document[key], path[1:], put)
    return changed


# The good answer with one thing in it changed: where mistakes of a classifier live.
NEARLY_GOOD = st.builds(
    bent, st.just(samples.accepted()), st.lists(st.integers(0, 9), min_size=1, max_size=4), LEAVES
)
# The id and nothing else that is right, at a place that nobody foresaw.
HIDDEN_ID = st.builds(
    lambda path, name: {"code": "RCS902", "data": bent({"a": {"b": [{}]}}, path, {name: samples.LAUNCH_ID})},
    st.lists(st.integers(0, 1), max_size=3),
    st.sampled_from(["agent_launch_id", "agentLaunchId", "AgentLaunchID"]),
)
BODIES = st.one_of(
    HIDDEN_ID.map(lambda document: json.dumps(document).encode()),
    DOCUMENTS.map(lambda document: json.dumps(document).encode()),
    NEARLY_GOOD.map(lambda document: json.dumps(document).encode()),
    st.binary(max_size=60),
    st.sampled_from(list(samples.BROKEN.values())).map(str.encode),
)


@MANY
@given(DOCUMENTS)
def test_it_reads_anything_without_raising_when_it_is_json(document: Any) -> None:
    readings = (read_launch(document, samples.LAUNCH_ID), read_catalogue(document), read_agents(document))

    for reading in readings:
        repr(reading).encode()
        assert "\\x00" not in repr(reading)


@MANY
@given(st.binary(max_size=200))
def test_it_parses_or_says_unreadable_when_it_is_given_any_bytes(raw: bytes) -> None:
    try:
        document = read_json(raw)
    except Unreadable:
        return
    text(document).encode()


@MANY
@given(BODIES, STATUSES, st.sampled_from([None, "", samples.LAUNCH_ID, "other"]))
def test_it_accepts_a_change_only_with_rcs902_and_the_right_id_when_anything_comes(
    body: bytes, status: int, sent_id: str | None
) -> None:
    verdict = judge_change(Received(True, status, {}, body), sent_id=sent_id)

    if verdict.family is None:
        document = read_json(body)
        launch_id = read_launch(document).agent_launch_id
        assert 200 <= status < 300
        assert document["code"].strip().upper() == "RCS902"
        if sent_id is None:
            assert is_uuid(launch_id)
        else:
            assert launch_id.lower() in ("", sent_id)
        return
    assert verdict.family in (OutcomeUnknown, Refused, TryLater, Misconfigured)
    assert (verdict.family is TryLater) == (status == 429 and verdict.key == "HTTP 429")
    if verdict.family in (Refused, Misconfigured):
        assert 200 <= status < 500
        assert CATALOGUE[verdict.key].is_certain
    error = verdict.error(status, REDACTOR, ())
    assert isinstance(error, KaleyraError)
    f"{error} {error.detail} {error.code} {error.next_step} {error.suggested_id}".encode()


@MANY
@given(BODIES, STATUSES)
def test_it_never_calls_a_reading_unknown_when_anything_comes(body: bytes, status: int) -> None:
    verdict = judge_reading(Received(True, status, {}, body), asked_id=samples.LAUNCH_ID)

    assert verdict.family in (None, Refused, TryLater, Misconfigured)
    if verdict.family is None:
        read_launch(verdict.said.document, samples.LAUNCH_ID)
        return
    assert "Do not send" not in verdict.error(status, REDACTOR, ()).next_step


@MANY
@given(BODIES, STATUSES, st.booleans())
def test_it_is_never_certain_when_the_answer_broke_off(body: bytes, status: int, connected: bool) -> None:
    broken = Received(connected, status if connected else None, {}, body, "the connection was reset")

    verdict = judge_change(broken, sent_id=None)

    assert verdict.word == ("not_sent" if not connected else "try_later" if status == 429 else "unknown")


@MANY
@given(st.text(max_size=80), st.binary(max_size=80))
def test_it_stores_anything_without_key_and_sid_when_it_is_cleaned(words: str, raw: bytes) -> None:
    told = words + "the-key-of-the-test" + words + "the-sid-of-the-test"

    cleaned = REDACTOR.clean(told) + REDACTOR.clean_body(raw + told.encode("utf-8", "replace"))[0]

    assert "the-key-of-the-test" not in cleaned
    assert "the-sid-of-the-test" not in cleaned
    assert "\x00" not in cleaned
    cleaned.encode()
